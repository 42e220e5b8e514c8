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


def prepared(values: Floats) -> Curve:
    """In logs where all values are above 0; the noise of the steps is local from 30 values on."""
    z = np.log(values) if float(np.min(values)) > 0 else values
    change = np.diff(z)
    size = np.abs(change - median(change))
    floor = max(math.sqrt(2.0) * quantum(z) / math.sqrt(12.0), rounding(z))
    whole = max(MAD_TO_SIGMA * float(median(size)), floor)
    n = len(values)
    if n < 30:
        local = np.full(n - 1, whole)
    elif n <= 2000:
        local = MAD_TO_SIGMA * running_median(size, max(15, n // 4))
    else:
        block = n // 200
        medians = np.asarray([median(part) for part in np.array_split(size, len(size) // block)])
        local = MAD_TO_SIGMA * np.interp(np.arange(n - 1), (np.arange(len(medians)) + 0.5) * block, medians)
    return Curve(values, z, np.maximum(local, max(0.5 * whole, floor)), total_drop(values))


def upward_jumps(curve: Curve) -> list[int]:
    """Rows reached by an upward jump above the bar, the first of those closer than 3 rows."""
    change = np.diff(curve.z)
    u = (change - median(change)) / curve.scale
    u[: max(1, len(curve.y) // 20)] = 0.0  # the first steps fall too fast to be judged
    upward = u > 6.0
    answer = _within(upward, 3)
    down = float(np.max(-u[~answer], initial=0.0))
    bar = min(max(1.5 * down, 6.0), 12.0)
    return _merged((np.flatnonzero(u > bar) + 1).astype(np.int64))


def _within(mask: Bools, reach: int) -> Bools:
    """True in the ``reach`` places after every True."""
    out = np.zeros_like(mask)
    for step in range(1, reach + 1):
        out[step:] |= mask[:-step]
    return out


def _merged(hits: Ints) -> list[int]:
    """The first of hits that stand closer than 3 points."""
    return hits[np.concatenate(([True], np.diff(hits) >= 3))].tolist() if len(hits) else []
