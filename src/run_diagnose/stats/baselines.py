"""What a model that knows nothing would score, and whether a curve never left that level."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import finite_values, median, start_level
from run_diagnose.stats.noise import sigma
from run_diagnose.stats.smoothing import smooth

KNOW_NOTHING: dict[str, float] = {
    "r2": 0.0,
    "pearson": 0.0,
    "spearman": 0.0,
    "mcc": 0.0,
    "kappa": 0.0,
    "auc": 0.5,
    "hinge": 1.0,
    "gan-discriminator": 2 * math.log(2),  # the sum of two binary cross-entropies
    "binary-cross-entropy": math.log(2),  # balanced classes; also a pairwise reward or DPO loss at its start
}
"""Scores of a constant or random answer that need no further number."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """Where the last third of a loss lies against a baseline."""

    stuck: bool
    worse: bool
    """Above 1.05 baselines: worse than knowing nothing."""
    level: float
    ratio: float
    """Level over baseline."""
    error: float
    """Standard error of the level."""
    best: float
    """Best smoothed value."""
    learned: bool
    """The best was well below the baseline: it had learned, whatever came after."""


def cross_entropy(classes: float) -> float | None:
    """ln C of C balanced classes, of a vocabulary, or of InfoNCE's candidates."""
    return math.log(classes) if classes > 1 else None


def entropy(shares: Sequence[float]) -> float | None:
    """Cross-entropy of always answering with the class shares (counts will do)."""
    total = sum(shares)
    if total <= 0 or min(shares) < 0 or not math.isfinite(total):
        return None
    return -sum(p / total * math.log(p / total) for p in shares if p > 0)


def focal(gamma: float = 2.0, p: float = 0.5) -> float:
    """Focal loss of answering ``p`` for the true class: .1733 at gamma 2 (Lin and others 2017)."""
    return -math.pow(1.0 - p, gamma) * math.log(p)


def smoothing_floor(epsilon: float, classes: int) -> float | None:
    """The loss of a *perfect* model under label smoothing: a floor, not a baseline."""
    if not 0.0 <= epsilon <= 1.0 or classes < 2:
        return None
    rest = epsilon / classes
    return entropy([1.0 - epsilon + rest] + [rest] * (classes - 1))


def regression_baseline(std: float) -> dict[str, float]:
    """Errors of always answering the mean of Gaussian targets that spread by ``std``."""
    return {"mse": std**2, "rmse": std, "mae": std * math.sqrt(2.0 / math.pi)}


def one_class_baseline(shares: Sequence[float]) -> dict[str, float]:
    """Scores of always answering the most frequent class, of C classes with these shares."""
    p, count = max(shares) / sum(shares), len(shares)
    return {"accuracy": p, "balanced-accuracy": 1.0 / count, "macro-f1": 2.0 * p / (1.0 + p) / count}


def always_positive(p: float) -> dict[str, float]:
    """Scores of always answering yes when a share ``p`` of the samples is positive."""
    return {"accuracy": p, "precision": p, "recall": 1.0, "f1": 2.0 * p / (1.0 + p), "pr-auc": p}


def target_variance(mse: float, r2: float) -> float | None:
    """Variance of the targets from two scores of the same predictions: MSE / (1 - R2)."""
    return mse / (1.0 - r2) if math.isfinite(mse) and r2 < 1.0 and mse > 0 else None


def class_count(loss: float, accuracy: float, tolerance: float = 0.02) -> int | None:
    """C when the loss is ln C *and* the accuracy 1/C, both within ``tolerance``; else None.

    One coincidence proves nothing: a random loss lies within 1 % of some ln C, C up to 1000, 64 % of the time.
    """
    if not (0.0 < accuracy < 1.0 and 0.0 < loss < 20.0):
        return None
    classes = round(1.0 / accuracy)
    if classes < 2 or abs(accuracy * classes - 1.0) > max(tolerance, 0.1 * tolerance * classes):
        return None
    return classes if abs(loss / math.log(classes) - 1.0) <= tolerance else None


def stuck_at(y: npt.ArrayLike, baseline: float) -> Stuck | None:
    """Did the loss ``y`` never leave ``baseline`` (> 0)? None below 3 finite values.

    Stuck: the last third lies at .98 to 1.05 baselines give or take 2 standard errors, never under .95, and the best
    smoothed value never fell below .93 less 2 sigma, else it had learned and came back. Measured on simulated runs:
    recall .996 and more, false alarms 0 to 1.3 % on runs that end 3 to 60 % below the baseline.
    """
    values = finite_values(y)
    if len(values) < 3 or not baseline > 0 or not math.isfinite(baseline):
        return None
    tail = values[-max(3, len(values) // 3) :]
    level = float(median(tail))
    noise = sigma(values) or 0.0
    error = 1.25 * noise / math.sqrt(len(tail))
    best = float(np.min(smooth(values)))
    learned = best < 0.93 * baseline - 2.0 * noise
    at_it = max(0.95 * baseline, 0.98 * baseline - 2.0 * error) < level < 1.05 * baseline + 2.0 * error
    worse = level >= 1.05 * baseline + 2.0 * error
    return Stuck(at_it and not learned, worse, level, level / baseline, error, best, learned)


def stuck_together(train: npt.ArrayLike, val: npt.ArrayLike, baseline: float) -> bool:
    """Train within 2 % of the baseline and validation at .9 to 1.15: small validation sets have other class shares."""
    here, there = stuck_at(train, baseline), stuck_at(val, baseline)
    if here is None or there is None or here.learned:
        return False
    return abs(here.ratio - 1.0) <= 0.02 and 0.9 <= there.ratio <= 1.15


def start_ratio(y: npt.ArrayLike, baseline: float) -> float | None:
    """First level over baseline: above 1.5 the initial scale is bad, far below 1 it is pretrained or leaks."""
    values = finite_values(y)
    return start_level(values) / baseline if len(values) and baseline > 0 else None
