"""A long curve in at most a few thousand blocks: never every k-th row, which keeps the noise and loses the spikes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, Ints, all_finite, as_floats, is_finite, medians
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
    position = None if x is None else as_floats(x)
    size = max(1, -(-len(values) // max(1, cap)))
    if size == 1 and all_finite(values) and (position is None or all_finite(position)):
        return _singles(values, position)
    first = np.arange(0, len(values), size, dtype=np.int64)
    rows = np.minimum(size, len(values) - first)
    count = rows if all_finite(values) else np.add.reduceat(is_finite(values), first, dtype=np.int64)
    parts = [_levels(grid, whole) for grid, whole in _folded(values, size)]
    median, mean, low, high = (np.concatenate(level) for level in zip(*parts, strict=True))
    return Blocks(
        x=first + (rows - 1) / 2 if position is None else _means(position, size),
        median=median,
        mean=mean,
        low=low,
        high=high,
        count=count,
        nonfinite=rows - count,
        first=first,
        size=size,
    )


def _singles(values: Floats, position: Floats | None) -> Blocks:
    """Every value a block of its own: one copy of the values, none of which may be written to."""
    n = len(values)
    one, none, first = np.ones(n, dtype=np.int64), np.zeros(n, dtype=np.int64), np.arange(n, dtype=np.int64)
    x = first.astype(np.float64) if position is None else position.copy()
    own = values.copy()
    own.setflags(write=False)
    return Blocks(x=x, median=own, mean=own, low=own, high=own, count=one, nonfinite=none, first=first, size=1)


def _folded(values: Floats, size: int) -> list[tuple[Floats, bool]]:
    """The full blocks, as they lie in memory where all is finite (True), and the last one filled up with NaN."""
    whole = all_finite(values)
    if not whole:
        values = np.where(is_finite(values), values, np.nan)
    full = len(values) - len(values) % size
    grids = [(values[:full].reshape(-1, size), whole)]
    if full < len(values):
        last = np.full((1, size), np.nan)
        last[0, : len(values) - full] = values[full:]
        grids.append((last, False))
    return grids


def _levels(grid: Floats, whole: bool) -> tuple[Floats, Floats, Floats, Floats]:
    """Median, mean, least and greatest of the finite values of every row."""
    if whole:
        return medians(grid), _row_means(grid, whole), grid.min(axis=1), grid.max(axis=1)
    count = np.isfinite(grid).sum(axis=1)
    low, high = _row_extreme(grid, count, np.inf), _row_extreme(grid, count, -np.inf)
    return row_medians(grid), _row_means(grid, whole), low, high


def _means(values: Floats, size: int) -> Floats:
    return np.concatenate([_row_means(grid, whole) for grid, whole in _folded(values, size)])


def _row_means(grid: Floats, whole: bool) -> Floats:
    if whole:
        return np.asarray(grid.sum(axis=1) / grid.shape[1])
    count = np.isfinite(grid).sum(axis=1)
    mean: Floats = np.divide(np.nansum(grid, axis=1), count, out=np.full(len(grid), np.nan), where=count > 0)
    return mean


def _row_extreme(grid: Floats, count: Ints, empty: float) -> Floats:
    filled = np.where(np.isfinite(grid), grid, empty)
    reach = filled.max(axis=1, initial=empty) if empty < 0 else filled.min(axis=1, initial=empty)
    return np.where(count > 0, reach, np.nan)
