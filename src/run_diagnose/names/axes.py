"""Where every row of a table lies: the axis chosen, the other axes beside it, counters that begin anew per epoch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from run_diagnose.errors import UsageError
from run_diagnose.model.record import Floats, Ints
from run_diagnose.names.axis_words import EPOCH, STEP, AxisWord, axis_word, canonical
from run_diagnose.names.gather import Key, Table
from run_diagnose.names.guess import LOSS, METRIC, guess
from run_diagnose.names.mixed_units import mend_mixed_units
from run_diagnose.names.words import take_apart

_DENSE = 20
"""Rows of one epoch from which on the place inside the epoch matters more than the epoch's number."""


@dataclass(frozen=True)
class Placement:
    """The place of every row of a table."""

    axis: str
    x: Floats
    """One value per row, gaps filled from the row before."""
    also: dict[str, Floats] = field(default_factory=dict)
    columns: frozenset[Key] = frozenset()
    """Columns that are axes and no series."""
    lead: Ints = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    """Rows of the longest learning series: those that tell whether the axis goes back."""
    lead_y: Floats = field(default_factory=lambda: np.empty(0))


@dataclass(frozen=True)
class _Candidate:
    name: str
    word: AxisWord
    values: Floats
    """One per row of the table, NaN where not logged."""

    @property
    def moves(self) -> bool:
        finite = self.values[np.isfinite(self.values)]
        return len(finite) > 0 and (len(self.values) == 1 or bool(np.ptp(finite) > 0))


def place(table: Table, *, forced: str = "", epoch_length: float | None = None) -> Placement:
    """Chooses the axis of a table and puts every row on it.

    ``forced`` is the column that the person named as axis; ``epoch_length`` the steps of an epoch where the log says.
    """
    candidates = _candidates(table, forced)
    used = frozenset(k for k in table.columns if any(c.name == k[1] for c in candidates))
    lead, lead_y = _lead(table, used)
    chosen = {kind: _best(candidates, kind, lead) for kind in (EPOCH, STEP, "own")}
    if forced:
        main = next(c for c in candidates if c.name == forced)
        return _placed(table, canonical(forced), main.values, _others(candidates, main), used, lead, lead_y)
    epoch, step = _values(chosen[EPOCH]), _values(chosen[STEP])
    if step is not None:
        step, epoch = mend_mixed_units(step, epoch, lead)
    if epoch is not None and step is not None:
        return _both(table, epoch, step, candidates, used, lead, lead_y, epoch_length)
    if epoch is not None:
        return _placed(table, EPOCH, epoch, {}, _consumed(used, candidates, (EPOCH,)), lead, lead_y)
    if step is not None:
        word = chosen[STEP].word if chosen[STEP] else None
        name = chosen[STEP].name.strip().lower() if word and word.local and chosen[STEP] else STEP
        also = {c.word.kind: c.values for c in candidates if c.word.kind == EPOCH}
        return _placed(table, name, step, also, _consumed(used, candidates, (STEP, EPOCH)), lead, lead_y)
    own = chosen["own"]
    if own is not None and _rises(own.values[lead] if len(lead) else own.values):
        return _placed(
            table, canonical(own.name), own.values, {}, _consumed(used, candidates, (), own.name), lead, lead_y
        )
    also = {c.word.kind: c.values for c in candidates if c.word.kind == EPOCH}
    return _placed(table, "row", _ordinals(table), also, _consumed(used, candidates, (EPOCH,)), lead, lead_y)


def axis_columns(names: Iterable[str]) -> list[str]:
    """The names that can be an axis."""
    return [n for n in names if axis_word(n) is not None]


def _values(candidate: _Candidate | None) -> Floats | None:
    return None if candidate is None else candidate.values


def _candidates(table: Table, forced: str) -> list[_Candidate]:
    """Columns that read as an axis, one per name whatever split they stand on."""
    by_name: dict[str, list[Key]] = {}
    for key in table.columns:
        if axis_word(key[1]) is not None or key[1] == forced:
            by_name.setdefault(key[1], []).append(key)
    found = []
    for name, keys in sorted(by_name.items()):
        dense = np.full(table.rows, np.nan)
        for key in keys:
            rows, values = table.columns[key].arrays()
            dense[rows] = values
        found.append(_Candidate(name, axis_word(name) or AxisWord("own", 0), dense))
    if forced and forced not in by_name:
        raise UsageError(
            f"--map axis={forced}: the log has no column '{forced}'", hint="see all columns with: diagnose inspect FILE"
        )
    return found


def _best(candidates: Iterable[_Candidate], kind: str, lead: Ints) -> _Candidate | None:
    """The candidate of a kind that covers the lead rows and ranks first."""
    fit = [c for c in candidates if c.word.kind == kind and c.moves]
    return min(fit, key=lambda c: (_coverage(c, lead) < 0.5, c.word.rank), default=None)  # noqa: PLR2004


