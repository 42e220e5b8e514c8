"""Where the curve stands at the end: flat, still improving, converged, or not to be told."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import quote, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, count, number, percent
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.smoothing import smooth
from run_diagnose.stats.trend import Trend, trend
from run_diagnose.views import curves
from run_diagnose.views.held_back import held_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a flat stretch is worth a word."""

    points: int = 5
    """The trend test needs five points."""
    long: float = 0.5
    """Flat for more than this share of the run: the rest was spent for nothing."""
    settled: int = 8
    """Points from which on a run can be said to have settled."""
    late: float = 0.06
    """Share of the whole gain that the last quarter may still bring in a settled run: an exponential fall with a time
    constant of a fifth of the run brings that much."""
    level: float = 0.02
    """...or of the level, where nearly all was gained before the first logged point."""
    near_gain: float = 0.10
    """A settled curve stays within a tenth of its gain of where it ends..."""
    near_level: float = 0.05
    """...or within 5 % of its level, where little was gained at all."""
    gap: float = 0.25
    """Validation this much above training is a gap of its own, not a model that cannot do more."""
    reached: float = 0.02
    """Share of the total gain within which the curve counts as having arrived."""


@rule(
    "PLA003",
    "plateau",
    kind="plateau",
    title="The curve is flat",
    needs=(("val_loss", "train_loss", "test_loss", "val_metric"),),
    limits=Limits(),
    not_for=("rl", "gan"),
    may_end="learning may go on after it",
)
def plateau(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The curve is flat, and since when.

    ## Why it matters
    Flat after a large gain is convergence: worth a note, and the epochs after it could be saved. Still improving at
    the end means that the run was cut short. Below the points that a test needs, neither can be said.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss
    1,2.00,2.10
    2,1.20,1.31
    3,0.81,0.92
    4,0.70,0.80
    5,0.701,0.802
    6,0.699,0.799
    7,0.700,0.801
    8,0.701,0.800
    9,0.699,0.802
    10,0.700,0.799
    11,0.701,0.801
    12,0.700,0.800
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss
    1,2.00,2.10
    2,1.80,1.91
    3,1.61,1.72
    4,1.43,1.54
    5,1.27,1.38
    6,1.12,1.23
    7,0.99,1.10
    8,0.87,0.98
    9,0.77,0.88
    10,0.69,0.80
    11,0.63,0.74
    12,0.58,0.69
    ```

    ## References
    Equivalence testing (Schuirmann 1987) on the last third, against the noise and 2 % of the total gain.
    """
    s = curves.val_loss(run) or curves.train_loss(run) or curves.main_metric(run)
    if s is None or len(s.finite) < limits.points:
        points = 0 if s is None else len(s.finite)
        yield Unsure(f"{count(points, 'point')} of a held-out curve; {limits.points} are needed for a trend")
        return
    reasons = held_back(run)
    stuck = _held_back(run, s.finite, reasons, limits) if reasons and len(s.finite) >= limits.settled else None
    yield stuck or _judge(s.finite, limits)


def _held_back(run: Run, s: Series, reasons: list[str], limits: Limits) -> Sighting | None:
    """Settled far from where it began to matter, training no better than validation, and a known reason for it."""
    y = s.losslike
    quarter = max(1, len(y) // 4)
    end = float(median(y[-quarter:]))
    late = float(median(y[-2 * quarter : -quarter])) - end
    gain = float(median(y[: max(1, len(y) // 20)])) - end
    if late > max(limits.late * gain, limits.level * abs(end)):
        return None
    train = curves.train_loss(run)
    if train is not None and train.name != s.name and len(train.finite) >= limits.settled:
        t = float(median(train.finite.y[-max(1, len(train.finite) // 4) :]))
        if abs(end) > (1 + limits.gap) * abs(t):
            return None
    shown = train.finite if train is not None and len(train.finite) >= limits.settled else s
    since = _settled(shown, limits)
    return Sighting(
        message=(
            f"{s.name} settled at {number(float(median(s.y[-quarter:])))} by {at(shown.moment(since))}, and training does no better: "
            f"{reasons[0]}."
        ),
        severity=Severity.WARNING,
        confidence=0.75,
        evidence=(
            reading(f"{shown.name} where it settles", float(shown.y[since]), shown.moment(since)),
            reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1)),
            *(quote(reason, label="config") for reason in reasons),
        ),
        series=(s.name,),
        onset=shown.moment(since),
        known=s.moment(len(s) - 1),
        values={"since": float(shown.x[since]), "held_back": reasons[0], "wasted": 1 - since / max(len(shown) - 1, 1)},
    )


def _settled(s: Series, limits: Limits) -> int:
    """The first row from which the smoothed curve stays near its last quarter: within shares of its gain or level."""
    y = smooth(s.losslike)
    end = float(median(y[-max(1, len(y) // 4) :]))
    gain = float(median(y[: max(1, len(y) // 20)])) - end
    away = np.flatnonzero(np.abs(y - end) > max(limits.near_gain * gain, limits.near_level * abs(end)))
    return min(int(away[-1]) + 1 if len(away) else 0, len(y) - 1)


def _judge(s: Series, limits: Limits) -> Verdict:
    t = trend(s.losslike)
    if t is None:
        return Unsure(f"{s.name} has too few finite points for a trend")
    if t.verdict == "improving":
        return Fine(f"{s.name} is still improving at the end ({_moved(s, t)}): not a plateau")
    if t.verdict != "plateau":
        return Unsure(
            f"the trend of {s.name} over its last {count(len(s) - t.start, 'point')} cannot be told from its noise"
        )
    since = _since(s, limits)
    wasted = 1 - since / max(len(s) - 1, 1)
    if wasted < limits.long:
        return Fine(f"{s.name} flattens only at the end ({_moved(s, t)})")
    return _sighting(s, t, since, wasted)


def _since(s: Series, limits: Limits) -> int:
    """The first row from which the smoothed curve stays within a small share of the gain of its level at the end."""
    y = smooth(s.losslike)
    end = float(median(y[-max(3, len(y) // 5) :]))
    gain = float(median(y[: max(1, len(y) // 20)])) - end
    spread = float(np.std(s.losslike[-max(4, len(y) // 3) :]))
    away = np.flatnonzero(np.abs(y - end) > max(limits.reached * abs(gain), 2 * spread))
    return int(away[-1]) + 1 if len(away) else 0


def _moved(s: Series, t: Trend) -> str:
    half = abs(t.high - t.low) / 2
    return f"{number(t.change, 2)} +- {number(half, 2)} over the last {count(len(s) - t.start, 'point')}"


def _sighting(s: Series, t: Trend, since: int, wasted: float) -> Sighting:
    since = min(since, len(s) - 1)
    left = "" if not t.drop else f"; any improvement left is below {percent(t.bound / t.drop)} of the whole gain"
    return Sighting(
        message=f"{s.name} has been flat since {at(s.moment(since))} ({_moved(s, t)}{left}): {percent(wasted)} of the run.",
        severity=Severity.NOTE,
        confidence=0.8,
        evidence=(
            reading(f"{s.name} where it flattens", float(s.y[since]), s.moment(since)),
            reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1)),
        ),
        series=(s.name,),
        onset=s.moment(since),
        known=s.moment(len(s) - 1),
        values={"since": float(s.x[since]), "wasted": wasted, "bound": t.bound, "drop": t.drop},
    )
