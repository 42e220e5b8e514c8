"""Centred means, running medians and block summaries: a curve without its noise, at the same length or shorter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from run_diagnose.stats.arrays import Floats, Ints, as_floats, is_finite, rounding, start_level

_WORK = 200_000
"""Values a running median may look at before it steps over rows and interpolates (a few milliseconds)."""


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


def smoothing_window(n: int) -> int:
    """Odd width of the centred mean for ``n`` points: wide enough to calm noise, narrow enough to keep a turn."""
    for width, below in ((1, 8), (3, 20), (5, 60)):
        if n < below:
            return width
    return (n // 15) | 1


def smooth(y: npt.ArrayLike, window: int | None = None) -> Floats:
    """Centred mean of the finite values in reach, same length as ``y``; NaN where there is none in reach."""
    total, count = _window_sums(y, window)
    mean: Floats = np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0)
    return mean


def averaged(y: npt.ArrayLike, window: int | None = None) -> Ints:
    """How many finite values stand behind each value of ``smooth``."""
    return _window_sums(y, window)[1]


def running_median(y: npt.ArrayLike, window: int) -> Floats:
    """Centred running median, same length as ``y``; the window is cut off at the ends, non-finite values skipped.

    On long curves with a wide window it is worked out every ``window/16`` rows and interpolated between them.
    """
    values = as_floats(y)
    n, half = len(values), max(0, min(window, 2 * len(values) + 1) // 2)
    if n == 0 or half == 0:
        return np.where(is_finite(values), values, np.nan)
    padded = np.full(n + 2 * half, np.nan)
    padded[half : half + n] = np.where(is_finite(values), values, np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    if n * (2 * half + 1) <= _WORK:
        return _row_medians(windows)
    at = np.unique(np.append(np.arange(0, n, max(1, half // 8)), n - 1))
    chunk = max(1, 2_000_000 // (2 * half + 1))
    medians = np.concatenate([_row_medians(windows[at[i : i + chunk]]) for i in range(0, len(at), chunk)])
    known = np.isfinite(medians)
    return np.interp(np.arange(n), at[known], medians[known]) if known.any() else np.full(n, np.nan)


def blocks(y: npt.ArrayLike, x: npt.ArrayLike | None = None, cap: int = 2000) -> Blocks:
    """At most ``cap`` blocks of equal row count; ``x`` (default: the row) is averaged over each block.

    The count is rounded up: rounded down, a curve of 1.9 times the cap would lose its first half.
    """
    values = as_floats(y)
    position = np.arange(len(values), dtype=np.float64) if x is None else as_floats(x)
    size = max(1, -(-len(values) // max(1, cap)))
    grid = _folded(np.where(is_finite(values), values, np.nan), size)
    rows = np.minimum(size, len(values) - size * np.arange(len(grid)))
    count = np.isfinite(grid).sum(axis=1)
    return Blocks(
        x=_row_means(_folded(np.where(is_finite(position), position, np.nan), size)),
        median=_row_medians(grid),
        mean=_row_means(grid),
        low=_row_extreme(grid, count, np.inf),
        high=_row_extreme(grid, count, -np.inf),
        count=count.astype(np.int64),
        nonfinite=(rows - count).astype(np.int64),
        first=(size * np.arange(len(grid))).astype(np.int64),
        size=size,
    )


def total_drop(y: npt.ArrayLike) -> float:
    """How far the curve fell: its start (median of the first one to three values) minus its best smoothed level.

    Never negative; 0 for a curve that only rises, or with fewer than two finite values.
    """
    values = as_floats(y)[is_finite(y)]
    if len(values) < 2:
        return 0.0
    fell = start_level(values) - float(np.min(smooth(values)))
    return fell if fell > rounding(values) else 0.0


def _window_sums(y: npt.ArrayLike, window: int | None) -> tuple[Floats, Ints]:
    values = as_floats(y)
    good = is_finite(values)
    half = min((smoothing_window(int(good.sum())) if window is None else max(1, window)) // 2, len(values))
    total = _sliding_sum(np.where(good, values, 0.0), half)
    return total, np.rint(_sliding_sum(good.astype(np.float64), half)).astype(np.int64)


def _sliding_sum(values: Floats, half: int) -> Floats:
    """Sums over ``2 half + 1`` rows, put together from sums over 1, 2, 4 ... rows.

    A difference of running totals would be faster, but one value of 1e20 spoils every total after it.
    """
    n, width = len(values), 2 * half + 1
    power = np.concatenate((np.zeros(half), values, np.zeros(half)))
    out = np.zeros(n)
    taken, step = 0, 1
    while step <= width:
        if width & step:
            out += power[taken : taken + n]
            taken += step
        power = power[:-step] + power[step:] if len(power) > step else power
        step *= 2
    return out


def _folded(values: Floats, size: int) -> Floats:
    missing = -len(values) % size
    return np.append(values, np.full(missing, np.nan)).reshape(-1, size) if len(values) else np.empty((0, 1))


def _row_medians(grid: Floats) -> Floats:
    """Median of every row's numbers. numpy's own nanmedian is fifteen times slower on a million values."""
    whole = np.isfinite(grid).all(axis=1)
    out = np.full(len(grid), np.nan)
    if whole.any():
        out[whole] = np.median(grid[whole], axis=1)
    ordered = np.sort(grid[~whole], axis=1)  # NaN sorts to the end
    count = np.isfinite(ordered).sum(axis=1)
    row = np.arange(len(ordered))
    lower = ordered[row, np.maximum((count - 1) // 2, 0)]
    upper = ordered[row, np.minimum(count // 2, grid.shape[1] - 1)]
    out[~whole] = np.where(count > 0, 0.5 * lower + 0.5 * upper, np.nan)
    return out


def _row_means(grid: Floats) -> Floats:
    count = np.isfinite(grid).sum(axis=1)
    mean: Floats = np.divide(np.nansum(grid, axis=1), count, out=np.full(len(grid), np.nan), where=count > 0)
    return mean


def _row_extreme(grid: Floats, count: Ints, empty: float) -> Floats:
    filled = np.where(np.isfinite(grid), grid, empty)
    reach = filled.max(axis=1, initial=empty) if empty < 0 else filled.min(axis=1, initial=empty)
    return np.where(count > 0, reach, np.nan)
