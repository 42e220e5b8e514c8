"""The columns of a table that can be its axis, and the series that the choice is judged by."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Floats, Ints
from run_diagnose.names.axis_words import EPOCH, AxisWord, axis_word
from run_diagnose.names.gather import Key, Table
from run_diagnose.names.guess import LOSS, METRIC, guess
from run_diagnose.names.words import take_apart

_HALF = 0.5
_LATEST_EPOCH = 1e8
"""No training has so many epochs; seconds since 1970 passed it in 1973."""


@dataclass(frozen=True)
class Candidate:
    """One column read as an axis."""

    name: str
    word: AxisWord
    values: Floats
    """One per row of the table, NaN where not logged."""

    @property
    def counts(self) -> bool:
        """False for an ``epoch`` in the other sense of the word: seconds since 1970."""
        finite = self.values[np.isfinite(self.values)]
        return self.word.kind != EPOCH or not len(finite) or bool(np.abs(finite).max() < _LATEST_EPOCH)

    @property
    def moves(self) -> bool:
        """False for a counter that stands still."""
        finite = self.values[np.isfinite(self.values)]
        return len(finite) > 0 and (len(self.values) == 1 or bool(np.ptp(finite) > 0))


@dataclass(frozen=True)
class Candidates:
    """All of them, beside the rows and values of the longest learning series."""

    table: Table
    all: tuple[Candidate, ...]
    lead: Ints
    lead_y: Floats

    def best(self, kind: str) -> Candidate | None:
        """The one of a kind that covers the lead rows and ranks first."""
        fit = [c for c in self.all if c.word.kind == kind and c.moves]
        return min(fit, key=lambda c: (self._coverage(c) < _HALF, c.word.rank, c.name), default=None)

    def still(self, kind: str) -> dict[str, Floats]:
        """A counter of this kind that never moves, such as the only epoch, for the record."""
        return next(({kind: c.values} for c in self.all if c.word.kind == kind), {})

    def named(self, name: str) -> Candidate:
        """The candidate with this name."""
        return next(c for c in self.all if c.name == name)

    def keys(self, *kinds: str) -> frozenset[Key]:
        """Columns of these kinds."""
        names = {c.name for c in self.all if c.word.kind in kinds}
        return frozenset(k for k in self.table.columns if k[1] in names)

    def _coverage(self, candidate: Candidate) -> float:
        values = candidate.values[self.lead] if len(self.lead) else candidate.values
        return float(np.isfinite(values).mean()) if len(values) else 0.0


def candidates(table: Table, forced: str = "") -> Candidates:
    """Columns that read as an axis, one per name whatever split they stand on; ``forced`` counts as one."""
    by_name: dict[str, list[Key]] = {}
    for key in table.columns:
        if axis_word(key[1]) is not None or (forced and key[1] == forced):
            by_name.setdefault(key[1], []).append(key)
    found = []
    for name, keys in sorted(by_name.items()):
        dense = np.full(table.rows, np.nan)
        for key in keys:
            rows, values = table.columns[key].arrays()
            dense[rows] = values
        found.append(Candidate(name, axis_word(name) or AxisWord("own", 0), dense))
    counters = tuple(c for c in found if c.counts or c.name == forced)
    return Candidates(table, counters, *_lead(table, {c.name for c in counters}))


def is_learning(key: Key) -> bool:
    """True for a loss or a metric by its own name."""
    return guess(take_apart(key[1])).kind in (LOSS, METRIC)


def _lead(table: Table, axes: Iterable[str]) -> tuple[Ints, Floats]:
    """Rows and values of the longest loss or metric, of the longest column where there is none."""

    def rank(key: Key) -> tuple[bool, int, bool, str, str]:
        loss = guess(take_apart(key[1])).kind == LOSS
        return (is_learning(key), table.columns[key].count, loss, key[1], key[0])

    keys = [k for k in table.columns if k[1] not in axes]
    return table.columns[max(keys, key=rank)].arrays() if keys else (np.empty(0, dtype=np.int64), np.empty(0))
