"""A table cut where one run ends and the next begins, with every point on its axis."""

from __future__ import annotations

from dataclasses import field
from functools import cached_property
from itertools import pairwise

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Floats, Ints
from run_diagnose.names.axes import place
from run_diagnose.names.gather import Key, Table
from run_diagnose.names.placement import Placement
from run_diagnose.names.restarts import NEW, Seam, interleaved, seams


@dataclass(frozen=True)
class Piece:
    """Rows ``first`` to ``last`` (exclusive) of a table: one run as far as one file tells."""

    table: Table
    placed: Placement
    first: int
    last: int
    seams: tuple[Seam, ...] = ()
    """Resumes inside the piece."""
    number: int = 1
    """1 for the first piece of the table."""
    _places: dict[tuple[int, int, int], tuple[Floats, Ints, dict[str, Floats]]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @cached_property
    def mixed(self) -> bool:
        """True if several writers wrote this piece."""
        return interleaved(self.placed.x[self._lead])

    @cached_property
    def _lead(self) -> Ints:
        rows = self.placed.lead
        return rows[(rows >= self.first) & (rows < self.last)]

    def column(self, key: Key) -> tuple[Ints, Floats]:
        """Rows and values of one column inside the piece."""
        rows, values = self.table.columns[key].arrays()
        if self.first == 0 and self.last == self.table.rows:
            return rows, values
        low, high = np.searchsorted(rows, (self.first, self.last))
        return rows[low:high], values[low:high]

    def places(self, rows: Ints) -> tuple[Floats, Ints, dict[str, Floats]]:
        """Axis value and line of these rows, and their values on the other axes.

        Columns of a dense table share one set of rows, and so one set of arrays.
        """
        key = (len(rows), int(rows[0]), int(rows[-1])) if len(rows) else (0, 0, 0)
        dense = key[0] == key[2] - key[1] + 1
        if dense and key in self._places:
            return self._places[key]
        at: Ints | slice = slice(key[1], key[2] + 1) if dense else rows
        placed = self.placed
        line = self.table.lines.arrays()[1][at].astype(np.int64)
        also = {axis: values[at].copy() for axis, values in placed.also.items() if np.isfinite(values[at]).any()}
        found = placed.x[at].copy(), line, also
        if dense:
            self._places[key] = found
        return found

    def stretches(self) -> list[tuple[Ints, Seam | None]]:
        """Lead rows between resumes, with the seam each begins at."""
        rows = self._lead
        if not len(rows):
            return []
        cuts = [int(np.searchsorted(rows, s.row)) for s in self.seams]
        parts = np.split(rows, cuts)
        return [(part, seam) for part, seam in zip(parts, (None, *self.seams), strict=True) if len(part)]

    def series_keys(self) -> list[Key]:
        """Columns that are series, in the order of the log."""
        return [k for k in self.table.columns if k not in self.placed.columns]


def pieces(table: Table, *, forced: str = "") -> list[Piece]:
    """The runs of one table; none if it holds no value."""
    if table.empty:
        return []
    length = next((t.value for t in table.totals if t.per), None)
    placed = place(table, forced=forced if _has(table, forced) else "", epoch_length=length)
    found = seams(placed)
    starts = [0, *(s.row for s in found if s.reason == NEW), table.rows]
    out = []
    for number, (first, last) in enumerate(pairwise(starts), 1):
        inside = tuple(s for s in found if s.reason != NEW and first < s.row < last)
        if last > first:
            out.append(Piece(table, placed, first, last, inside, number))
    return out


def _has(table: Table, name: str) -> bool:
    return any(k[1] == name for k in table.columns)
