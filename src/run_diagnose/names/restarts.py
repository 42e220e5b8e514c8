"""Where a run ends and another begins in one file, and where a run was resumed from an earlier place."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Floats, Ints
from run_diagnose.names.axis_words import EPOCH
from run_diagnose.names.placement import Placement
from run_diagnose.stats.arrays import median

START, RESUME, NEW = "start", "resume", "new"
_MANY = 0.1
"""Share of falls from which on the log was written by several processes at once."""
_FEWEST = 3
"""Falls that make a habit; as many to the beginning are runs."""
_NEAR = 3
"""Strides back that two writers can be apart."""


@dataclass(frozen=True, slots=True)
class Seam:
    """The axis goes back at ``row``: to another run, or to an earlier place of the same."""

    row: int
    reason: str
    to: float
    """The axis value it goes back to."""


def seams(placed: Placement) -> list[Seam]:
    """Where the axis of the longest series goes back, in order.

    Back to the first place of the run (or before it) is a new run; to a later place, a resume. Falls that are many
    and small come from several writers and are no seams.
    """
    rows, x = placed.lead, placed.x[placed.lead]
    falls = np.flatnonzero(np.diff(x) < 0) + 1
    if not len(falls):
        return [Seam(int(rows[i]), NEW, float(x[i])) for i in range(1, _failed_starts(placed) + 1)]
    if interleaved(x):
        return []
    found: list[Seam] = []
    first = float(x[0])
    for i in falls:
        new = float(x[i]) <= first
        found.append(Seam(_first_row(placed, int(rows[i - 1]), int(rows[i])), NEW if new else RESUME, float(x[i])))
        if new:
            first = float(x[i])
    return found


def _failed_starts(placed: Placement) -> int:
    """How many runs ended with their first epoch before one went on: 2 for the epochs ``1 1 1 2 3 4``.

    Three rows of a first epoch may also be its batches; those go down at once, while each start begins where the one
    before began.
    """
    x, y = placed.x[placed.lead], placed.lead_y
    if placed.axis != EPOCH:
        return 0
    alike = int((x == x[0]).sum()) if len(x) else 0
    if alike < _FEWEST or len(x) < alike + _FEWEST or (np.diff(x[alike - 1 :]) <= 0).any():
        return 0
    return alike - 1 if np.ptp(y[:alike]) < abs(float(y[alike] - y[alike - 1])) else 0


def interleaved(x: Floats) -> bool:
    """True if the axis falls back by a few strides again and again, yet not to its beginning: several writers."""
    steps = np.diff(x)
    falls = steps[steps < 0]
    rises = steps[steps > 0]
    if len(falls) < max(_FEWEST, _MANY * len(x)) or not len(rises):
        return False
    if int((x[1:][steps < 0] <= x[0]).sum()) >= _FEWEST:
        return False
    return bool(np.abs(falls).max() <= _NEAR * median(rises))


def _first_row(placed: Placement, last: int, row: int) -> int:
    """The first row of those right before ``row`` that already lie where the new stretch does."""
    between = placed.x[last + 1 : row]
    late = np.flatnonzero(between > placed.x[row])
    return last + 2 + int(late[-1]) if len(late) else last + 1


def overwritten(rows: Ints, x: Floats, resumes: list[Seam]) -> np.ndarray:
    """Mask of points that a resume wrote anew: last write wins."""
    lost = np.zeros(len(x), dtype=bool)
    for seam in resumes:
        lost |= (rows < seam.row) & (x >= seam.to)
    return lost
