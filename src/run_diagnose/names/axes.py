"""Where every row of a table lies: the axis chosen, and the other axes beside it."""

from __future__ import annotations

import numpy as np

from run_diagnose.model.record import Floats
from run_diagnose.names.axis_words import EPOCH, OWN, ROW, STEP, canonical
from run_diagnose.names.batch_counter import begins_anew, falls_within, running_step
from run_diagnose.names.candidates import Candidates, candidates, is_learning
from run_diagnose.names.gather import Table
from run_diagnose.names.headless_epochs import without_headless_epochs
from run_diagnose.names.mixed_units import mend_mixed_units
from run_diagnose.names.placement import Placement
from run_diagnose.names.words import take_apart

_DENSE = 20
"""Rows of one epoch from which on the place inside the epoch matters more than the epoch's number."""
_FORGIVEN = 20
"""One row in so many may repeat its epoch: the evaluation after the last one."""
_FALLS = 0.2
"""Share of rows that fall back, from which on a column of steps counts nothing; restarts are rarer."""
_CONSECUTIVE = 0.8
"""Share of rows that must lie one stride after the row before; evaluations made every so many steps skip epochs."""


def place(table: Table, *, forced: str = "", epoch_length: float | None = None) -> Placement:
    """Chooses the axis of a table and puts every row on it.

    ``forced`` is the column that the person named as axis; ``epoch_length`` the steps of an epoch where the log says.
    """
    found = candidates(table, forced)
    if forced:
        also = {c.word.kind: c.values for c in found.all if c.name != forced and c.word.kind in (EPOCH, STEP)}
        return _placed(found, canonical(forced), found.named(forced).values, also)
    epoch_column, step_column = found.best(EPOCH), found.best(STEP)
    epoch = epoch_column.values if epoch_column else None
    step = step_column.values if step_column else None
    if step is not None:
        step, epoch = mend_mixed_units(step, epoch, found.lead)
    if epoch is None and step is not None and _lengths_of_episodes(found, step):
        return _on_own_word(found)
    if epoch is not None and step is not None:
        return _on_both(found, epoch, step, epoch_length)
    if epoch is not None:
        return _placed(found, EPOCH, epoch, {})
    if step is not None and step_column is not None:
        own_word = step_column.word.local and not found.still(EPOCH)
        return _placed(found, step_column.name.strip().lower() if own_word else STEP, step, found.still(EPOCH))
    return _on_own_word(found)


def _on_both(found: Candidates, epoch: Floats, step: Floats, epoch_length: float | None) -> Placement:
    """Epochs and steps in one log: the finer one, unless it only counts batches or adds nothing."""
    e, s = _filled(epoch)[found.lead], step[found.lead]
    known = e[np.isfinite(e)]
    if not bool(np.all(known % 1 == 0)):
        return _placed(found, STEP, step, {EPOCH: epoch})
    if falls_within(e, s):
        return _placed(found, EPOCH, epoch, {})
    if begins_anew(e, s):
        running = running_step(_filled(epoch), step, epoch_length)
        epochs = max(len(np.unique(known)), 1)
        if len(found.lead) / epochs > max(_DENSE, 3 * epochs):
            return _placed(found, STEP, running, {EPOCH: _filled(epoch)})
        return _placed(found, EPOCH, epoch, {STEP: running})
    if _row_per_epoch(found, epoch, step) and not _has_step_twin(found.table):
        return _placed(found, EPOCH, epoch, {STEP: step})
    return _placed(found, STEP, step, {EPOCH: epoch})


def _lengths_of_episodes(found: Candidates, step: Floats) -> bool:
    """``steps`` falls as readily as it rises, or stalls while the episode rises: it says how long each one was."""
    own = found.best(OWN)
    if own is None or len(found.lead) < 2:
        return False
    strides = np.diff(step[found.lead])
    advances = bool(np.all(np.diff(own.values[found.lead]) > 0))
    return bool((strides < 0).mean() > _FALLS) or bool((strides <= 0).any() and advances)


def _on_own_word(found: Candidates) -> Placement:
    """Episodes, samples, a column of row numbers; else the rows are counted.

    Where every column has a single value there is nothing to count: one entry, spread over lines, of one epoch.
    """
    still, counters = found.still(EPOCH), found.keys(EPOCH, STEP)
    single = all(len(c.arrays()[0]) <= 1 for key, c in found.table.columns.items() if key not in counters)
    if single and EPOCH in still:
        return _placed(found, EPOCH, still[EPOCH], {})
    for kind in (ROW,) if single else (OWN, ROW):
        column = found.best(kind)
        if column is not None and _rises(column.values[found.lead] if len(found.lead) else column.values):
            counts = column.name if _by_one_stride(column.values[found.lead]) else ""
            return _placed(found, canonical(column.name), column.values, found.still(EPOCH), own=counts)
    return _placed(found, ROW, _ordinals(found.table), found.still(EPOCH))


def _row_per_epoch(found: Candidates, epoch: Floats, step: Floats) -> bool:
    """Every learning series has one row per epoch, and the longest has nearly every epoch.

    Rows every so many steps (Marian's validations: 16000, 18000 in epochs 35, 39, 43, 48) are of no epoch.
    """
    gaps = np.diff(epoch[found.lead])
    gaps = gaps[np.isfinite(gaps) & (gaps > 0)]
    if len(gaps) and np.ptp(gaps) > 0 and _by_one_stride(np.unique(step[found.lead])):
        return False
    if len(gaps) and (gaps == gaps.min()).mean() < _CONSECUTIVE:
        return False
    axes = found.keys(EPOCH, STEP)
    for key, column in found.table.columns.items():
        if key in axes or not is_learning(key):
            continue
        places = epoch[column.arrays()[0]]
        places = places[np.isfinite(places)]
        if int((np.diff(places) == 0).sum()) > max(1, len(places) // _FORGIVEN):
            return False
    return True


def _has_step_twin(table: Table) -> bool:
    return any(take_apart(key[1]).mark == "step" for key in table.columns)


def _by_one_stride(values: Floats) -> bool:
    """True for a counter; the episodes that each row had time for (4, 9, 12) are a figure of their own."""
    strides = np.diff(values[np.isfinite(values)])
    return bool(len(strides)) and bool(np.all(strides == strides[0]))


def _rises(values: Floats) -> bool:
    finite = values[np.isfinite(values)]
    return len(finite) > 0 and bool(np.all(np.diff(finite) >= 0))


def _ordinals(table: Table) -> Floats:
    rows, numbers = table.ordinals.arrays()
    dense = np.full(table.rows, np.nan)
    dense[rows] = numbers
    return dense


def _filled(values: Floats) -> Floats:
    """Gaps take the value of the row before, leading gaps that of the first row that has one."""
    ok = np.isfinite(values)
    if ok.all() or not ok.any():
        return values
    last = np.maximum.accumulate(np.where(ok, np.arange(len(values)), -1))
    last[last < 0] = int(np.flatnonzero(ok)[0])
    return values[last]


def _placed(found: Candidates, axis: str, x: Floats, also: dict[str, Floats], own: str = "") -> Placement:
    """``own`` is a plain counter in the log's own word: what the axis is, is no series beside it."""
    gone = found.keys(EPOCH, STEP, ROW) | {k for k in found.table.columns if own and k[1] == own}
    if not np.isfinite(x).any():
        return Placement(ROW, _ordinals(found.table), also, gone, found.lead, found.lead_y)
    return without_headless_epochs(Placement(axis, _filled(x), also, gone, found.lead, found.lead_y))
