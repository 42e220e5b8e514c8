"""Rows whose step is an epoch, or the length of the validation set: mended from the rows around them."""

from __future__ import annotations

import numpy as np

from run_diagnose.model.record import Floats, Ints

_HALF = 0.5
_SMALL = 0.2
"""Steps that are epochs stay below a fifth of the steps around them wherever an epoch has five steps."""


def mend_mixed_units(step: Floats, epoch: Floats | None, lead: Ints) -> tuple[Floats, Floats | None]:
    """``step`` and ``epoch`` per row, with foreign rows put at the step of the training row before them.

    mmengine writes the epoch into ``step`` on validation rows, mmcv the number of validation batches into ``iter``.
    Foreign rows are those outside ``lead`` whose step lies below that of the row before and counts something else.
    """
    n = len(step)
    is_lead = np.zeros(n, dtype=bool)
    is_lead[lead] = True
    known = is_lead & np.isfinite(step)
    if known.sum() < 2:
        return step, epoch
    before = np.maximum.accumulate(np.where(known, np.arange(n), -1))
    rows = np.flatnonzero(~is_lead & np.isfinite(step) & (before >= 0))
    if not len(rows):
        return step, epoch
    carried = step[before[rows]]
    own = step[rows]
    interleaved = len(np.unique(before[rows])) >= max(1, _HALF * len(rows))
    if not interleaved or (own < carried).mean() <= _HALF or not _counts_else(own, carried, epoch, before[rows]):
        return step, epoch
    mended = step.copy()
    mended[rows] = carried
    counts_epochs = len(own) == 1 or np.ptp(own) > 0
    if counts_epochs:
        epoch = np.full(n, np.nan) if epoch is None else epoch.copy()
        gaps = rows[~np.isfinite(epoch[rows])]
        epoch[gaps] = step[gaps]
    return mended, epoch


def _counts_else(own: Floats, carried: Floats, epoch: Floats | None, before: Ints) -> bool:
    """True if these steps are epochs or a constant."""
    if len(own) > 1 and np.ptp(own) == 0:
        return True
    if epoch is not None and np.isfinite(epoch[before]).mean() > _HALF:
        return bool((np.abs(epoch[before] - own) <= 1).mean() > _HALF)
    even = len(own) > 2 and np.ptp(np.diff(own)) == 0
    return bool(even and own.max() <= _SMALL * carried.max())
