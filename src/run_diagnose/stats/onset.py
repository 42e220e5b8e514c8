"""When did it begin: the row from which a curve is on another course, with an interval.

A robust two-phase fit gives the row; its likelihood profile alone covered the true onset only 42 to 65 % of the time,
so the interval also takes in every place where the valley's floor could lie (together 92 to 97 %).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, Ints, median
from run_diagnose.stats.hump import Hump
from run_diagnose.stats.isotonic import valley_profile
from run_diagnose.stats.medians import running_median
from run_diagnose.stats.valley import Bed, valley_bed

PROFILE = 3.84
"""95 % point of chi-square with one degree of freedom: how far a profile likelihood may rise."""
CAP = 9.0
"""No point counts for more than a 3-sigma miss."""


@dataclass(frozen=True, slots=True)
class Onset:
    """Rows of the array handed in; print all three: "epoch 43 (between 38 and 45)"."""

    at: int
    """First row of the new course."""
    low: int
    high: int
    share: float
    """Length of the interval as a share of the run."""


def onset(y: npt.ArrayLike) -> Onset | None:
    """Onset of the rise that ``valley`` found; without a found valley the answer means nothing.

    Exponential divergence is dated late, by a tenth of the run at most: at first it is below the noise.
    None below 8 finite values.
    """
    bed = valley_bed(y)
    if bed is None:
        return None
    unit = (bed.level - median(bed.level)) / bed.noise.sigma
    _, turned = valley_profile(unit)
    floor = int(np.argmin(turned))
    floors = np.flatnonzero(turned <= turned[floor] + 4.0 * bed.noise.vif)
    peak = _peak(bed, floor)
    floors = floors[floors < peak] if np.any(floors < peak) else np.asarray([floor])
    return _dated(bed, unit, (int(floors[0]), floor, peak), floors)


def onset_of_hump(y: npt.ArrayLike, found: Hump) -> Onset | None:
    """Onset of the rise to ``found.peak``, by the same fit on the stretch before it; None below 8 finite values."""
    bed = valley_bed(y)
    if bed is None:
        return None
    unit = (bed.level - median(bed.level)) / bed.noise.sigma
    peak = min(max(int(np.searchsorted(bed.rows, found.peak)), 2), len(unit) - 1)
    _, turned = valley_profile(unit[: peak + 1])
    floor = min(int(np.argmin(turned)), peak - 1)
    floors = np.flatnonzero(turned[:-1] <= turned[floor] + 4.0 * bed.noise.vif)
    return _dated(bed, unit, (int(floors[0]), floor, peak), floors)


def chance_alignment(found: Onset, events: int = 1) -> float:
    """Probability that at least one of ``events`` events placed at random falls into the interval."""
    return 1.0 - (1.0 - min(found.share, 1.0)) ** max(events, 0)


def _dated(bed: Bed, unit: Floats, span: tuple[int, int, int], floors: Ints) -> Onset:
    earliest, floor, peak = span
    # Before the floor a curve still falls steeply; a line needs only a little of it.
    start = max(0, min(earliest, floor - max(6, len(unit) // 10)))
    taus, profile = _two_phase(unit[start : peak + 1])
    profile = profile / bed.noise.vif
    at = start + int(taus[np.argmin(profile)])
    near = start + taus[profile <= profile.min() + PROFILE]
    low = int(min(near.min(), floors.min() + 1, at))
    high = int(max(near.max(), floors.max() + 1, at))
    rows, last = bed.rows, len(bed.rows) - 1
    width = (min(high, last) - low + 1) / len(rows)
    return Onset(int(rows[at]), int(rows[low]), int(rows[min(high, last)]), width)


def _peak(bed: Bed, floor: int) -> int:
    """Where the calmed curve has risen far enough to date its rise, and a few rows more.

    Two lines fitted to the whole of a bent rise would meet in its middle; ten noise units are enough.
    """
    calm = running_median(bed.level, 3)[floor:]
    height = float(np.max(calm) - calm[0])
    enough = min(max(10.0 * bed.noise.wide, 0.2 * height), 0.9 * height)
    reached = int(np.argmax(calm >= calm[0] + enough))
    return min(floor + reached + max(3, len(bed.level) // 50), len(bed.level) - 1)


def _two_phase(unit: Floats) -> tuple[Ints, Floats]:
    """For every first row tau of the second phase: capped misfit of the better of two courses from there on.

    Either a jump to another line, or a bend that starts at nothing (a line plus a parabola from the last row
    before): slow rises, fitted by jumps alone, were dated a seventh of the run late.
    """
    taus = np.arange(1, len(unit), dtype=np.int64)
    t = np.arange(len(unit), dtype=np.float64) / len(unit)
    after = (t[None, :] * len(unit) >= taus[:, None]).astype(np.float64)
    since = np.maximum(t[None, :] - (taus[:, None] - 1) / len(unit), 0.0)
    level, before = np.ones_like(since), np.broadcast_to(t, since.shape)
    early, late = (taus >= 6)[:, None], (len(unit) - taus >= 4)[:, None]
    jump = np.stack([level, before * early, after, after * since * late], axis=-1)
    bend = np.stack([level, before * early, since, since**2 * late], axis=-1)
    return taus, np.minimum(_misfit(unit, jump), _misfit(unit, bend))


def _misfit(unit: Floats, design: Floats) -> Floats:
    """Per design (taus x rows x columns): squared residuals, each capped, summed.

    The second round leaves out what the first missed by more than the cap.
    """
    weights = np.ones(design.shape[:2])
    for _ in range(2):
        weighted = design * weights[:, :, None]
        # The ridge stands for the columns a short phase does without.
        normal = weighted.transpose(0, 2, 1) @ design + 1e-9 * np.eye(design.shape[2])
        fitted = design @ np.linalg.solve(normal, weighted.transpose(0, 2, 1) @ unit[:, None])
        squared = (unit[None, :] - fitted[:, :, 0]) ** 2
        weights = np.where(squared < CAP, 1.0, 1e-6)
    total: Floats = np.minimum(squared, CAP).sum(axis=1)
    return total
