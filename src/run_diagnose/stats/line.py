"""Straight lines through points, in closed form, with weights that let no single point rule them."""

from __future__ import annotations

import math

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats

_CUT = 1.345
"""Robust standard deviations from which on a point weighs less, as is usual (Huber 1964)."""


@dataclass(frozen=True, slots=True)
class Line:
    """Weighted least squares of y on t."""

    slope: float
    error: float
    """Standard error of the slope for independent residuals; 0 for two points and fewer."""
    residuals: Floats
    rss: float
    """Weighted sum of squared residuals."""
    weights: Floats


def fit_line(t: Floats, y: Floats) -> Line:
    """Plain least squares."""
    off_t, off_y = t - _mean(t), y - _mean(y)
    spread = float(np.add.reduce(off_t * off_t))
    slope = float(np.add.reduce(off_t * off_y)) / spread if spread > 0 else 0.0
    residuals = off_y - slope * off_t
    rss = float(np.add.reduce(residuals * residuals))
    return Line(slope, _error(rss, spread, len(y)), residuals, rss, np.ones(len(y)))


def huber_lines(t: Floats, y: Floats, rounds: int = 3) -> list[Line]:
    """For every row of ``t``, shape (lines, points), the line through ``y``, shape (points), after Huber's weights.

    Several at once cost hardly more than one: on a hundred points the time goes into calls, not into sums.
    """
    terms = _terms(t, y)
    weights = np.ones(t.shape)
    slopes, spreads, residuals = _fitted(terms, weights)
    for _ in range(rounds):
        weights = _weights(np.abs(residuals), weights)
        slopes, spreads, residuals = _fitted(terms, weights)
    rest = np.add.reduce(weights * residuals * residuals, 1).tolist()
    return [
        Line(slope, _error(rss, spread, len(y)), left, rss, row)
        for slope, spread, left, rss, row in zip(slopes, spreads, residuals, rest, weights, strict=True)
    ]


def huber_weights(standardised: Floats, cut: float = _CUT) -> Floats:
    """1 within ``cut``, falling as its inverse beyond."""
    return np.asarray(cut / np.maximum(np.abs(standardised), cut))


def _mean(values: Floats) -> float:
    """The mean, without what numpy's own does before it adds up: half of its time on a hundred values."""
    return float(np.add.reduce(values)) / len(values)


def _error(rss: float, spread: float, points: int) -> float:
    return math.sqrt(rss / (points - 2) / spread) if points > 2 and spread > 0 else 0.0


def _terms(t: Floats, y: Floats) -> Floats:
    """What the weights are summed over, shape (lines, points, 5): 1, t, y, t t and t y, both about their means."""
    terms = np.empty((*t.shape, 5))
    terms[..., 0] = 1.0
    terms[..., 1] = off_t = t - (np.add.reduce(t, 1) / len(y))[:, None]
    terms[..., 2] = off_y = y - np.add.reduce(y) / len(y)
    terms[..., 3] = off_t * off_t
    terms[..., 4] = off_t * off_y
    return terms


def _fitted(terms: Floats, weights: Floats) -> tuple[list[float], list[float], Floats]:
    """Slopes, how far the weighted points are spread along t (in squares), and residuals."""
    slopes, spreads, levels = [], [], []
    for mass, t, y, t_t, t_y in np.matmul(weights[:, None, :], terms)[:, 0].tolist():
        spread = t_t - t * t / mass
        slope = (t_y - t * y / mass) / spread if spread > 0 else 0.0
        slopes.append(slope)
        spreads.append(spread)
        levels.append((y - slope * t) / mass)
    line = terms[..., 1] * np.array(slopes)[:, None] + np.array(levels)[:, None]
    return slopes, spreads, terms[..., 2] - line


def _weights(off: Floats, before: Floats) -> Floats:
    """Huber's weights by the distances of the points; those before where more than half of them lie on the line."""
    ordered, middle = np.sort(off, 1), off.shape[1] // 2
    middles = ordered[:, middle] if off.shape[1] % 2 else (ordered[:, middle - 1] + ordered[:, middle]) / 2
    full = _CUT * 1.4826 * middles[:, None]
    if full.min() > 0:
        return np.asarray(full / np.maximum(off, full))
    return np.where(full > 0, full / np.maximum(off, np.maximum(full, 1e-300)), before)
