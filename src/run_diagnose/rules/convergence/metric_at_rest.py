"""PLA004: no loss is logged, and the metric never leaves the level of guessing."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, reading
from run_diagnose.model.record import Floats
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import count, number
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.noise import noise
from run_diagnose.stats.trend import trend
from run_diagnose.views.alone import alone
from run_diagnose.views.baseline import number_of_classes
from run_diagnose.views.knowledge import knows_something
from run_diagnose.views.shares import whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a metric has moved."""

    points: int = 5
    """Fewer show neither a trend nor their noise."""
    sigmas: float = 3.0
    """Its end lies so many standard errors of the difference above its start."""
    share: float = 0.02
    """And this share of its level, where it shows no noise at all."""
    guess: float = 1.15
    """Up to so many times 1/C an accuracy is that of guessing."""


@rule(
    "PLA004",
    "metric-at-rest",
    kind="no_learning",
    title="The metric never leaves the level of guessing",
    needs=(("val_metric", "test_metric", "train_metric"),),
    limits=Limits(),
    not_for=("rl",),
    may_end="learning may begin late",
)
def metric_at_rest(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Only a metric is logged, and it never leaves the level of guessing.

    ## Why it matters
    Many logs hold an accuracy, an mAP or an FID and no loss that means anything. Whether a model learns can be read
    from such a figure too: by how far it came from where it began, in units of its own noise.

    ## Fires on
    ```csv
    epoch,val_accuracy
    1,0.101
    2,0.098
    3,0.103
    4,0.100
    5,0.097
    6,0.102
    7,0.099
    8,0.101
    9,0.100
    10,0.102
    ```
    ```yaml
    num_classes: 10
    ```

    ## Quiet on
    ```csv
    epoch,val_accuracy
    1,0.101
    2,0.118
    3,0.153
    4,0.220
    5,0.297
    6,0.382
    7,0.459
    8,0.521
    9,0.560
    10,0.582
    ```
    ```yaml
    num_classes: 10
    ```

    ## References
    Karpathy 2019 (A recipe for training neural networks): hold every figure against that of an input-independent baseline.
    """
    s = alone(run)
    if s is None:
        yield Unsure("the losses are judged instead")
        return
    if len(s) < limits.points:
        yield Unsure(f"{count(len(s), 'entry', 'entries')} of {s.name}; {limits.points} are needed")
        return
    yield _judge(run, s, limits)


def _judge(run: Run, s: Series, limits: Limits) -> Verdict:
    y, third = s.losslike, max(1, len(s) // 3)
    few = max(1, len(s) // 20)
    gain = float(median(y[:few])) - float(median(y[-third:]))
    scatter = noise(y)
    error = 0.0 if scatter is None else scatter.wide * (1 / few + 1 / third) ** 0.5
    start, end = float(median(s.y[:few])), float(median(s.y[-third:]))
    if gain > limits.sigmas * error and gain > limits.share * abs(start):
        return Fine(f"{s.name} went from {number(start, 3)} to {number(end, 3)}{_tail(y)}")
    classes = number_of_classes(run)
    level = end / whole(end)
    guessing = s.role.quantity in ("accuracy", "top1") and classes is not None and level <= limits.guess / classes
    if not guessing:
        known = knows_something(run)
        return Unsure(
            f"{s.name} ends where it began ({number(start, 3)} -> {number(end, 3)})"
            + (f"; {known} is better than guessing, yet a log that begins so well shows no learning" if known else "")
        )
    return Sighting(
        message=f"{s.name} stays at {number(end, 3)}, what guessing among {classes} classes gives, for all "
        f"{count(len(s), 'entry', 'entries')}.",
        severity=Severity.ERROR if len(s) >= 2 * limits.points else Severity.WARNING,
        confidence=0.9,
        evidence=(
            reading(f"first {s.name}", float(s.y[0]), s.moment(0)),
            reading(f"{s.name}, last third", end, s.moment(len(s) - 1), limit=limits.guess / (classes or 1)),
        ),
        series=(s.name,),
        onset=s.moment(0),
        known=s.moment(limits.points - 1),
        values={"level": end, "classes": classes},
    )


def _tail(losslike: Floats) -> str:
    """What it does at the end, in words."""
    seen = trend(losslike)
    said = {"improving": ", still improving at the end", "plateau": ", flat at the end"}
    return said.get(seen.verdict, "") if seen is not None else ""
