"""A batch counter that begins anew with every epoch in a log that never says the epoch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from run_diagnose.model.record import Floats, Ints
from run_diagnose.names.axis_words import EPOCH, STEP
from run_diagnose.names.batch_counter import counter_length
from run_diagnose.names.placement import Placement
from run_diagnose.stats.arrays import median

_FEWEST = 3
"""Stretches from which on a rhythm shows."""
_FRESH = 0.5
"""Share of a stretch's own change that the value jumps back by where a new model begins."""


def without_headless_epochs(placed: Placement) -> Placement:
    """The same rows on a running step, with the epoch counted, where the step is a batch counter.

    Folds and appended fits look alike, but each begins with an untrained model: the value jumps back. Batches go on
    where the epoch before ended.
    """
    x = placed.x[placed.lead]
    cuts = np.flatnonzero(np.diff(x) < 0) + 1
    if placed.axis != STEP or len(cuts) < _FEWEST - 1 or not _in_rhythm(x, cuts):
        return placed
    if not _goes_on(placed.lead_y, cuts):
        return placed
    starts = placed.lead[cuts]
    number = np.searchsorted(starts, np.arange(len(placed.x)), side="right")
    running = placed.x + number * counter_length(x)
    return replace(placed, x=running, also={**placed.also, EPOCH: np.asarray(number + 1, dtype=np.float64)})


def _in_rhythm(x: Floats, cuts: Ints) -> bool:
    """Every stretch begins at the same place and all but the last end at the same place."""
    first, last = x[np.append(0, cuts)], x[cuts - 1]
    return bool(np.ptp(first) == 0 and np.ptp(last) == 0)


def _goes_on(y: Floats, cuts: Ints) -> bool:
    """True if at most seams the value stays where it was."""
    stretches = [s for s in np.split(y, cuts) if np.isfinite(s).any()]
    if len(stretches) < _FEWEST:
        return False
    begin = np.array([np.nanmedian(s[:3]) for s in stretches])
    end = np.array([np.nanmedian(s[-3:]) for s in stretches])
    whole = abs(float(end[-1] - begin[0]))
    jumps = np.abs(begin[1:] - end[:-1])
    return bool(median(jumps) < _FRESH * whole / 2)
