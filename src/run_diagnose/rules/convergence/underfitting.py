"""The run ended while it was still learning fast."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, count, number, percent
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.trend import trend
from run_diagnose.views import curves
from run_diagnose.views.turn import turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When an end counts as too early."""

    points: int = 8
    """A quarter of fewer points is a single one..."""
    fewest: int = 6
    """...so that down to here both losses must still fall by ``step`` at each of the last two points."""
    step: float = 0.1
    """A tenth a point, twice in a row and on both splits: with a schedule that ends, or near a floor, the falls shrink."""
    gained: float = 0.10
    """Share of all that was gained which came in the last quarter: a straight fall gives a quarter, an exponential one
    with half the run as its time constant a tenth; converged runs give a few per cent."""
    lately: float = 0.25
    """...and the share of that which came in its second half: a straight fall gives half, a drop at a cut of the rate
    that has settled since next to nothing."""
    level: float = 0.05
    """...and the fall as a share of the level, so that the last digits of a loss near zero do not count."""


@rule(
    "FIT002",
    "underfitting",
    kind="underfitting",
    title="The run ended while it was still learning fast",
    needs=("train_loss",),
    limits=Limits(),
    not_for=("rl", "gan", "vae"),
    may_end="a run that goes on is not cut short",
)
def underfitting(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The run ended while it was still learning fast.

    ## Why it matters
    A loss that still falls steeply at the last epoch was cut short, or every step was too small. More epochs or a
    higher rate would have bought a better model at once.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss
    1,2.31,2.32
    2,2.20,2.22
    3,2.09,2.11
    4,1.98,2.01
    5,1.87,1.90
    6,1.76,1.80
    7,1.65,1.69
    8,1.54,1.59
    9,1.43,1.48
    10,1.32,1.38
    11,1.21,1.27
    12,1.10,1.17
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss
    1,2.31,2.32
    2,1.80,1.84
    3,1.45,1.52
    4,1.21,1.30
    5,1.04,1.15
    6,0.93,1.05
    7,0.86,0.99
    8,0.81,0.95
    9,0.78,0.92
    10,0.76,0.91
    11,0.75,0.90
    12,0.745,0.90
    ```

    ## References
    Google's tuning playbook: a loss that improves until the end means that the run was bound by its length.
    """
    train, val = curves.train_loss(run), curves.val_loss(run)
    assert train is not None  # stated in needs
    s = train.finite
    if len(s) < limits.points and not _steep(s, val, limits):
        yield Unsure(f"{train.name} has {count(len(s), 'point')}; {limits.points} are needed")
        return
    other = curves.main_metric(run) if val is None else val
    held = None if other is None else other.finite
    if held is not None and len(held) >= limits.points and (turn(run, other) if other else None):
        yield Fine("validation had already turned")
        return
    if held is None and run.task == "boosting":
        yield Unsure("boosting lowers its training loss for ever; a held-out curve tells when to stop", ("val_loss",))
        return
    yield _judge(s, held, limits)


def _steep(s: Series, val: Series | None, limits: Limits) -> bool:
    """Few points, but both losses fall by a good share at each of the last two."""
    both = [] if val is None else [s, val.finite]
    return bool(both) and all(
        len(c) >= limits.fewest and np.min(c.y[-3:]) > 0 and bool(np.all(np.diff(np.log(c.y[-3:])) < -limits.step))
        for c in both
    )


def _improves(s: Series) -> bool:
    seen = trend(s.y)
    return seen is not None and seen.verdict == "improving"


def _judge(s: Series, held: Series | None, limits: Limits) -> Verdict:
    steep = len(s) < 2 * limits.points and _steep(s, held, limits)
    seen = _late(s, exact=steep)
    if seen.gained < limits.gained or seen.fall < limits.level or not _improves(s):
        return Fine(f"{percent(max(seen.gained, 0.0))} of all that {s.name} gained came in the last quarter of the run")
    if len(s) >= 2 * limits.points and seen.lately < limits.lately:
        return Fine(
            f"{s.name} fell in the last quarter of the run, but only {percent(max(seen.lately, 0.0))} of that at its end"
        )
    if held is not None and len(held) >= limits.points and _late(held, exact=steep).gained < limits.gained:
        share = percent(max(_late(held, exact=steep).gained, 0.0))
        return Fine(f"{s.name} still falls, but only {share} of the gain of {held.name} came in the last quarter")
    first = 3 * len(s) // 4
    return Sighting(
        message=(
            f"{percent(seen.gained)} of all that {s.name} gained came in the last quarter of the run, where it fell by "
            f"{percent(seen.fall)}: it ends at {number(float(s.y[-1]))} in the middle of learning."
        ),
        severity=Severity.NOTE if held is None else Severity.WARNING,
        confidence=0.8,
        evidence=(
            reading(f"{s.name} at three quarters", float(median(s.y[first - 1 : first + 2])), s.moment(first)),
            reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1)),
        ),
        series=(s.name,),
        known=s.moment(len(s) - 1),
        values={"fall": seen.fall, "gained": seen.gained, "at": at(s.moment(first))},
    )


@dataclass(frozen=True, slots=True)
class _Late:
    gained: float
    """Share of the whole gain that came in the last quarter."""
    fall: float
    """Fall over the last quarter as a share of the level where it starts."""
    lately: float
    """Share of that fall which came in the second half of the quarter."""


def _late(s: Series, *, exact: bool = False) -> _Late:
    n = len(s)
    if exact:  # of few points the medians would reach over the whole quarter
        quarter = max(2, n // 4)
        start, late, later, end = (float(s.losslike[n - 1 - i]) for i in (n - 1, quarter, max(1, quarter // 2), 0))
        gain, fall = start - end, late - end
        return _Late(gain and fall / gain, fall / abs(late), (later - end) / fall if fall else 0.0)
    half = max(1, n // 16)
    y = s.losslike
    places = (0, 3 * n // 4, 7 * n // 8, n - 1)
    start, late, later, end = (float(median(y[max(0, i - half) : min(n, i + half + 1)])) for i in places)
    start = max(start, float(median(y[:2])))
    gain = start - end
    fall = late - end
    return _Late(
        gained=fall / gain if gain > 0 else 0.0,
        fall=fall / abs(late) if late else 0.0,
        lately=(later - end) / fall if fall > 0 else 0.0,
    )
