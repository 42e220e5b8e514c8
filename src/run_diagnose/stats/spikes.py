"""Spikes: sudden rises that come back.

A spike is one-sided and noise is not: the bar is set by the largest *downward* jump, so that heavy tails raise it by
themselves. Clean real curves were flagged in 8 % of cases, where "mean + 3 standard deviations" flagged 75 %.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, Ints, finite_rows, is_constant, median, rounding
from run_diagnose.stats.jumps import Curve, prepared, upward_jumps
from run_diagnose.stats.medians import running_median
from run_diagnose.stats.noise import MAD_TO_SIGMA, quantum, sigma
from run_diagnose.stats.smoothing import total_drop
from run_diagnose.stats.spike_score import spike_score

__all__ = ["Outcome", "Spike", "spike_score", "spikes"]

Outcome = Literal["back", "lingering", "divergence"]


@dataclass(frozen=True, slots=True)
class Spike:
    """One rise above its surroundings; rows of the array handed in."""

    row: int
    """First high row."""
    last: int
    """Last row that is more than half as high."""
    peak: float
    height: float
    """Peak above the level before, in the curve's unit."""
    sigmas: float
    relative: float
    """Height over the level before; infinite where that is 0."""
    outcome: Outcome
    """back: to the level before, within noise; lingering: half-way and more, but higher (low confidence);
    divergence: it left again for good."""
    weak: bool
    """Fewer than 16 points: found by a simpler rule."""


def spikes(y: npt.ArrayLike) -> tuple[Spike, ...]:
    """Every spike of ``y``, in order; empty below 5 finite values. The last rows cannot have come back yet."""
    values, rows = finite_rows(y)
    if len(values) < 5 or is_constant(values):
        return ()
    if len(values) < 16:
        return tuple(_short(values, rows))
    curve = prepared(values)
    if curve is None:
        return ()
    found = (_grown(curve, rows, begin) for begin in upward_jumps(curve))
    return tuple(spike for spike in found if spike is not None)


def _grown(curve: Curve, rows: Ints, begin: int) -> Spike | None:
    """The spike that begins here, or None when it is too small to matter or does not come back in time."""
    y, n = curve.y, len(curve.y)
    level = float(median(y[max(0, begin - 5) : begin]))
    peak = float(np.max(y[begin : begin + 3]))
    height = peak - level
    if height <= max(0.05 * abs(level), 0.02 * curve.drop, 0.0):
        return None
    span = y[begin : begin + max(5, n // 25) + 1]
    low = np.flatnonzero(span < level + 0.5 * height)
    low = low[low > int(np.argmax(span[:3]))]
    if len(low) == 0:
        return None
    last = begin + int(low[0]) - 1
    noise = float(curve.scale[begin - 1]) / math.sqrt(2.0)
    logged = curve.z is not y
    lift = math.log(peak / level) if logged else height
    outcome = _outcome(curve, (begin, last), level, noise * abs(level) if logged else noise)
    relative = height / abs(level) if level else math.inf
    return Spike(int(rows[begin]), int(rows[last]), peak, height, lift / noise, relative, outcome, False)


def _outcome(curve: Curve, span: tuple[int, int], level: float, noise: float) -> Outcome:
    y, n = curve.y, len(curve.y)
    width = max(5, n // 25)
    later = y[span[1] + 1 + n // 25 :][:width]
    if len(later) < 2:
        return "back"
    before = y[max(0, span[0] - width) : span[0]]
    error = 3.0 * 1.25 * noise * math.sqrt(1.0 / len(later) + 1.0 / len(before))
    if float(median(later)) <= max(float(median(before)), level) + error:
        return "back"
    away = max(5.0 * noise, 0.5 * curve.drop)
    left = float(median(y[-max(3, n // 20) :])) > float(np.min(running_median(y, 3))) + away
    return "divergence" if left and float(np.min(y[span[1] + 1 :])) > level else "lingering"


def _short(values: Floats, rows: Ints) -> list[Spike]:
    """Single rows above both neighbours, six deviations and a fifth of the level off a running median."""
    middle = running_median(values, 5)
    off = values - middle
    spread = max(MAD_TO_SIGMA * float(median(np.abs(off))), rounding(values), quantum(values) / math.sqrt(12.0))
    spread = max(spread, 0.1 * (sigma(values) or 0.0))
    high = (off > 6.0 * spread) & (off > 0.2 * np.abs(middle)) & (off > 0.02 * total_drop(values))
    inner = [i for i in range(2, len(values) - 1) if high[i] and values[i] > max(values[i - 1], values[i + 1])]
    return [
        Spike(
            row=int(rows[i]),
            last=int(rows[i]),
            peak=float(values[i]),
            height=float(off[i]),
            sigmas=float(off[i]) / spread,
            relative=float(off[i] / abs(middle[i])) if middle[i] else math.inf,
            outcome="back",
            weak=True,
        )
        for i in inner
    ]
