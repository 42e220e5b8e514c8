"""A curve without its noise: centred means, and how far the calmed curve fell."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from run_diagnose.stats.arrays import (
    Bools,
    Floats,
    Ints,
    all_finite,
    as_floats,
    finite_values,
    is_finite,
    rounding,
    start_level,
)
from run_diagnose.stats.blocks import Blocks, blocks
from run_diagnose.stats.medians import running_median
from run_diagnose.stats.memory import once_if_short, once_per_array

__all__ = ["Blocks", "averaged", "blocks", "running_median", "smooth", "smoothing_window", "total_drop"]


LONG = 20_000
"""Points from which on the sums of a smoothed curve are worth taking from running totals."""
FAR_OUT = 1e4
"""Largest distance from the mean, in mean distances, at which a running total keeps twelve digits."""


def smoothing_window(n: int) -> int:
    """Odd width of the centred mean for ``n`` points: wide enough to calm noise, narrow enough to keep a turn."""
    for width, below in ((1, 8), (3, 20), (5, 60)):
        if n < below:
            return width
    return (n // 15) | 1


@once_if_short
def smooth(y: npt.ArrayLike, window: int | None = None) -> Floats:
    """Centred mean of the finite values in reach, same length as ``y``; NaN where there is none in reach."""
    values, good, half = _windows(y, window)
    mean = _sliding_sum(values if good is None else np.where(good, values, 0.0), half)
    count = _averaged(good, len(values), half)
    if good is None:
        mean /= count
        return mean
    with np.errstate(all="ignore"):
        mean /= count
    mean[count == 0] = np.nan
    return mean


def averaged(y: npt.ArrayLike, window: int | None = None) -> Ints:
    """How many finite values stand behind each value of ``smooth``."""
    values, good, half = _windows(y, window)
    return _averaged(good, len(values), half)


@once_per_array
def total_drop(y: npt.ArrayLike) -> float:
    """How far the curve fell: its start (median of the first one to three values) minus its best smoothed level.

    Never negative; 0 for a curve that only rises, or with fewer than two finite values.
    """
    values = finite_values(y)
    if len(values) < 2:
        return 0.0
    fell = start_level(values) - float(np.minimum.reduce(smooth(values)))
    return fell if fell > rounding(values) else 0.0


def _windows(y: npt.ArrayLike, window: int | None) -> tuple[Floats, Bools | None, int]:
    """The values, which of them are finite (None: all), and how far a window reaches to either side."""
    values = as_floats(y)
    good = None if all_finite(values) else is_finite(values)
    known = len(values) if good is None else int(good.sum())
    return values, good, min((smoothing_window(known) if window is None else max(1, window)) // 2, len(values))


def _averaged(good: Bools | None, n: int, half: int) -> Ints:
    if good is None:
        return _in_reach(n, half)
    return np.rint(_sliding_sum(good.astype(np.float64), half)).astype(np.int64)


def _in_reach(n: int, half: int) -> Ints:
    """How many rows lie at most ``half`` rows away, for each of ``n`` rows."""
    if n <= 2 * half:
        row = np.arange(n, dtype=np.int64)
        return np.minimum(row + half, n - 1) - np.maximum(row - half, 0) + 1
    reach = np.full(n, 2 * half + 1, dtype=np.int64)
    ramp = np.arange(half + 1, 2 * half + 1)
    reach[:half], reach[n - half :] = ramp, ramp[::-1]
    return reach


def _from_totals(values: Floats, half: int) -> Floats | None:
    """Sums as differences of running totals; None where a value stands too far out for that."""
    middle = float(np.mean(values))
    total = values - middle
    sums = np.abs(total)
    if not float(np.max(sums)) <= FAR_OUT * float(np.mean(sums)):
        return None
    np.cumsum(total, out=total)
    n = len(values)
    half = min(half, n)
    sums[: n - half] = total[half:]
    sums[n - half :] = total[-1]
    sums[half + 1 :] -= total[: max(n - half - 1, 0)]
    sums += middle * _in_reach(n, half)
    return sums


def _sliding_sum(values: Floats, half: int) -> Floats:
    """Sums over ``2 half + 1`` rows, put together from sums over 1, 2, 4 ... rows.

    A difference of running totals is faster, but one value of 1e20 spoils every total after it: it serves where a
    curve is long and no value stands far out, which leaves an error of some 1e-12 of the spread.
    """
    n, width = len(values), 2 * half + 1
    if n > LONG and (sums := _from_totals(values, half)) is not None:
        return sums
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
