"""Validation below training: half an epoch of lag, a constant factor, or a real gap?

Training loss is averaged during an epoch, validation is measured at its end. Moving training back by half an epoch
leaves no finding on runs where that is the only cause, of which plain "val < train" flags 14 to 69 %.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, all_finite, as_floats, is_finite, median, rounding
from run_diagnose.stats.noise import sigma
from run_diagnose.stats.smoothing import total_drop

TOLERATED = math.log(1.05)
"""A gap of 5 % is not worth a word."""


@dataclass(frozen=True, slots=True)
class LagTest:
    """Training over validation, after the shift: in ln units, or in shares of the drop where losses are not > 0."""

    verdict: Literal["above", "lag", "mismatch", "gap"]
    """above: validation is not below training; lag: it is, but half an epoch explains it; mismatch: a constant
    factor from the first epoch (sum against mean, ...); gap: dropout, augmentation, easier or leaked validation."""
    early: float
    late: float
    factor: float | None
    """Training as a multiple of validation, median after the shift; None when not ``by_ratio``."""
    spread: float
    """Standard deviation of the shifted ratio over the run."""
    error: float
    """Standard error of ``early`` and ``late``."""
    constant_factor: bool
    constant_difference: bool
    """Training exceeds validation by the same amount throughout: a term added to training only."""
    by_ratio: bool
    points: int


def validation_below_train(
    train: npt.ArrayLike, val: npt.ArrayLike, *, shifted: bool = True, tolerated: float = TOLERATED
) -> LagTest | None:
    """Compare two losses logged in the same rows, epoch by epoch; None below 4 rows where both are finite.

    Hand in the part before any turning point. ``shifted=False`` when training is evaluated after the epoch too.
    """
    t, v = as_floats(train), as_floats(val)
    if not (all_finite(t) and all_finite(v)):
        both = is_finite(t) & is_finite(v)
        t, v = t[both], v[both]
    if len(t) < 4:
        return None
    by_ratio = bool(np.min(t) > 1e-140 and np.min(v) > 1e-140)
    if by_ratio:
        t, v = np.log(t), np.log(v)
    else:
        drop = max(total_drop(t), total_drop(v))
        if drop <= max(rounding(t), rounding(v)):
            return None
        t, v = t / drop, v / drop
    over = t[1:] - 0.5 * (v[1:] + v[:-1]) if shifted else t - v
    return _judged(over, t - v, v, by_ratio, tolerated)


def _judged(over: Floats, unshifted: Floats, v: Floats, by_ratio: bool, tolerated: float) -> LagTest:
    n = len(over)
    noise = sigma(v) or 0.0
    error = 1.75 * noise / math.sqrt(n / 4)
    early = float(median(over[: max(1, n // 5)]))
    late = float(median(over[-max(1, n // 4) :]))
    spread, mean = float(np.std(over)), float(np.mean(over))
    steady = spread < max(0.12 * abs(mean), 3.0 * noise)
    limit = max(tolerated, 3.0 * error)
    factor = by_ratio and steady and early > math.log(2.0) - 3.0 * error
    verdict: Literal["above", "lag", "mismatch", "gap"]
    if late <= limit and early <= limit:
        verdict = "lag" if float(median(unshifted[-max(1, n // 4) :])) > 0 else "above"
    else:
        verdict = "mismatch" if factor else "gap"
    return LagTest(
        verdict=verdict,
        early=early,
        late=late,
        factor=math.exp(min(float(median(over)), 700.0)) if by_ratio else None,
        spread=spread,
        error=error,
        constant_factor=verdict == "mismatch",
        constant_difference=verdict in {"gap", "mismatch"} and by_ratio and _same_difference(over, v[-n:]),
        by_ratio=by_ratio,
        points=len(v),
    )


def _same_difference(over: Floats, log_val: Floats) -> bool:
    """The difference varies, relative to itself, less than half as much as the excess of the ratio over 1 does."""
    level = np.exp(np.minimum(log_val - np.max(log_val), 0.0))  # in units of the largest validation loss
    excess = np.expm1(np.minimum(over, 300.0))
    difference = excess * level
    if np.mean(difference) <= 0 or np.mean(excess) <= 0:
        return False
    return bool(np.std(difference) / np.mean(difference) < 0.5 * np.std(excess) / np.mean(excess))
