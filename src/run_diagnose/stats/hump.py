"""A curve that rose and came back: a collapse that healed, which a test for a lasting rise cannot see."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import is_constant
from run_diagnose.stats.medians import running_median
from run_diagnose.stats.valley import made_bed


@dataclass(frozen=True, slots=True)
class Hump:
    """The highest rise of the smoothed curve above its best so far."""

    found: bool
    start: int
    """Row of the best level before the rise."""
    peak: int
    end: int
    """Last row that is still more than half the height above the best before."""
    height: float
    height_sigmas: float
    needed: float
    """The height from which on a hump is found, by noise alone."""
    recovered: float
    """Share of the height that was undone by the end of the curve, 0 to 1."""


def hump(y: npt.ArrayLike, *, share_of_drop: float = 0.10) -> Hump | None:
    """Look for a rise of more than ``share_of_drop`` of the gain that lasts for a fiftieth of the run.

    None below 8 finite values. The bar grows as sqrt(2 ln n), as the largest of n noisy values does. Simulated
    collapses were found in 14, 94, 96 and 99 % of runs of 12, 30, 100 and 400 points, with 0 to 5 % false alarms.
    """
    bed = made_bed(y, cap=2000)
    if bed is None:
        return None
    n = len(bed.raw)
    width = 3 if n < 30 else 5 if n < 100 else max(5, (n // 40) | 1)
    smoothed = running_median(bed.raw, width)
    lowest = np.minimum.accumulate(smoothed)
    above = smoothed - lowest
    skipped = max(1, n // 20)
    peak = skipped + int(np.argmax(above[skipped:]))
    height = float(above[peak])
    first, last = _span(above > height / 2, peak)
    # 1.57/width: variance of a median of so many Gaussian values.
    error = bed.noise.sigma * math.sqrt(1.57 / width * bed.noise.vif)
    needed = (3.0 + math.sqrt(2.0 * math.log(n))) * error
    lasts = last - first + 1 >= max(2, n // 50)
    found = height > max(needed, share_of_drop * bed.drop) and lasts and not is_constant(bed.raw)
    before = float(lowest[peak])
    left = float(smoothed[-1]) - before
    return Hump(
        found=found,
        start=int(bed.rows[int(np.flatnonzero(smoothed[: peak + 1] == before)[-1])]),
        peak=int(bed.rows[peak]),
        end=int(bed.rows[last]),
        height=height,
        height_sigmas=height / bed.noise.sigma,
        needed=needed,
        recovered=min(max(1.0 - left / height, 0.0), 1.0) if height > 0 else 0.0,
    )


def _span(mask: npt.NDArray[np.bool_], inside: int) -> tuple[int, int]:
    """First and last row of the run of True around ``inside``."""
    outside = np.flatnonzero(~mask)
    before, after = outside[outside < inside], outside[outside > inside]
    return (int(before[-1]) + 1 if len(before) else 0), (int(after[0]) - 1 if len(after) else len(mask) - 1)
