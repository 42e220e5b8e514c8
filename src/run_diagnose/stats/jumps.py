"""Steps upwards that are larger than what the curve's own steps downwards let expect."""

from __future__ import annotations

import math

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Bools, Floats, Ints, median, rounding
from run_diagnose.stats.medians import running_median
from run_diagnose.stats.noise import MAD_TO_SIGMA, quantum
from run_diagnose.stats.smoothing import total_drop


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve and the noise of its steps."""

    y: Floats
    z: Floats
    """ln y where all values are above 0, else y."""
    scale: Floats
    """Noise of the differences of z, one per difference."""
    drop: float


FEW, SHORT = 30, 2000
"""Values from which on the noise of the steps is local, and up to which it is worked out for every step by itself."""
LOWEST_BAR = 6.0
"""Units of its noise that a step upwards has to exceed at least."""


def prepared(values: Floats) -> Curve | None:
    """In logs where all values are above 0; the noise of the steps is local from 30 values on.

    None where no step is above the lowest bar even by the least noise that a stretch is granted: most curves.
    """
    z = np.log(values) if float(np.min(values)) > 0 else values
    change = z[1:] - z[:-1]
    centred = change - median(change)
    size = np.abs(centred)
    floor = max(math.sqrt(2.0) * quantum(z) / math.sqrt(12.0), rounding(z))
    whole = max(MAD_TO_SIGMA * float(median(size)), floor)
    n = len(values)
    least = max(0.5 * whole, floor)
    high = np.flatnonzero(centred[_early(n) :] > LOWEST_BAR * least) + _early(n)
    if not len(high) or (n <= SHORT and not any(centred[i] > LOWEST_BAR * _near(size, i) for i in high.tolist())):
        return None
    if n < FEW:
        local = np.full(n - 1, whole)
    elif n <= SHORT:
        local = MAD_TO_SIGMA * running_median(size, _width(n))
    else:
        block = n // 200
        medians = np.asarray([median(part) for part in np.array_split(size, len(size) // block)])
        local = MAD_TO_SIGMA * np.interp(np.arange(n - 1), (np.arange(len(medians)) + 0.5) * block, medians)
    return Curve(values, z, np.maximum(local, least), total_drop(values))


def _near(size: Floats, row: int) -> float:
    """The noise of the steps around one of them, where a curve is short; of all where it is shorter still."""
    n = len(size) + 1
    half = _width(n) // 2
    return MAD_TO_SIGMA * median(size if n < FEW else size[max(0, row - half) : row + half + 1])


def _width(n: int) -> int:
    """Steps that the noise of one of them is taken from."""
    return max(15, n // 4)


def upward_jumps(curve: Curve) -> list[int]:
    """Rows reached by an upward jump above the bar, the first of those closer than 3 rows."""
    change = curve.z[1:] - curve.z[:-1]
    u = (change - median(change)) / curve.scale
    u[: _early(len(curve.y))] = 0.0
    upward = u > LOWEST_BAR
    answer = _within(upward, 3)
    down = float(np.max(-u[~answer], initial=0.0))
    bar = min(max(1.5 * down, LOWEST_BAR), 2.0 * LOWEST_BAR)
    return _merged((np.flatnonzero(u > bar) + 1).astype(np.int64))


def _early(n: int) -> int:
    """The first steps of ``n`` points fall too fast to be judged."""
    return max(1, n // 20)


def _within(mask: Bools, reach: int) -> Bools:
    """True in the ``reach`` places after every True."""
    out = np.zeros_like(mask)
    for step in range(1, reach + 1):
        out[step:] |= mask[:-step]
    return out


def _merged(hits: Ints) -> list[int]:
    """The first of hits that stand closer than 3 points."""
    return hits[np.concatenate(([True], np.diff(hits) >= 3))].tolist() if len(hits) else []