def _coverage(candidate: _Candidate, lead: Ints) -> float:
    values = candidate.values[lead] if len(lead) else candidate.values
    return float(np.isfinite(values).mean()) if len(values) else 0.0


def _lead(table: Table, axes: frozenset[Key]) -> tuple[Ints, Floats]:
    """Rows and values of the longest loss or metric, of the longest column where there is none."""

    def rank(key: Key) -> tuple[bool, int, bool, str, str]:
        kind = guess(take_apart(key[1])).kind
        return (kind in (LOSS, METRIC), table.columns[key].count, kind == LOSS, key[1], key[0])

    keys = [k for k in table.columns if k not in axes]
    return table.columns[max(keys, key=rank)].arrays() if keys else (np.empty(0, dtype=np.int64), np.empty(0))


def _consumed(
    used: frozenset[Key], candidates: list[_Candidate], kinds: tuple[str, ...], main: str = ""
) -> frozenset[Key]:
    """Axis columns that are not shown as series: epochs, steps and row numbers; own words only as the axis."""
    gone = {c.name for c in candidates if c.word.kind in (*kinds, "row") or c.name == main}
    return frozenset(k for k in used if k[1] in gone)


def _others(candidates: list[_Candidate], main: _Candidate) -> dict[str, Floats]:
    return {c.word.kind: c.values for c in candidates if c is not main and c.word.kind in (EPOCH, STEP)}


def _both(  # noqa: PLR0917 - the two axes and the table they belong to
    table: Table,
    epoch: Floats,
    step: Floats,
    candidates: list[_Candidate],
    used: frozenset[Key],
    lead: Ints,
    lead_y: Floats,
    epoch_length: float | None,
) -> Placement:
    """Epochs and steps in one log: the finer one, unless it only counts batches or adds nothing."""
    gone = _consumed(used, candidates, (EPOCH, STEP))
    e, s = _filled(epoch)[lead], step[lead]
    whole = bool(np.all(e[np.isfinite(e)] % 1 == 0))
    per_epoch = len(lead) / max(len(np.unique(e[np.isfinite(e)])), 1)
    if whole and _begins_anew(e, s):
        step = _running_step(_filled(epoch), step, epoch_length)
        dense = per_epoch > max(_DENSE, 3 * len(np.unique(e)))
        if not dense:
            return _placed(table, EPOCH, epoch, {STEP: _filled(step)}, gone, lead, lead_y)
        return _placed(table, STEP, step, {EPOCH: _filled(epoch)}, gone, lead, lead_y)
    if whole and _once_per_epoch(table, epoch, gone) and not _has_step_twin(table):
        return _placed(table, EPOCH, epoch, {STEP: step}, gone, lead, lead_y)
    return _placed(table, STEP, step, {EPOCH: epoch}, gone, lead, lead_y)


def _begins_anew(epoch: Floats, step: Floats) -> bool:
    """True if the step falls back where the epoch goes on: a batch counter."""
    ok = np.isfinite(epoch) & np.isfinite(step)
    e, s = epoch[ok], step[ok]
    next_epoch = np.diff(e) > 0
    falls = np.diff(s) < 0
    if not next_epoch.any():
        return False
    constant = len(s) > 2 and bool(np.ptp(s) == 0)
    return constant or float((falls & next_epoch).sum()) >= 0.5 * float(next_epoch.sum())


def _running_step(epoch: Floats, step: Floats, epoch_length: float | None) -> Floats:
    """Steps since the beginning, from the epoch and the batch inside it."""
    top = float(np.nanmax(step)) if np.isfinite(step).any() else 1.0
    length = max(epoch_length or 0.0, top)
    begun = epoch - np.nanmin(epoch)
    inside = np.where(np.isfinite(step), step, length)
    return np.asarray(begun * length + inside, dtype=np.float64)


def _once_per_epoch(table: Table, epoch: Floats, axes: frozenset[Key]) -> bool:
    """No learning series has several rows in one epoch (one in twenty is forgiven: a final evaluation)."""
    for key, column in table.columns.items():
        if key in axes or guess(take_apart(key[1])).kind not in (LOSS, METRIC):
            continue
        places = epoch[column.arrays()[0]]
        places = places[np.isfinite(places)]
        repeats = int((np.diff(places) == 0).sum())
        if repeats > max(1, len(places) // 20):
            return False
    return True


def _has_step_twin(table: Table) -> bool:
    return any(take_apart(key[1]).mark == "step" for key in table.columns)


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


def _placed(  # noqa: PLR0917 - a plain constructor
    table: Table, axis: str, x: Floats, also: dict[str, Floats], used: frozenset[Key], lead: Ints, lead_y: Floats
) -> Placement:
    if not np.isfinite(x).any():
        return Placement("row", _ordinals(table), also, used, lead, lead_y)
    return Placement(axis, _filled(x), also, used, lead, lead_y)
