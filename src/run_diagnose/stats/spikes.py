"""Spikes: sudden rises that come back.

A spike is one-sided and noise is not: the bar is set by the largest *downward* jump, so that heavy tails raise it by
themselves. Clean real curves were flagged in 8 % of cases, where "mean + 3 standard deviations" flagged 75 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from run_diagnose.stats.arrays import Bools, Floats, Ints, finite_rows, is_constant, rounding
from run_diagnose.stats.medians import running_median
from run_diagnose.stats.noise import MAD_TO_SIGMA, quantum, sigma
from run_diagnose.stats.smoothing import total_drop

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


@dataclass(frozen=True, slots=True)
class _Curve:
    y: Floats
    z: Floats
    """ln y where all values are above 0, else y."""
    scale: Floats
    """Noise of the differences of z, one per difference."""
    drop: float


def spikes(y: npt.ArrayLike) -> tuple[Spike, ...]:
    """Every spike of ``y``, in order; empty below 5 finite values. The last rows cannot have come back yet."""
    values, rows = finite_rows(y)
    if len(values) < 5 or is_constant(values):
        return ()
    if len(values) < 16:
        return tuple(_short(values, rows))
    curve = _prepared(values)
    begins = _merged(_hits(curve))
    found = (_grown(curve, rows, begin) for begin in begins)
    return tuple(spike for spike in found if spike is not None)


def spike_score(y: npt.ArrayLike, window: int = 1000, limit: float = 7.0) -> float:
    """Share of values ``limit`` standard deviations and more above the mean of the ``window`` before (OLMo 2's score).

    For comparison with published runs of 10 000 steps and more; 0.0 on shorter curves than two windows.
    """
    values, _ = finite_rows(y)
    n = len(values)
    if n < 2 * window or is_constant(values):
        return 0.0
    middle = float(np.median(values))
    spread = max(float(np.median(np.abs(values - middle))), rounding(values))
    unit = np.clip((values - middle) / spread, -1e4, 1e4)  # one huge value would swallow the running sums
    sums = np.cumsum(np.concatenate(([0.0], unit)))
    squares = np.cumsum(np.concatenate(([0.0], unit**2)))
    mean = (sums[window:n] - sums[: n - window]) / window
    variance = np.maximum((squares[window:n] - squares[: n - window]) / window - mean**2, 1e-12)
    return float(np.mean(unit[window:] > mean + limit * np.sqrt(variance)))


def _prepared(values: Floats) -> _Curve:
    z = np.log(values) if float(np.min(values)) > 0 else values
    size = np.abs(np.diff(z) - np.median(np.diff(z)))
    floor = max(math.sqrt(2.0) * quantum(z) / math.sqrt(12.0), rounding(z))
    whole = max(MAD_TO_SIGMA * float(np.median(size)), floor)
    n = len(values)
    if n < 30:
        local = np.full(n - 1, whole)
    elif n <= 2000:
        local = MAD_TO_SIGMA * running_median(size, max(15, n // 4))
    else:
        block = n // 200
        medians = np.asarray([np.median(part) for part in np.array_split(size, len(size) // block)])
        local = MAD_TO_SIGMA * np.interp(np.arange(n - 1), (np.arange(len(medians)) + 0.5) * block, medians)
    return _Curve(values, z, np.maximum(local, max(0.5 * whole, floor)), total_drop(values))


def _hits(curve: _Curve) -> Ints:
    """Rows reached by an upward jump above the bar."""
    change = np.diff(curve.z)
    u = (change - np.median(change)) / curve.scale
    u[: max(1, len(curve.y) // 20)] = 0.0  # the first steps fall too fast to be judged
    upward = u > 6.0
    answer = _within(upward, 3)
    down = float(np.max(-u[~answer], initial=0.0))
    bar = min(max(1.5 * down, 6.0), 12.0)
    return (np.flatnonzero(u > bar) + 1).astype(np.int64)


def _within(mask: Bools, reach: int) -> Bools:
    """True in the ``reach`` places after every True."""
    out = np.zeros_like(mask)
    for step in range(1, reach + 1):
        out[step:] |= mask[:-step]
    return out


def _merged(hits: Ints) -> list[int]:
    """The first of hits that stand closer than 3 points."""
    return hits[np.concatenate(([True], np.diff(hits) >= 3))].tolist() if len(hits) else []


def _grown(curve: _Curve, rows: Ints, begin: int) -> Spike | None:
    """The spike that begins here, or None when it is too small to matter or does not come back in time."""
    y, n = curve.y, len(curve.y)
    level = float(np.median(y[max(0, begin - 5) : begin]))
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


def _outcome(curve: _Curve, span: tuple[int, int], level: float, noise: float) -> Outcome:
    y, n = curve.y, len(curve.y)
    width = max(5, n // 25)
    later = y[span[1] + 1 + n // 25 :][:width]
    if len(later) < 2:
        return "back"
    before = y[max(0, span[0] - width) : span[0]]
    error = 3.0 * 1.25 * noise * math.sqrt(1.0 / len(later) + 1.0 / len(before))
    if float(np.median(later)) <= max(float(np.median(before)), level) + error:
        return "back"
    away = max(5.0 * noise, 0.5 * curve.drop)
    left = float(np.median(y[-max(3, n // 20) :])) > float(np.min(running_median(y, 3))) + away
    return "divergence" if left and float(np.min(y[span[1] + 1 :])) > level else "lingering"


def _short(values: Floats, rows: Ints) -> list[Spike]:
    """Single rows above both neighbours, six deviations and a fifth of the level off a running median."""
    middle = running_median(values, 5)
    off = values - middle
    spread = max(MAD_TO_SIGMA * float(np.median(np.abs(off))), rounding(values), quantum(values) / math.sqrt(12.0))
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
