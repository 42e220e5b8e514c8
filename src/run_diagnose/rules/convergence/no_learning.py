"""The loss does not fall, or stopped falling right after the start."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import reading
from run_diagnose.model.record import Floats
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, number, percent
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.baselines import class_count
from run_diagnose.stats.noise import noise
from run_diagnose.stats.smoothing import smooth
from run_diagnose.stats.trend import trend
from run_diagnose.views import curves
from run_diagnose.views.know_nothing import know_nothing_loss
from run_diagnose.views.knowledge import knows_something, pretrained


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a run counts as one that learned nothing."""

    points: int = 5
    """Fewer points cannot tell a slow start from none."""
    sigmas: float = 3.0
    """A total gain below this many units of the curve's own noise is none."""
    start: float = 0.30
    """A gain that was complete within this share of the run is the fall to a constant answer, if it is also small."""
    small: float = 0.15
    """Share of the first value: finding the mean of the targets alone gains 5-15 % where targets are standardised."""
    evaluations: int = 4
    """Of a held-out loss, at least, to see a pretrained model being tuned."""
    tuned: float = 0.01
    """Share of the held-out loss such a model must have gained: 1 % of a cross-entropy of 2 is 2 % of the perplexity.
    A rate far too small gains 1e-4 and less."""
    blown_up: float = 1.3
    """Times the start that a loss rose before its best: what it gains on the way back is not learned."""
    nothing: float = 1e-3
    """Share of the first value that is nothing, however steadily it was gained, where no metric moved with it."""
    carried: int = 5
    """Evaluations at least, to see that a gain in training never reached them."""
    falls: float = 0.75
    """Share of the evaluations at which it fell: noise falls as often as it rises."""


