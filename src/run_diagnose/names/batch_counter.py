"""A counter of batches that begins anew with every epoch, and the running step made of both."""

from __future__ import annotations

import numpy as np

from run_diagnose.model.record import Floats
from run_diagnose.stats.arrays import median

_HALF = 0.5
_FEWEST = 3
"""Rows that show how a counter goes."""


def begins_anew(epoch: Floats, step: Floats) -> bool:
    """True if the step falls back, or stands still, where the epoch goes on."""
    ok = np.isfinite(epoch) & np.isfinite(step)
    e, s = epoch[ok], step[ok]
    next_epoch = np.diff(e) > 0
    if not next_epoch.any():
        return False
    if len(s) > 2 and bool(np.ptp(s) == 0):
        return True
    falls = np.diff(s) < 0
    return float((falls & next_epoch).sum()) >= _HALF * float(next_epoch.sum())


def falls_within(epoch: Floats, step: Floats) -> bool:
    """True if the step falls back inside most epochs: it counts the batches of training, then those of validation."""
    ok = np.isfinite(epoch) & np.isfinite(step)
    e, s = epoch[ok], step[ok]
    if len(e) < _FEWEST or bool((np.diff(e) < 0).any()):
        return False
    falls = (np.diff(s) < 0) & (np.diff(e) == 0)
    return int(falls.sum()) >= max(_FEWEST - 1, int(_HALF * len(np.unique(e))))


def running_step(epoch: Floats, step: Floats, epoch_length: float | None) -> Floats:
    """Steps since the beginning, from the epoch and the batch inside it.

    ``epoch_length`` is the number of batches where the log says it, else it is taken from the counter. Rows
    without a batch lie at the end of their epoch.
    """
    length = max(epoch_length or 0.0, counter_length(step))
    inside = np.where(np.isfinite(step), step, length)
    return np.asarray((epoch - np.nanmin(epoch)) * length + inside, dtype=np.float64)


def counter_length(step: Floats) -> float:
    """How far the counter goes in one epoch: from its lowest to its highest value, and one stride."""
    known = step[np.isfinite(step)]
    strides = np.diff(known)
    strides = strides[strides > 0]
    stride = float(median(strides)) if len(strides) else 1.0
    return float(known.max() - known.min()) + stride if len(known) else 1.0
