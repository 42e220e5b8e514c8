"""RLT010: pairs that are told apart at once, with margins that grow without bound."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, Fine, Severity, Sighting, Unsure, Verdict, contrast, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.noise import noise
from run_diagnose.views import curves
from run_diagnose.views.preference import pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What pairs without anything to learn look like."""

    sure: float = 0.99
    """Median accuracy from there on: people agree with each other on 65 to 80 % of such pairs."""
    soon: float = 0.2
    """Reached within this share of the run."""
    margin: float = 8.0
    """A margin at the end that makes the loss 0.0003: nothing of the pairs is left to learn, yet it went on."""
    spent: float = 16.0
    """A margin at which 1 - sigmoid(margin), the slope, is below the resolution of float32: a warning."""
    worse: float = 0.1
    """Rise of the held-out loss over its best, as a share of it, that makes it a warning."""
    points: int = 10
    """Entries that are needed."""


@rule(
    "RLT010",
    "preferences-too-easy",
    kind="overfitting",
    title="The pairs are told apart at once, and margins explode",
    limits=Limits(),
    tasks=("rl",),
    may_end="later pairs may be harder",
)
def preferences_too_easy(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The pairs are told apart at once and without error, and the margins grow on.

    ## Why it matters
    Judgements of people are not unanimous, so an accuracy of 1 says that the pairs differ in something trivial (length,
    format, the model that wrote them) or were learned by heart. From then on the loss is met by pushing both answers
    away from the reference, which teaches nothing more and costs fluency.

    ## Fires on
    ```csv
    step,loss,rewards/chosen,rewards/rejected,rewards/accuracies,rewards/margins
    10,0.4931,0.31,-0.30,0.86,0.61
    20,0.0412,-0.14,-5.02,0.99,4.88
    30,0.0053,-0.92,-9.51,1.0,8.59
    40,0.0021,-1.63,-12.7,1.0,11.1
    50,0.0012,-2.21,-15.1,1.0,12.9
    60,0.0008,-2.74,-17.0,1.0,14.3
    70,0.0005,-3.18,-18.6,1.0,15.4
    80,0.0004,-3.55,-20.0,1.0,16.4
    90,0.0003,-3.86,-21.1,1.0,17.2
    100,0.0003,-4.10,-22.0,1.0,17.9
    110,0.0002,-4.28,-22.7,1.0,18.4
    ```

    ## Quiet on
    ```csv
    step,loss,rewards/chosen,rewards/rejected,rewards/accuracies,rewards/margins
    10,0.6931,0.00,-0.00,0.51,0.00
    20,0.6512,-0.01,-0.12,0.63,0.11
    30,0.6053,-0.06,-0.35,0.69,0.29
    40,0.5721,-0.14,-0.64,0.72,0.50
    50,0.5512,-0.21,-0.91,0.74,0.70
    60,0.5388,-0.28,-1.15,0.74,0.87
    70,0.5305,-0.34,-1.33,0.75,0.99
    80,0.5254,-0.38,-1.46,0.76,1.08
    90,0.5213,-0.41,-1.54,0.76,1.13
    100,0.5198,-0.43,-1.59,0.76,1.16
    110,0.5192,-0.44,-1.61,0.77,1.17
    ```

    ## References
    Azar et al. 2023 (IPO): with deterministic preferences the DPO margin grows without bound. Ouyang et al. 2022:
    annotators agree on 73 % of pairs.
    """
    seen = pairs(run)
    if seen is None:
        yield Unsure("no preference pairs in this log")
    elif seen.accuracy is None or seen.margins is None or min(len(seen.accuracy), len(seen.margins)) < limits.points:
        yield Unsure(f"accuracies and margins of the pairs are needed, {limits.points} entries of each")
    else:
        yield _judge(run, seen.accuracy, seen.margins, limits)


def _judge(run: Run, accuracy: Series, margins: Series, limits: Limits) -> Verdict:
    sure = accuracy.y >= limits.sure
    first = int(np.argmax(sure)) if sure.any() else len(sure)
    after = accuracy.y[first:]
    level = float(median(margins.y[-max(3, len(margins) // 5) :]))
    always = (
        len(after) >= limits.points // 2 and float(median(after)) >= limits.sure and float(np.mean(sure[first:])) >= 0.8
    )
    if not (first <= limits.soon * len(sure) and always and level >= limits.margin):
        return Fine(f"{accuracy.name} ends at {number(float(accuracy.y[-1]), 3)} with a margin of {number(level, 3)}")
    onset = accuracy.moment(first)
    worse = _held_out(run, limits)
    words, more = ("", ()) if worse is None else worse
    return Sighting(
        message=f"{percent(limits.sure)} and more of the pairs are told apart from {at(onset)} on, and {margins.name} "
        f"grows to {number(level, 3)}{words}: the pairs differ in something trivial, or are known by heart.",
        severity=Severity.NOTE if worse is None and level < limits.spent else Severity.WARNING,
        confidence=0.75,
        evidence=(
            reading(f"{accuracy.name}, from there on", float(median(after)), onset, limit=limits.sure),
            reading(f"{margins.name} at the end", level, margins.moment(len(margins) - 1), limit=limits.margin),
            *more,
        ),
        series=(accuracy.name, margins.name),
        onset=onset,
        known=accuracy.moment(min(first + limits.points // 2, len(accuracy) - 1)),
        values={"margin": level, "entries": len(after), "held_out_worse": worse is not None},
    )


def _held_out(run: Run, limits: Limits) -> tuple[str, tuple[Evidence, ...]] | None:
    """That the loss on held-out pairs rises meanwhile, in words and figures."""
    loss = curves.val_loss(run)
    if loss is None or len(loss.finite) < 3:
        return None
    y = loss.finite.y
    best, end = int(np.argmin(y)), float(y[-1])
    scatter = noise(y)
    wide = scatter.wide if scatter is not None else 0.0
    rise = end - float(y[best])
    if best == len(y) - 1 or rise < max(limits.worse * abs(float(y[best])), 3 * wide):
        return None
    shown = contrast(f"{loss.name} at the end", end, float(y[best]), f"its best, at {at(loss.finite.moment(best))}")
    return f", while {loss.name} rises from {number(float(y[best]), 3)} to {number(end, 3)}", (shown,)
