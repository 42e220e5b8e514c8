"""A straight line through points, in closed form, with weights that let no single point rule it."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, median


@dataclass(frozen=True, slots=True)
class Line:
    """Weighted least squares of y on t."""

    slope: float
    error: float
    """Standard error of the slope for independent residuals."""
    residuals: Floats
    rss: float
    """Weighted sum of squared residuals."""
    weights: Floats


def fit_line(t: Floats, y: Floats, weights: Floats | None = None) -> Line:
    """Least squares; the slope's error needs more than two points and is 0 below that."""
    w = np.ones(len(y)) if weights is None else weights
    mass = float(w.sum())
    mean_t, mean_y = float((t * w).sum()) / mass, float((y * w).sum()) / mass
    off_t, off_y = t - mean_t, y - mean_y
    spread = float((w * off_t**2).sum())
    slope = float((w * off_t * off_y).sum()) / spread if spread > 0 else 0.0
    residuals = off_y - slope * off_t
    rss = float((w * residuals**2).sum())
    freedom = len(y) - 2
    error = float(np.sqrt(rss / freedom / spread)) if freedom > 0 and spread > 0 else 0.0
    return Line(slope, error, residuals, rss, w)


def huber_line(t: Floats, y: Floats, rounds: int = 3) -> Line:
    """The line after Huber's weights (Huber 1964), cut at 1.345 robust standard deviations as is usual."""
    line = fit_line(t, y)
    for _ in range(rounds):
        scale = 1.4826 * median(np.abs(line.residuals))
        if scale <= 0:
            break
        line = fit_line(t, y, huber_weights(line.residuals / scale))
    return line


def huber_weights(standardised: Floats, cut: float = 1.345) -> Floats:
    """1 within ``cut``, falling as its inverse beyond."""
    return np.asarray(cut / np.maximum(np.abs(standardised), cut))
