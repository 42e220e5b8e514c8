"""What would more of the same training give?

A mixture of many fixed curves (power laws, exponentials, a constant), each fitted in closed form and weighted by its
BIC: single-curve fits promise too much. Median error at twice the horizon .002 to .026 of the gain on simulated
curves (which came from the same families), .029 on real ones. The interval is widened by a back-test and by 2.7, which
real curves needed for 80 % coverage: schedules change the future.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, finite_values, is_constant, rounding
from run_diagnose.stats.blocks import blocks
from run_diagnose.stats.mixture import fit_mixture
from run_diagnose.stats.noise import noise
from run_diagnose.stats.smoothing import smooth, total_drop
from run_diagnose.stats.valley import valley

WIDEN = 2.7
"""Factor on the half-width for 80 % coverage of real curves."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The curve's level ``ahead`` rows later, at the present schedule."""

    low: float
    middle: float
    high: float
    """10 %, 50 % and 90 % points."""
    level: float
    """Where the curve stands now, smoothed."""
    gain: float
    """Expected improvement, level - middle."""
    gain_low: float
    """What the improvement exceeds with 90 % probability."""
    gain_share: float
    """Gain as a share of the whole drop so far."""
    gain_sigmas: float
    worth_it: bool
    """Even the cautious gain exceeds the noise."""
    refused: str | None
    """Why nothing is foretold; the numbers are then those of the present level."""


def extrapolate(y: npt.ArrayLike, ahead: int, *, nonnegative: bool = True) -> Forecast | None:
    """Forecast the last regime ``y``, ``ahead`` rows beyond its end; None below 2 finite values.

    ``nonnegative``: the curve is a loss that cannot fall below 0. Refused below 6 points, on a constant, and on a
    curve that has turned upwards.
    """
    values = finite_values(y)
    if len(values) < 2:
        return None
    level = float(smooth(values)[-1])
    if refusal := _refusal(values):
        return Forecast(level, level, level, level, 0.0, 0.0, 0.0, 0.0, False, refusal)
    scatter = noise(values)
    sigma = scatter.sigma if scatter else rounding(values)
    rho = scatter.rho if scatter else 0.0
    floor = 0.0 if nonnegative and float(np.min(values)) >= 0 else -math.inf
    horizon = len(values) + max(int(ahead), 0)
    low, middle, high = (max(point, floor) for point in fit_mixture(values, rho, floor).quantiles(horizon))
    wide = WIDEN * _surprise(values, rho, floor)
    low, high = max(middle - wide * (middle - low), floor), middle + wide * (high - middle)
    drop = total_drop(values)
    gain, cautious = level - middle, level - high
    share = gain / drop if drop > 0 else 0.0
    return Forecast(low, middle, high, level, gain, cautious, share, gain / sigma, cautious > sigma, None)


def _refusal(values: Floats) -> str | None:
    if len(values) < 6:
        return "fewer than 6 points in the present regime"
    if is_constant(values):
        return "the curve is constant"
    turned = valley(values)
    return "the curve has turned upwards" if turned is not None and turned.found else None


def _surprise(values: Floats, rho: float, floor: float) -> float:
    """Worst standardised miss of a fit to the first two thirds on the last third, 1 to 5."""
    n = len(values)
    if n < 8:
        return 1.0
    known = max(6, 2 * n // 3)
    later = blocks(values[known:], cap=20)
    misses, mixture = [1.0], fit_mixture(values[:known], rho, floor)
    foretold = mixture.quantiles_at(known + 1 + later.x)
    for (low, middle, high), seen in zip(foretold, later.median.tolist(), strict=True):
        reach = max(0.5 * (high - low), 1e-12 * abs(middle), 1e-140)
        misses.append(abs(seen - middle) / reach / 1.5)
    return min(max(misses), 5.0)
