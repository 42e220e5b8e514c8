"""The share of outliers by the definition published with OLMo 2, to compare runs with it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from run_diagnose.stats.arrays import finite_values, is_constant, median, rounding


def spike_score(y: npt.ArrayLike, window: int = 1000, limit: float = 7.0) -> float:
    """Share of values ``limit`` standard deviations and more above the mean of the ``window`` before (OLMo 2's score).

    For comparison with published runs of 10 000 steps and more; 0.0 on shorter curves than two windows.
    """
    values = finite_values(y)
    n = len(values)
    if n < 2 * window or is_constant(values):
        return 0.0
    middle = float(median(values))
    spread = max(float(median(np.abs(values - middle))), rounding(values))
    unit = np.clip((values - middle) / spread, -1e4, 1e4)  # one huge value would swallow the running sums
    sums = np.cumsum(np.concatenate(([0.0], unit)))
    squares = np.cumsum(np.concatenate(([0.0], unit**2)))
    mean = (sums[window:n] - sums[: n - window]) / window
    variance = np.maximum((squares[window:n] - squares[: n - window]) / window - mean**2, 1e-12)
    return float(np.mean(unit[window:] > mean + limit * np.sqrt(variance)))
