"""Medians of many windows at once, with gaps in them."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from run_diagnose.stats.arrays import Floats, Ints, all_finite, as_floats, is_finite, medians
from run_diagnose.stats.memory import once_if_short

LONG = 20_000
"""Values from which on ranking them once is cheaper than a median per window."""
_SMALL = 512
"""Values and half windows up to which the places of all windows are kept for the next curve of that length."""
_BINS = 1024
_WORK = 200_000
"""Values a running median may look at before it steps over rows and interpolates (a few milliseconds)."""


@once_if_short
def running_median(y: npt.ArrayLike, window: int) -> Floats:
    """Centred running median, same length as ``y``; the window is cut off at the ends, non-finite values skipped.

    On long curves with a wide window it is worked out every ``window/16`` rows and interpolated between them.
    """
    values = as_floats(y)
    n, half = len(values), max(0, min(window, 2 * len(values) + 1) // 2)
    if n == 0 or half == 0:
        return np.where(is_finite(values), values, np.nan)
    if n <= _SMALL and half <= _SMALL and all_finite(values):
        return _small(values, half)
    padded = np.full(n + 2 * half, np.nan)
    padded[half : half + n] = np.where(is_finite(values), values, np.nan)
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * half + 1)
    if n * (2 * half + 1) <= _WORK:
        return row_medians(windows)
    at = _with_last(n, max(1, half // 8))
    if n > LONG and all_finite(values):
        return np.interp(np.arange(n), at, window_medians(values, at - half, at + half + 1))
    chunk = max(1, 2_000_000 // (2 * half + 1))
    medians = np.concatenate([row_medians(windows[at[i : i + chunk]]) for i in range(0, len(at), chunk)])
    known = np.isfinite(medians)
    return np.interp(np.arange(n), at[known], medians[known]) if known.any() else np.full(n, np.nan)


def _small(values: Floats, half: int) -> Floats:
    """The same for a short curve without gaps: all windows sorted at once, their middles at known places."""
    n = len(values)
    reach, lower, upper = _places(n, half)
    padded = np.full(n + 2 * half, np.nan)
    padded[half : half + n] = values
    grid = padded.take(reach)
    grid.sort(axis=1)  # what lies beyond the ends sorts to the end
    ordered = grid.ravel()
    return np.asarray(0.5 * ordered.take(lower) + 0.5 * ordered.take(upper))


@lru_cache(maxsize=64)
def _places(n: int, half: int) -> tuple[Ints, Ints, Ints]:
    """Of ``n`` windows the rows in each, and where its lower and upper middle stand once all are sorted."""
    width, row = 2 * half + 1, np.arange(n)
    count = np.minimum(row + half, n - 1) - np.maximum(row - half, 0) + 1
    return row[:, None] + np.arange(width)[None, :], row * width + (count - 1) // 2, row * width + count // 2


def _with_last(n: int, step: int) -> Ints:
    """Every ``step``-th row of ``n``, and the last one."""
    rows = np.arange(0, n, step)
    return rows if rows[-1] == n - 1 else np.append(rows, n - 1)


def window_medians(values: Floats, first: Ints, last: Ints) -> Floats:
    """Medians of ``values[first:last]``, windows clipped to the array; all values finite.

    The values are ranked once. How many of a window's values fall into each thousandth of the ranks is a difference
    of running counts, which leaves one thousandth to be looked through for the middle one.
    """
    n = len(values)
    first, last = np.clip(first, 0, n), np.clip(last, 0, n)
    order = np.argsort(values)
    bin_of = np.empty(n, dtype=np.int32)
    bin_of[order] = np.arange(n) // (size := -(-n // _BINS))
    cuts = np.unique(np.concatenate(([0, n], first, last)))
    cell = np.repeat(np.arange(len(cuts) - 1), np.diff(cuts))
    counts = np.bincount(cell * _BINS + bin_of, minlength=(len(cuts) - 1) * _BINS).reshape(-1, _BINS)
    upto = np.concatenate((np.zeros((1, _BINS), dtype=np.int64), np.cumsum(counts, axis=0)))
    inside = upto[np.searchsorted(cuts, last)] - upto[np.searchsorted(cuts, first)]
    below = np.cumsum(inside, axis=1)

    def ranked(i: int, k: int) -> float:
        """The value with ``k`` smaller ones in window ``i``."""
        which = int(np.searchsorted(below[i], k, side="right"))
        rows = order[which * size : (which + 1) * size]
        rows = rows[(rows >= first[i]) & (rows < last[i])]
        return float(values[rows[k - (int(below[i, which - 1]) if which else 0)]])

    sizes = (last - first).tolist()
    return np.array([0.5 * ranked(i, (m - 1) // 2) + 0.5 * ranked(i, m // 2) for i, m in enumerate(sizes)])


def row_medians(grid: Floats) -> Floats:
    """Median of every row's numbers. numpy's own nanmedian is fifteen times slower on a million values."""
    whole = np.isfinite(grid).all(axis=1)
    out = np.full(len(grid), np.nan)
    if whole.any():
        out[whole] = medians(grid[whole])
    ordered = np.sort(grid[~whole], axis=1)  # NaN sorts to the end
    count = np.isfinite(ordered).sum(axis=1)
    row = np.arange(len(ordered))
    lower = ordered[row, np.maximum((count - 1) // 2, 0)]
    upper = ordered[row, np.minimum(count // 2, grid.shape[1] - 1)]
    out[~whole] = np.where(count > 0, 0.5 * lower + 0.5 * upper, np.nan)
    return out
