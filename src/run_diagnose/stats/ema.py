"""Is a logged column itself an exponential moving average, as dashboards draw them?"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import finite_values, is_constant, median, rounding
from run_diagnose.stats.medians import running_median
from run_diagnose.stats.noise import MAD_TO_SIGMA, lag_one


@dataclass(frozen=True, slots=True)
class Ema:
    """A column that was smoothed before it was logged."""

    decay: float
    """The a of m = a m + (1 - a) y."""
    lag: float
    """Rows by which it trails the truth, a / (1 - a): widen every onset interval by them."""
    thin: int
    """Keep one row in so many before any test."""


def smoothed_by_logger(y: npt.ArrayLike, *, least: float = 0.85) -> Ema | None:
    """The smoothing of ``y``, or None when neighbours are not correlated beyond ``least`` or below 75 finite values.

    The residual of a moving average wanders (its scatter is wide) by small independent steps (its differences are
    small and uncorrelated). A curve without noise has correlated differences, a noisy one has differences as large
    as its scatter.
    """
    values = finite_values(y)
    values = values[len(values) // 3 :]  # the first decline is neither noise nor smoothing
    n = len(values)
    if n < 50 or is_constant(values):
        return None
    change = values[1:] - values[:-1]
    change = change - running_median(change, max(5, n // 10) | 1)
    step = MAD_TO_SIGMA * float(median(np.abs(change)))
    # What tells most curves is asked first, the wide median last.
    drift = lag_one(np.clip(change, -4.0 * step, 4.0 * step))
    if step <= rounding(values) or abs(drift) > max(0.2, 2.5 / math.sqrt(n)):
        return None
    residual = values - running_median(values, (n // 3) | 1)
    scatter = MAD_TO_SIGMA * float(median(np.abs(residual)))
    # For an AR(1) of decay a, the variance of the differences is 2 (1 - a) times that of the values.
    decay = 1.0 - 0.5 * (step / scatter) ** 2 if scatter > 0 else 0.0
    if decay < least:
        return None
    lag = decay / (1.0 - decay)
    return Ema(decay, lag, max(1, round(lag)))
