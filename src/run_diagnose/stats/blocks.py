"""A long curve in at most a few thousand blocks: never every k-th row, which keeps the noise and loses the spikes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, Ints, all_finite, as_floats, is_finite
from run_diagnose.stats.medians import row_medians


@dataclass(frozen=True, slots=True)
class Blocks:
    """Equal-count blocks of a long curve; every field but ``size`` has one entry per block.

    Trends are read from ``median``; a spike or a NaN only survives in ``high``, ``low`` and ``nonfinite``.
    A block without one finite value has NaN in ``median``, ``mean``, ``low`` and ``high``.
    """

    x: Floats
    median: Floats
    mean: Floats
    low: Floats
    high: Floats
    count: Ints
    """Finite values in the block."""
    nonfinite: Ints
    first: Ints
    """The block's first row in the raw array."""
    size: int
    """Rows per block; the last may hold fewer."""


def blocks(y: npt.ArrayLike, x: npt.ArrayLike | None = None, cap: int = 2000) -> Blocks:
    """At most ``cap`` blocks of equal row count; ``x`` (default: the row) is averaged over each block.

    The count is rounded up: rounded down, a curve of 1.9 times the cap would lose its first half.
    """
    values = as_floats(y)
    position = np.arange(len(values), dtype=np.float64) if x is None else as_floats(x)
    size = max(1, -(-len(values) // max(1, cap)))
    if size == 1 and all_finite(values) and all_finite(position):
        return _singles(values, position)
    grid = _folded(np.where(is_finite(values), values, np.nan), size)
    rows = np.minimum(size, len(values) - size * np.arange(len(grid)))
    count = np.isfinite(grid).sum(axis=1)
    return Blocks(
        x=_row_means(_folded(np.where(is_finite(position), position, np.nan), size)),
        median=row_medians(grid),
        mean=_row_means(grid),
        low=_row_extreme(grid, count, np.inf),
        high=_row_extreme(grid, count, -np.inf),
        count=count.astype(np.int64),
        nonfinite=(rows - count).astype(np.int64),
        first=(size * np.arange(len(grid))).astype(np.int64),
        size=size,
    )


def _singles(values: Floats, position: Floats) -> Blocks:
    """Every value a block of its own."""
    n = len(values)
    one, none, first = np.ones(n, dtype=np.int64), np.zeros(n, dtype=np.int64), np.arange(n, dtype=np.int64)
    x, median, mean, low, high = position.copy(), *(values.copy() for _ in range(4))
    return Blocks(x=x, median=median, mean=mean, low=low, high=high, count=one, nonfinite=none, first=first, size=1)


def _folded(values: Floats, size: int) -> Floats:
    missing = -len(values) % size
    return np.append(values, np.full(missing, np.nan)).reshape(-1, size) if len(values) else np.empty((0, 1))


def _row_means(grid: Floats) -> Floats:
    count = np.isfinite(grid).sum(axis=1)
    mean: Floats = np.divide(np.nansum(grid, axis=1), count, out=np.full(len(grid), np.nan), where=count > 0)
    return mean


def _row_extreme(grid: Floats, count: Ints, empty: float) -> Floats:
    filled = np.where(np.isfinite(grid), grid, empty)
    reach = filled.max(axis=1, initial=empty) if empty < 0 else filled.min(axis=1, initial=empty)
    return np.where(count > 0, reach, np.nan)
