"""Does a curve fall and then rise? One test for overfitting, divergence and collapse alike.

A never-rising curve is compared with one that falls and then rises, both fitted exactly. False alarms on simulated
healthy curves were 0 to 3 % at 12 to 400 points, where "10 % above the best so far" gave 24 to 72 %.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, Ints, finite_rows, is_constant, median
from run_diagnose.stats.blocks import blocks
from run_diagnose.stats.isotonic import valley_profile
from run_diagnose.stats.medians import running_median
from run_diagnose.stats.memory import once_if_short, once_per_array
from run_diagnose.stats.noise import Noise, noise
from run_diagnose.stats.smoothing import total_drop
from run_diagnose.stats.streaks import streaks


@dataclass(frozen=True, slots=True)
class Valley:
    """What the test saw, found or not."""

    found: bool
    grade: Literal["confirmed", "likely"] | None
    """Likely: the rise clears the noise of single points, but not that of noise with a memory."""
    gain: float
    """By how many units of noise variance a never-rising curve fits worse; 0 where the rise is too small to ask."""
    needed: float
    """The gain from which on a valley is found."""
    rise: float
    """End level minus best level, in the curve's unit."""
    rise_sigmas: float
    floor: int
    """Row of the valley's floor; of the lowest level where the rise is too small to ask."""
    best: float
    end: float
    drop: float
    """How far the curve had fallen."""
    lost: float
    """Share of the drop that was given back: rise / drop; infinite when it rises without having fallen."""
    noise: Noise


@dataclass(frozen=True, slots=True)
class Bed:
    """A curve made ready for the test: blocked, single outliers flattened."""

    rows: Ints
    """Middle row of every block."""
    raw: Floats
    level: Floats
    noise: Noise
    drop: float


@once_per_array
def valley_bed(y: npt.ArrayLike) -> Bed | None:
    """The curve in at most 250 block medians, without isolated outliers; None below 8 finite values."""
    return made_bed(y, cap=250)


def made_bed(y: npt.ArrayLike, *, cap: int) -> Bed | None:
    """The same in at most ``cap`` blocks."""
    values, rows = finite_rows(y)
    if len(values) < 8:
        return None
    seen = blocks(values, cap=cap)
    middle = rows[seen.first + (seen.count - 1) // 2]
    scatter = noise(seen.median)
    if scatter is None:  # fewer than 4 blocks
        return None
    return Bed(middle, seen.median, without_outliers(seen.median, scatter.sigma), scatter, total_drop(seen.median))


@once_if_short
def valley(y: npt.ArrayLike, *, share_of_drop: float = 0.05, share_of_level: float = 0.005) -> Valley | None:
    """Test ``y`` for a lasting rise after its best; None below 8 finite values.

    A significant rise of less than ``share_of_drop`` of the gain, or ``share_of_level`` of the best level, is no
    finding: such rises are real and do not matter. The bar on the gain, 6 + 2.5 ln n and 8 more below 12 points,
    pays for the choice of the turn among n rows.
    """
    bed = valley_bed(y)
    if bed is None:
        return None
    n = len(bed.level)
    end = median(bed.level[-max(1, n // 20) :])
    best = float(np.minimum.reduce(running_median(bed.level, 3)))
    rise = max(0.0, end - best)
    matters = rise > max(share_of_drop * bed.drop, share_of_level * abs(best), 3.0 * bed.noise.sigma)
    turns = matters and not is_constant(bed.level)
    gain, floor = _turned(bed) if turns else (0.0, int(np.argmin(bed.level)))
    needed = 6.0 + 2.5 * math.log(n) + (8.0 if n < 12 else 0.0)
    found = turns and gain > needed
    grade: Literal["confirmed", "likely"] = "confirmed" if rise > 3.0 * bed.noise.wide else "likely"
    return Valley(
        found=found,
        grade=grade if found else None,
        gain=gain,
        needed=needed,
        rise=rise,
        rise_sigmas=rise / bed.noise.sigma,
        floor=int(bed.rows[floor]),
        best=best,
        end=end,
        drop=bed.drop,
        lost=rise / bed.drop if bed.drop > 0 else (math.inf if rise > 0 else 0.0),
        noise=bed.noise,
    )


def _turned(bed: Bed) -> tuple[float, int]:
    """By how much a curve with a turn fits better than one that never rises, in noise variances, and its lowest row."""
    none, turned = valley_profile((bed.level - median(bed.level)) / bed.noise.wide)
    floor = int(np.argmin(turned))
    return max(0.0, none - float(turned[floor])), floor


def without_outliers(y: Floats, sigma: float) -> Floats:
    """Single points more than 4 sigma off a running median of 5 (7 from 60 points on) put back onto it."""
    middle = running_median(y, 7 if len(y) >= 60 else 5)
    off = np.abs(y - middle) > 4.0 * sigma
    if not off.any():
        return y
    alone = [first for first, last in streaks(off) if first == last]
    flat: Floats = y.copy()
    flat[alone] = middle[alone]
    return flat
