"""What a model that ignores its input would score, where this run says enough to know it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from run_diagnose.facts import dataclass
from run_diagnose.model.roles import Goal
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.stats.arrays import median
from run_diagnose.stats.baselines import class_count, cross_entropy, stuck_at

_UNSAID = ("auto", "default")
"""What a config says where the task decides."""
_CROSS_ENTROPY = ("cross", "ce", "nll", "bce", "log_loss", "logloss")


@dataclass(frozen=True, kw_only=True)
class Known:
    """A series and the value it would have without any input."""

    series: Series
    value: float
    words: str
    """What gives that value: ``guessing among 10 classes (ln 10)``."""
    sure: bool
    """True where two facts agree, or the number of classes was stated."""


@dataclass(frozen=True, slots=True)
class Level:
    """Where the series ended beside the know-nothing value."""

    found: bool
    worse: bool
    level: float
    ratio: float


def known_baselines(run: Run) -> tuple[Known, ...]:
    """Series of this run with a know-nothing value; losses that nothing bounds are left out."""
    return run.remember("baselines", lambda: (*_class_baselines(run), *_variance_baselines(run)))


def level_beside(known: Known) -> Level | None:
    """Is the series stuck at its know-nothing value? None with nothing finite."""
    s = known.series.finite
    if not len(s):
        return None
    if len(s) < 3:
        value = float(s.y[-1])
        ratio = value / known.value
        # A single entry has no noise of its own; half a percent leaves one chance in a hundred of luck.
        return Level(abs(ratio - 1) < 0.005, False, value, ratio)
    judged = stuck_at(s.y, known.value)
    return None if judged is None else Level(judged.stuck or judged.worse, judged.worse, judged.level, judged.ratio)


def number_of_classes(run: Run) -> int | None:
    """The number of classes, where the person or the config says it."""
    if run.num_classes:
        return run.num_classes
    value = run.config.number("num_classes")
    return int(value) if value and value >= 2 else None


def _class_baselines(run: Run) -> Iterator[Known]:
    stated = number_of_classes(run)
    for loss in run.all("train_loss", "val_loss"):
        if not _cross_entropy(run, loss):
            continue
        classes = stated or _two_coincidences(run, loss)
        value = cross_entropy(classes) if classes else None
        if value is not None:
            words = f"guessing among {classes} classes (ln {classes})"
            yield Known(series=loss, value=value, words=words, sure=True)


def _cross_entropy(run: Run, loss: Series) -> bool:
    said = run.config.text("loss") or ""
    if said and said not in _UNSAID:
        return any(word in said for word in _CROSS_ENTROPY)
    return run.task in ("classification", "lm") and loss.role.quantity == "loss" and loss.role.goal is Goal.MIN


def _two_coincidences(run: Run, loss: Series) -> int | None:
    """The class count on which loss and accuracy agree: ln C beside 1/C. One alone is no evidence."""
    accuracy = run.get(f"{loss.role.split.value}_metric", "accuracy")
    if accuracy is None or len(accuracy.finite) < 3 or len(loss.finite) < 3:
        return None
    tail = slice(-max(3, len(loss.finite) // 3), None)
    share = float(median(accuracy.finite.y[tail]))
    return class_count(float(median(loss.finite.y[tail])), share / 100 if share > 1 else share, tolerance=0.03)


def _variance_baselines(run: Run) -> Iterator[Known]:
    """Squared-error losses beside the variance of the very targets they were measured on."""
    said = run.config.text("loss") or ""
    if said and said not in _UNSAID and not any(word in said for word in ("mse", "l2", "squared")):
        return
    for target in run.all("target_std"):
        for loss in run.all("train_loss", "val_loss"):
            value = _same_entry(loss, target)
            if value is not None:
                words = f"the mean of the targets as every answer (target variance {value:.4g})"
                yield Known(series=loss, value=value, words=words, sure=len(loss) <= 2)


def _same_entry(loss: Series, target: Series) -> float | None:
    """The target variance, where both were measured on one batch: the same split, or one diagnostic entry."""
    split = target.role.split
    if split.value and split is loss.role.split and len(target.finite):
        return float(median(target.finite.y)) ** 2
    one_entry = len(loss) <= 2 and len(target) <= 2 and "batch" in loss.name.lower()
    if one_entry and len(target.finite) and math.isclose(loss.x[-1], target.x[-1]):
        return float(target.finite.y[-1]) ** 2
    return None