@rule(
    "PLA002",
    "no-learning",
    kind="no_learning",
    title="The loss does not fall, or stopped falling right after the start",
    needs=(("train_loss", "val_loss"),),
    limits=Limits(),
    not_for=("rl", "gan", "vae"),
    may_end="a slow start is over when learning begins",
)
def no_learning(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The loss does not fall, or stopped falling right after the start.

    ## Why it matters
    The first thing any model finds is the best constant answer. A loss that makes this one small step and then
    stays flat has learned nothing that depends on the input; more epochs do not help.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss
    1,1.0932,1.1284
    2,0.9863,1.0716
    3,0.9799,1.0723
    4,0.9793,1.0693
    5,0.9801,1.0846
    6,0.9821,1.0692
    7,0.9811,1.0707
    8,0.9801,1.0723
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss
    1,1.0932,1.1284
    2,0.8863,0.9716
    3,0.7399,0.8723
    4,0.6493,0.7693
    5,0.5901,0.6846
    6,0.5521,0.6692
    7,0.5311,0.6607
    8,0.5201,0.6523
    ```

    ## References
    Karpathy, "A Recipe for Training Neural Networks": a constant answer is the first thing to beat.
    """
    train = curves.train_loss(run) or curves.val_loss(run)
    if train is None or len(train.finite) < limits.points:
        points = 0 if train is None else len(train.finite)
        yield Unsure(f"{points} points of a loss; {limits.points} are needed to tell a slow start from none")
        return
    known = knows_something(run)
    verdict = _judge(run, train.finite, limits)
    if known and isinstance(verdict, Sighting):
        yield Fine(f"{train.name} did not improve over this log, but {known}: a model that had learned before")
    elif isinstance(verdict, Sighting) and (gained := _tuned(run, limits)):
        yield Fine(f"{gained}: a pretrained model has less to gain than single steps vary")
    else:
        yield verdict


def _judge(run: Run, s: Series, limits: Limits) -> Verdict:
    y = smooth(s.y)
    start = max(
        float(s.y[0]), float(median(s.y[: max(1, len(y) // 40)]))
    )  # the first of noisy steps may be a lucky one
    best = float(np.min(y))
    gain, own = start - best, noise(s.y[1:])
    wide = 0.0 if own is None else float(own.wide)
    if float(median(y[-max(1, len(y) // 5) :])) - best > max(gain, limits.small * abs(best)):
        return Fine(f"{s.name} moved, though for the worse: from {number(start)} to {number(float(s.y[-1]))}")
    if gain < limits.sigmas * wide and gain < limits.small * abs(start):
        return _sighting(s, 0, gain, f"its whole gain of {number(max(gain, 0.0), 2)} is within its own noise")
    reached = int(np.argmax(y <= best + 0.05 * gain))
    at_once = reached <= limits.start * len(s) and abs(gain) < limits.small * abs(start)
    if at_once and not _metric_learned(run) and _is_over(s):
        words = f"its only gain, {percent(gain / abs(start))} of the first value, was made by {at(s.moment(reached))}"
        return _sighting(s, reached, gain, words)
    why = _for_nothing(run, gain / abs(start) if start else 1.0, limits) or _came_back(run, y, start, limits)
    if why is not None:
        return _sighting(s, 0, gain, why, moved=True)
    share = f", {percent(gain / abs(start))} of its first value" if start else ""
    return Fine(f"{s.name} fell from {number(start)} to {number(best)}{share}")


def _for_nothing(run: Run, share: float, limits: Limits) -> str | None:
    """Why a gain beyond noise, this share of the first value, is none: too small, or never seen in validation."""
    if not 0 <= share < limits.small or _metric_learned(run):
        return None
    if share < limits.nothing:
        return f"its whole gain is {percent(share)} of the first value, and no metric rose with it"
    val = curves.val_loss(run)
    if val is None or len(val.finite) < limits.carried or not _guesses(run, val):
        return None
    y, scatter = val.finite.y, noise(val.finite.y)
    late = float(median(y[-max(1, len(y) // 3) :]))
    above = late - float(y[0]) > limits.sigmas * (0.0 if scatter is None else float(scatter.wide)) / math.sqrt(
        len(y) / 3
    )
    if float(np.min(y)) < float(y[0]) - (0.0 if scatter is None else float(scatter.wide)) or not above:
        return None
    return (
        f"its gain of {percent(share)} never reached validation: {val.name} was {number(float(y[0]))} at first, "
        f"is {number(late)} now and was no lower between"
    )


def _came_back(run: Run, y: Floats, start: float, limits: Limits) -> str | None:
    """A fall that is the way back from a blow-up, while no answer got better: from far off to guessing."""
    top = float(np.max(y[: int(np.argmin(y)) + 1]))
    right = next((s.finite for s in curves.metrics(run) if s.role.quantity == "accuracy" and not s.role.part), None)
    if top < limits.blown_up * start or start <= 0 or right is None or len(right) < limits.evaluations:
        return None
    first, later = float(right.y[0]), float(median(right.y[len(right) // 2 :]))
    if max(later, float(right.y[-1])) > first:
        return None
    return f"it rose to {number(top)} and came back, and {right.name} is {number(float(right.y[-1]))}, {number(first)} at first"


def _guesses(run: Run, val: Series) -> bool:
    """The first evaluation is that of a constant answer; one of a model that has learned may be the best as well."""
    first = float(val.finite.y[0])
    if (known := know_nothing_loss(run)) is not None:
        return first > _JUST * known
    accuracy = run.get(f"{val.role.split.value}_metric", "accuracy")
    if accuracy is None or not len(accuracy.finite):
        return False
    share = float(accuracy.finite.y[0])
    return class_count(first, share / 100 if share > 1 else share, tolerance=0.03) is not None


_JUST = 0.98
"""Of the know-nothing loss: what lies less than 2 % below it explains less than 2 % of the targets."""


def _is_over(s: Series) -> bool:
    """The loss does not fall any more, as far as the log can tell."""
    flat = trend(s.y)
    return flat is not None and flat.verdict in ("plateau", "worsening", "inconclusive")


def _tuned(run: Run, limits: Limits) -> str:
    """The held-out loss of a pretrained model that fell almost every time, in words; empty where none did."""
    val = curves.val_loss(run)
    if val is None or len(val.finite) < limits.evaluations or not pretrained(run):
        return ""
    y = val.finite.y
    gain = float(y[0] - y[-1]) / abs(float(y[0])) if y[0] else 0.0
    falls = float(np.mean(np.diff(y) < 0))
    if gain < limits.tuned or falls < limits.falls:
        return ""
    return f"{val.name} fell by {percent(gain)} over {len(y)} evaluations"


def _metric_learned(run: Run) -> bool:
    """A metric that rose well beyond its noise: the loss may be small for another reason, as in fine-tuning."""
    for s in curves.metrics(run):
        own = noise(s.finite.losslike)
        if own is None or s.role.quantity in ("mae", "rmse", "mse"):
            continue
        if float(s.finite.losslike[0] - np.min(smooth(s.finite.losslike))) > 5 * own.wide:
            return True
    return False


def _sighting(s: Series, flat_from: int, gain: float, why: str, *, moved: bool = False) -> Sighting:
    tail = s.y[flat_from:]
    still = (
        f"{s.name} has not moved since {at(s.moment(flat_from))}: {number(float(median(tail)))} "
        f"(between {number(float(np.min(tail)))} and {number(float(np.max(tail)))}) over {len(tail)} points"
    )
    led = f"{s.name} went from {number(float(s.y[0]))} to {number(float(s.y[-1]))}, and nothing was learned"
    return Sighting(
        message=f"{led if moved else still}; {why}.",
        severity=Severity.ERROR,
        confidence=0.85,
        evidence=(
            reading(f"first {s.name}", float(s.y[0]), s.moment(0)),
            reading(f"{s.name} where it stops", float(s.y[flat_from]), s.moment(flat_from)),
            reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1)),
        ),
        series=(s.name,),
        onset=s.moment(flat_from),
        known=s.moment(len(s) - 1),
        values={"gain": gain, "level": float(median(tail)), "share": gain / abs(float(s.y[0])) if s.y[0] else 0.0},
    )
