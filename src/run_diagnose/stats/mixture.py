"""Many fixed curves fitted to one, each in closed form, and what they foretell together.

c + a S(t), a >= 0, with S a power law, an exponential, or nothing; weights by BIC.
"""

from __future__ import annotations

import math

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, median, medians, rounding
from run_diagnose.stats.blocks import blocks
from run_diagnose.stats.line import huber_weights
from run_diagnose.stats.student import t_quantile

POWERS = np.geomspace(0.05, 3.0, 14)
"""Exponents of the power laws, and lengths of the exponentials in units of the curve."""


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """All fits to one curve, in units in which it is of order one."""

    n: float
    start: float
    weight: Floats
    level: Floats
    """Weighted mean of the curve, per shape."""
    slope: Floats
    middle: Floats
    """Weighted mean of the shape."""
    lever: Floats
    """Weighted sum of squares of the shape about its mean."""
    variance: Floats
    mass: Floats
    freedom: int
    base: float
    unit: float

    def quantiles(self, at: float) -> tuple[float, float, float]:
        """10, 50 and 90 % points of the level at row ``at``, counted from 1."""
        return self.quantiles_at(np.asarray([at]))[0]

    def quantiles_at(self, rows: Floats) -> list[tuple[float, float, float]]:
        """The same for several rows.

        Each shape's t prediction is spread over nine of its own quantiles: no random draw, the same answer twice.
        """
        steps = np.asarray([t_quantile((i + 0.5) / 9.0, self.freedom) for i in range(9)])
        mass = np.repeat(self.weight / 9.0, 9)
        shapes = _shapes(rows, self.n, self.start)
        return [self._points(shapes[:, i], steps, mass) for i in range(len(rows))]

    def _points(self, shape: Floats, steps: Floats, mass: Floats) -> tuple[float, float, float]:
        off = shape - self.middle
        mean = self.level + self.slope * off
        leverage = np.divide(off**2, self.lever, out=np.zeros_like(off), where=(self.slope > 0) & (self.lever > 0))
        error = np.sqrt(self.variance * (1.0 / self.mass + leverage))
        points = (mean[:, None] + error[:, None] * steps[None, :]).ravel()
        order = np.argsort(points)
        below = np.cumsum(mass[order])
        low, middle, high = (self.base + self.unit * np.interp([0.1, 0.5, 0.9], below, points[order])).tolist()
        return low, middle, high


def fit_mixture(values: Floats, rho: float, floor: float) -> Mixture:
    """Fit all shapes to ``values`` (finite, not constant) with no asymptote below ``floor``.

    The first tenth is left out from 20 points on, late rows weigh up to twice as much as early ones, and Huber's
    weights are applied twice. ``rho`` is the memory of the noise: it shortens the curve.
    """
    n, skipped = len(values), len(values) // 10 if len(values) >= 20 else 0
    seen = blocks(values[skipped:], cap=200)
    t = seen.x + 1.0 + skipped
    base, unit = float(median(seen.median)), max(float(np.ptp(seen.median)), rounding(values))
    y, lowest = (seen.median - base) / unit, (floor - base) / unit
    shapes = _shapes(t, float(n), float(t[0]))
    trend = np.linspace(0.5, 1.0, len(y))
    w = np.tile(trend, (len(shapes), 1))
    for _ in range(3):
        level, slope, middle, lever = _fitted(y, shapes, w, lowest)
        residual = y[None, :] - level[:, None] - slope[:, None] * (shapes - middle[:, None])
        rss = np.sum(w * residual**2, axis=1) + 1e-18
        mass = w.sum(axis=1)
        scale = 1.4826 * medians(np.abs(residual))[:, None] + 1e-12
        w = trend[None, :] * huber_weights(residual / scale)
    effective = max(3.0, len(y) * (1.0 - rho) / (1.0 + rho))
    used = slope > 0
    bic = effective * np.log(rss) + (1.0 + 2.0 * used) * math.log(effective)
    weight = np.exp(-0.5 * (bic - np.min(bic))) / np.where(used, max(float(np.count_nonzero(used)), 1.0), 1.0)
    variance = rss / np.maximum(mass - 3.0, 1.0) * len(y) / effective
    return Mixture(
        n=float(n),
        start=float(t[0]),
        weight=weight / weight.sum(),
        level=level,
        slope=slope,
        middle=middle,
        lever=lever,
        variance=variance,
        mass=mass,
        freedom=max(1, round(effective) - 3),
        base=base,
        unit=unit,
    )


def _fitted(y: Floats, shapes: Floats, w: Floats, lowest: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Weighted level, slope, mean and sum of squares of every shape; through ``lowest`` where it would cross it."""
    mass = w.sum(axis=1)
    level, middle = w @ y / mass, np.sum(w * shapes, axis=1) / mass
    off = shapes - middle[:, None]
    lever = np.sum(w * off**2, axis=1)
    slope = np.divide(np.sum(w * off * y, axis=1), lever, out=np.zeros_like(lever), where=lever > 1e-12)
    slope = np.maximum(slope, 0.0)
    crosses = (slope > 0) & (level - slope * middle < lowest)
    if crosses.any():
        square = np.sum(w * shapes**2, axis=1)
        held = np.divide(np.sum(w * shapes * (y - lowest), axis=1), square, out=np.zeros_like(square), where=square > 0)
        slope = np.where(crosses, np.maximum(held, 0.0), slope)
        level = np.where(crosses, lowest + slope * middle, level)
    return level, slope, middle, lever


def _shapes(t: Floats, n: float, start: float) -> Floats:
    """One row per shape, 1 at ``start`` and falling; the first is 0 throughout, for a constant."""
    powers = [((t + off) / (start + off)) ** -power for off in (0.0, 0.15 * n) for power in POWERS]
    exponentials = [np.exp(-(t - start) / (share * n)) for share in POWERS]
    return np.stack([np.zeros_like(t), *powers, *exponentials])
