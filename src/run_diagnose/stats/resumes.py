"""A step axis that goes back, repeats itself or leaves a gap: resumed runs, duplicates, many ranks in one log."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Bools, Floats, Ints, as_floats, finite_values, median
from run_diagnose.stats.noise import sigma


@dataclass(frozen=True, slots=True, eq=False)
class Resumes:
    """What a step axis did."""

    keep: Bools
    """Rows that no later row wrote again."""
    seams: Ints
    """Rows whose step lies below the row before."""
    lost: int
    """Rows overwritten because the run went back."""
    duplicates: int
    """Rows overwritten by the very next row with the same step."""


@dataclass(frozen=True, slots=True)
class Jump:
    """The level of a curve on either side of a seam."""

    height: float
    """After minus before."""
    sigmas: float
    found: bool
    """More than 4 sigma: optimizer state not restored, other data order, rate reset."""


@dataclass(frozen=True, slots=True, eq=False)
class Ranks:
    """One step logged by several processes."""

    step: Floats
    median: Floats
    spread: Floats
    """Largest minus smallest value of the step."""
    worst: int
    """Entry with the largest spread."""
    sigmas: float
    """That spread in units of the median's noise; above 5 a rank has lost step with the others."""


def last_write(step: npt.ArrayLike) -> Bools:
    """Mask of the rows to keep: those below every later step. Rows without a step are not kept."""
    steps = as_floats(step)
    known = np.isfinite(steps)
    ahead = np.minimum.accumulate(np.where(known, steps, np.inf)[::-1])[::-1]
    return np.asarray(known & (steps < np.append(ahead[1:], np.inf)))


def resumes(step: npt.ArrayLike) -> Resumes:
    """Where the axis goes back and what that overwrote."""
    steps = as_floats(step)
    keep = last_write(steps)
    rows = np.flatnonzero(np.isfinite(steps))
    change = np.diff(steps[rows])
    duplicates = int(np.count_nonzero(change == 0))
    lost = len(rows) - int(np.count_nonzero(keep)) - duplicates
    return Resumes(keep, rows[1:][change < 0], max(lost, 0), duplicates)


def ranks(step: npt.ArrayLike) -> int:
    """How many processes wrote this log: k when nine tenths of the steps come k times, side by side; else 1."""
    steps = as_floats(step)
    steps = steps[np.isfinite(steps)]
    if len(steps) < 4 or np.any(np.diff(steps) < 0):
        return 1
    _, counts = np.unique(steps, return_counts=True)
    usual = int(median(counts))
    return usual if usual >= 2 and np.mean(counts == usual) >= 0.9 else 1


def by_step(step: npt.ArrayLike, y: npt.ArrayLike) -> Ranks | None:
    """Median and spread over the rows of each step, finite values only; None when no row has both."""
    steps, values = as_floats(step), as_floats(y)
    known = np.isfinite(steps) & np.isfinite(values)
    steps, values = steps[known], values[known]
    if len(steps) == 0:
        return None
    order = np.lexsort((values, steps))
    steps, values = steps[order], values[order]
    unique, first, count = np.unique(steps, return_index=True, return_counts=True)
    last = first + count - 1
    median = 0.5 * values[first + (count - 1) // 2] + 0.5 * values[first + count // 2]
    spread = values[last] - values[first]
    worst = int(np.argmax(spread))
    noise = sigma(median)
    return Ranks(unique, median, spread, worst, float(spread[worst]) / noise if noise else 0.0)


def seam_jump(y: npt.ArrayLike, row: int) -> Jump | None:
    """Compare the medians of up to 5 values on either side of ``row``; None below 3 on one of them."""
    before, after = finite_values(as_floats(y)[:row]), finite_values(as_floats(y)[row:])
    if min(len(before), len(after)) < 3:
        return None
    noise = max(sigma(before[-30:]) or 0.0, sigma(after[:30]) or 0.0)
    height = float(median(after[:5]) - median(before[-5:]))
    sigmas = abs(height) / noise if noise > 0 else 0.0
    return Jump(height, sigmas, sigmas > 4.0)


def split_at_gaps(step: npt.ArrayLike, factor: float = 5.0) -> list[slice]:
    """Stretches of rows between gaps of more than ``factor`` median gaps; the axis must rise."""
    steps = as_floats(step)
    if len(steps) == 0:
        return []
    gaps = np.diff(steps)
    usual = float(median(gaps[gaps > 0])) if np.any(gaps > 0) else np.inf
    cuts = [0, *(np.flatnonzero(gaps > factor * usual) + 1).tolist(), len(steps)]
    return [slice(a, b) for a, b in pairwise(cuts)]
