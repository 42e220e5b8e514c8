"""How noisy a curve is from one point to the next, and how long its noise remembers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, finite_values, is_constant, median, rounding
from run_diagnose.stats.medians import running_median
from run_diagnose.stats.memory import once_per_array

MAD_TO_SIGMA = 1.4826
"""Median |deviation| of Gaussian noise times this is its standard deviation."""


@dataclass(frozen=True, slots=True)
class Noise:
    """The scatter of one curve about its own local trend."""

    sigma: float
    """Standard deviation, in the unit of the curve; never 0, so one may divide by it."""
    rho: float
    """Correlation of neighbouring points' noise, 0 to .95; 0 where the log is too short to show it."""
    vif: float
    """(1 + rho) / (1 - rho): by how much a mean of many points is less certain than for white noise."""
    constant: bool
    """All values equal: there is no noise to speak of, which is not the same as being noise-free."""

    @property
    def wide(self) -> float:
        """Sigma of a white series whose means scatter as much: ``sigma * sqrt(vif)``."""
        return self.sigma * float(np.sqrt(self.vif))


@once_per_array
def quantum(y: npt.ArrayLike) -> float:
    """The logging step: smallest difference between neighbours that is not rounding; 0.0 when constant."""
    values = finite_values(y)
    if is_constant(values):
        return 0.0
    steps = values[1:] - values[:-1]
    np.abs(steps, out=steps)
    apart = steps[steps > rounding(values)]
    return float(np.minimum.reduce(apart)) if len(apart) else float("inf")


@once_per_array
def sigma(y: npt.ArrayLike) -> float | None:
    """Robust noise from second differences, which no straight trend enters. None below 4 finite values.

    White noise of variance v has second differences of variance 6 v. Below 30 differences the median is biased
    low and is corrected by (1 + 1.2/k); below 8 it is held up by 0.7 of their root mean square. Where more than
    half of the second differences vanish (few digits, constant stretches) the logging step stands in.
    """
    values = finite_values(y)
    if len(values) < 4:
        return None
    steps = values[1:] - values[:-1]
    second = steps[1:] - steps[:-1]
    k = len(second)
    np.abs(second, out=second)
    spread = MAD_TO_SIGMA * median(second) / np.sqrt(6.0)
    if k < 30:
        spread *= 1.0 + 1.2 / k
    if k < 8:
        spread = max(spread, 0.7 * float(np.sqrt(np.mean(second**2))) / np.sqrt(6.0))
    if spread <= rounding(values):
        spread = quantum(values) / np.sqrt(12.0)
    return float(max(spread, rounding(values)))


@once_per_array
def noise(y: npt.ArrayLike) -> Noise | None:
    """Sigma with the memory of the noise; None below 4 finite values.

    From 12 points on, rho is the lag-1 correlation of what a running median leaves (cut at 4 MAD, and corrected
    for the window and the length, by which a residual looks less correlated than it is), and sigma is at least
    the scatter of that residual: second differences alone miss noise that moves slowly.
    """
    values = finite_values(y)
    spread = sigma(values)
    if spread is None:
        return None
    n = len(values)
    if n < 12 or is_constant(values):
        return Noise(spread, 0.0, 1.0, is_constant(values))
    window = max(5, (n // 6) | 1)
    residual = values - running_median(values, window)
    scatter = MAD_TO_SIGMA * median(np.abs(residual))
    rho = min(max(lag_one(_clipped(residual, 4.0 * scatter)) + 1.0 / window + 1.0 / n, 0.0), 0.95)
    return Noise(max(spread, scatter), rho, (1.0 + rho) / (1.0 - rho), False)


def lag_one(residual: Floats) -> float:
    """Correlation of a series of mean about zero with itself one step later; 0.0 when it is all zero."""
    largest = float(np.maximum.reduce(np.abs(residual), initial=0.0))
    if largest == 0.0 or len(residual) < 2:
        return 0.0
    scaled = residual / largest  # the square of 1e-200 is 0
    return float(np.add.reduce(scaled[1:] * scaled[:-1])) / float(np.add.reduce(scaled * scaled))


def _clipped(residual: Floats, limit: float) -> Floats:
    return np.minimum(np.maximum(residual, -limit), limit) if limit > 0 else residual
