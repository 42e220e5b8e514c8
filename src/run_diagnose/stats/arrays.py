"""What every statistic here asks of an array first: floats, finite rows, constant or not, how far it fell."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from run_diagnose.stats.memory import once_per_array

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

LARGEST = 1e150
"""Beyond it a square overflows, so such a value counts as infinite."""
_FEW = 20
"""Values that Python sorts before numpy has looked at its arguments."""
_SOME = 2000
"""Values that are sorted as fast as their middle is found."""
ROUNDING = 1e-12
"""Differences below this share of the level are the last bits of a double, not a measurement."""


def as_floats(y: npt.ArrayLike) -> Floats:
    """``y`` as one flat row of doubles; what is not a number becomes NaN."""
    if isinstance(y, np.ndarray) and y.dtype == np.float64 and y.ndim == 1:
        return y
    try:
        return np.asarray(y, dtype=np.float64).ravel()
    except (TypeError, ValueError):
        return np.asarray([_number(value) for value in np.asarray(y, dtype=object).ravel()], dtype=np.float64)


def is_finite(y: npt.ArrayLike) -> Bools:
    """True where a value can be squared: neither NaN nor infinite nor beyond ``LARGEST``."""
    values = as_floats(y)
    return np.asarray(np.abs(values) < LARGEST)  # NaN compares false


def finite_values(y: npt.ArrayLike) -> Floats:
    """The finite values; the array itself where all are finite, never to be written to."""
    values = as_floats(y)
    return values if all_finite(values) else values[is_finite(values)]


def finite_rows(y: npt.ArrayLike) -> tuple[Floats, Ints]:
    """The finite values and the rows they stood in, neither to be written to."""
    values = as_floats(y)
    if all_finite(values):
        return values, _every_row(len(values))
    rows = np.flatnonzero(is_finite(values))
    return values[rows], rows


@lru_cache(maxsize=2)
def _every_row(n: int) -> Ints:
    rows = np.arange(n, dtype=np.int64)
    rows.setflags(write=False)
    return rows


@once_per_array
def extent(y: Floats) -> tuple[float, float]:
    """The smallest and the largest value, both NaN if one of them is; 0 and 0 where there is none."""
    return (float(np.minimum.reduce(y)), float(np.maximum.reduce(y))) if len(y) else (0.0, 0.0)


def all_finite(y: Floats) -> bool:
    """True where every value can be squared."""
    low, high = extent(y)
    return low > -LARGEST and high < LARGEST  # NaN compares false


def rounding(y: Floats) -> float:
    """The smallest difference between finite values that is more than rounding (never 0)."""
    low, high = extent(y)
    return max(ROUNDING * max(-low, high), 1e-140)


@once_per_array
def is_constant(y: npt.ArrayLike) -> bool:
    """All finite values agree but for rounding. No value at all, or only one, is constant too."""
    values = finite_values(y)
    low, high = extent(values)
    return len(values) < 2 or high - low <= rounding(values)


def median(y: npt.ArrayLike) -> float:
    """The median of one row of numbers, NaN if one of them is or if there is none.

    A sixth of what numpy's own call costs on short arrays, which besides loads the masked arrays that nobody here uses.
    """
    values = np.asarray(y)
    n = len(values)
    if not n:
        return float("nan")
    middle = n // 2
    if n <= _FEW and values.dtype == np.float64:
        few: list[float] = sorted(values.tolist())
        if any(map(math.isnan, few)):
            return math.nan
        return few[middle] if n % 2 else (few[middle - 1] + few[middle]) / 2
    ordered = values.copy()
    if n <= _SOME:
        ordered.sort()  # NaN comes last
        largest, below = ordered[-1], ordered[middle - 1]
    else:
        ordered.partition(middle)  # a fifth of the time of asking for the neighbour and the last one too
        largest, below = ordered[middle:].max(), ordered[:middle].max()
    if math.isnan(largest):
        return math.nan
    return float(ordered[middle] if n % 2 else (below + ordered[middle]) / 2)


def distinct(y: Floats) -> Floats:
    """The different values of an array without NaN, ascending: ``np.unique``, which loads the masked arrays."""
    if len(y) < 2 or bool((y[1:] > y[:-1]).all()):
        return y
    ordered = np.sort(y)
    once: Floats = ordered[np.concatenate((np.ones(1, dtype=bool), ordered[1:] != ordered[:-1]))]
    return once


def medians(grid: Floats) -> Floats:
    """The median of every row of a grid, NaN where one of its values is."""
    middle, odd = divmod(grid.shape[1], 2)
    if not grid.size:
        return np.full(len(grid), np.nan)
    ordered = np.partition(grid, middle, axis=1)  # a third of the time of asking for both middles and the last one
    value = ordered[:, middle]
    if not odd:
        value = (ordered[:, :middle].max(axis=1) + value) / 2
    return np.where(np.isnan(ordered[:, middle:].max(axis=1)), np.nan, value)


def start_level(y: Floats) -> float:
    """Median of the first one to three values: one when the log is short, for the first steps fall fastest."""
    return median(y[: min(3, max(1, len(y) // 8))])


def _number(value: object) -> float:
    try:
        return float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return float("nan")
