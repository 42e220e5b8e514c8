"""DIV003: the loss goes up and down and does not get better."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, excerpt, reading
from run_diagnose.model.record import Floats, Ints
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.line import fit_line
from run_diagnose.stats.noise import MAD_TO_SIGMA
from run_diagnose.stats.oscillation import alternation
from run_diagnose.stats.smoothing import total_drop
from run_diagnose.views import curves
from run_diagnose.views.epochs import ByEpoch, by_epoch


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a loss swings from epoch to epoch, about its own trend."""

    swing: float = 0.1
    """Standard deviation of the logarithm of the loss of whole epochs. (Means over an epoch of a healthy run vary by
    0.01 to 0.04 once its trend is taken out.)"""
    of_drop: float = 0.03
    """And at least this share of all that the loss ever gained: swings about a floor near 0 are harmless."""
    turns: float = 0.35
    """Share of epochs at which it turns. (Two thirds in independent noise, 0 on a smooth curve.)"""
    settled: float = 0.33
    """The first third is left out: everything moves there."""
    sampled: float = 1.4
    """The validation loss has to swing by so many times ``swing`` where the training loss is known from a few batches
    of each epoch only."""
    rate: float = 0.02
    """Below this share of its peak no learning rate makes a loss swing."""
    points: int = 12
    """Fewer epochs show no swing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Swing:
    sd: float
    """Of the logarithm, about a straight line."""
    turns: float
    gain: float
    """Fall of the logarithm along that line, over the stretch."""
    level: float


@rule(
    "DIV003",
    "oscillation",
    kind="oscillation",
    title="The loss swings instead of falling",
    needs=("train_loss",),
    limits=Limits(),
    not_for=("rl", "gan"),
    may_end="it ends when the rate falls",
)
def oscillation(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The loss goes up and down from epoch to epoch and does not get better.

    ## Why it matters
    Steps that are too long jump from one wall of the valley to the other. The loss of whole epochs, which averages
    over all batches, then swings by a tenth and more, and the run stays above what a lower rate would reach.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss
    1,1.151,1.022
    2,0.856,0.874
    3,0.760,1.106
    4,0.893,1.053
    5,0.669,0.936
    6,0.969,1.311
    7,0.707,0.805
    8,0.966,1.184
    9,1.124,1.364
    10,0.826,0.899
    11,1.083,1.420
    12,0.821,0.984
    13,1.016,1.122
    14,0.806,1.497
    15,0.975,1.009
    16,0.764,1.256
    17,1.056,1.373
    18,0.777,1.000
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss
    1,1.151,1.022
    2,0.856,0.874
    3,0.760,0.906
    4,0.693,0.753
    5,0.669,0.736
    6,0.639,0.811
    7,0.607,0.705
    8,0.616,0.684
    9,0.594,0.664
    10,0.576,0.699
    11,0.583,0.620
    12,0.561,0.684
    13,0.556,0.622
    14,0.546,0.697
    15,0.535,0.609
    16,0.534,0.656
    17,0.526,0.673
    18,0.517,0.600
    ```

    ## References
    Cohen et al. 2021 on training at the edge of stability: sharpness near 2 / learning rate.
    """
    train = by_epoch(run)
    if train is None or len(train.y) < limits.points:
        n = 0 if train is None else len(train.y)
        yield Unsure(f"{n} epochs of training loss, {limits.points} needed")
        return
    if float(np.min(train.y)) <= 0:
        yield Unsure("a loss that is not above 0 has no relative swing")
        return
    seen = _swing(train.y, limits)
    swings = seen.sd >= limits.swing and seen.sd * seen.level >= limits.of_drop * total_drop(train.y)
    stuck = seen.gain < 2 * seen.sd and seen.turns >= limits.turns
    beside = _beside(curves.val_loss(run), limits) if swings and stuck else None
    if not (swings and stuck and _shared(train, seen, beside, limits)) or _at_rest(run, limits):
        yield Fine(f"{train.series.name} swings by {percent(seen.sd)} about its trend from epoch to epoch")
        return
    yield _sighting(train.series, train.y, train.rows, seen, beside, limits)


def _shared(train: ByEpoch, seen: _Swing, beside: _Swing | None, limits: Limits) -> bool:
    """The validation loss swings too; without one, more than the few logged batches explain.

    A few logged batches scatter by themselves; then the validation loss has to show it, and more of it.
    """
    beyond = seen.sd > 2 * float(median(train.sampled / np.maximum(train.y, 1e-300)))
    if beside is None:
        return beyond
    needed = limits.swing if beyond else limits.sampled * limits.swing
    return beside.sd >= needed and beside.turns >= limits.turns and beside.gain < 2 * beside.sd


def _swing(y: Floats, limits: Limits) -> _Swing:
    z = np.log(y[int(len(y) * limits.settled) :])
    line = fit_line(np.arange(len(z), dtype=np.float64), z)
    rest = line.residuals
    bound = 3 * MAD_TO_SIGMA * float(median(np.abs(rest)))  # one spike is no swing
    rest = np.clip(rest, -bound, bound)
    change = np.sign(z[1:] - z[:-1])
    return _Swing(
        sd=float(np.std(rest)),
        turns=float(np.mean(change[1:] * change[:-1] < 0)),
        gain=-line.slope * (len(z) - 1),
        level=float(np.exp(np.mean(z))),
    )


def _at_rest(run: Run, limits: Limits) -> bool:
    """True if the learning rate is all but 0 over most of the stretch: then the batches differ, not the weights."""
    lr = run.get("lr")
    if lr is None or len(lr.finite) < limits.points:
        return False
    y = lr.finite.y
    return float(median(y[int(len(y) * limits.settled) :])) < limits.rate * float(np.max(y))


def _beside(val: Series | None, limits: Limits) -> _Swing | None:
    if val is None or len(val.finite) < limits.points or float(np.min(val.finite.y)) <= 0:
        return None
    return _swing(val.finite.y, limits)


def _sighting(series: Series, y: Floats, rows: Ints, seen: _Swing, beside: _Swing | None, limits: Limits) -> Sighting:
    first = _onset(y, seen)
    start = series.moment(int(rows[first]))
    turn = alternation(y)
    by_turns = turn is not None and turn.found
    text = f"{series.name} swings by {percent(seen.sd)} from epoch to epoch from {at(start)} on and does not fall: "
    text += f"it turns at {percent(seen.turns)} of the epochs and ends at {number(float(median(y[-3:])))}, "
    text += f"{percent(float(median(y[-3:]) / np.min(y) - 1))} above its best"
    text += "; up and down strictly by turns" if by_turns else ""
    x = series.x[rows]
    return Sighting(
        message=text + ".",
        severity=Severity.WARNING if beside is not None else Severity.NOTE,
        confidence=0.75 if beside is not None else 0.5,
        evidence=(
            reading(f"swing of {series.name}", seen.sd, start, limit=limits.swing, unit="%"),
            *((reading("swing of the validation loss", beside.sd, unit="%"),) if beside is not None else ()),
            excerpt(series.name, x[-40:].tolist(), y[-40:].tolist(), start),
        ),
        series=(series.name,),
        onset=start,
        values={"swing": seen.sd, "turns": seen.turns, "gain": seen.gain, "alternating": by_turns},
    )


def _onset(y: Floats, seen: _Swing) -> int:
    """The first epoch at the level about which it swings from then on."""
    inside = np.abs(np.log(y) - np.log(seen.level)) <= 2 * seen.sd
    return int(np.argmax(inside)) if inside.any() else 0
