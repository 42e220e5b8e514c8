"""Records of a file sorted into columns, one table per run of the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field, replace

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import (
    Block,
    Event,
    NewRun,
    Placeholder,
    Point,
    Record,
    Setting,
    Stretch,
    Total,
    Unread,
)
from run_diagnose.model.run import Source
from run_diagnose.names.values import Values

Key = tuple[str, str]
"""Split told by the record (or empty) and name."""
_KEEP_UNREAD = 200
"""Lines not understood that are kept word for word; the rest are counted."""


@dataclass
class Table:
    """What one run of one file says, before names mean anything."""

    source: Source
    split: str = ""
    name: str = ""
    """As the log calls this run, often empty."""
    group: str = ""
    columns: dict[Key, Values] = field(default_factory=dict)
    settings: list[Setting] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    totals: list[Total] = field(default_factory=list)
    placeholders: list[Placeholder] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    unread_count: int = 0
    lines: Values = field(default_factory=Values)
    """Line of every row, held as a column."""
    ordinals: Values = field(default_factory=Values)
    """Number of every row, from 1; begins anew with a block of other columns."""
    rows: int = 0
    parts: list[Source] = field(default_factory=list)
    """Sources of the stretches that were joined into this table."""
    _shape: tuple[Key, ...] = ()
    _ordinal: int = 0

    @property
    def empty(self) -> bool:
        """True while no value was read."""
        return not self.columns

    @property
    def all_unread(self) -> list[Unread]:
        """What was not understood; beyond the first two hundred only how much."""
        more = self.unread_count - len(self.unread)
        return [*self.unread, Unread(0, f"{more} more of them")] if more > 0 else self.unread

    def point(self, record: Point) -> None:
        """One entry of the log."""
        row, split, columns = self.rows, record.split or self.split, self.columns
        for name, value in record.values.items():
            key = (split, name)
            column = columns.get(key)
            if column is None:
                column = columns[key] = Values()
            column.rows.append(row)
            column.values.append(value)
        if record.values:
            if self._shape:
                if not {(split, name) for name in record.values} <= set(self._shape):
                    self._ordinal = 0
                self._shape = ()
            self._ordinal += 1
            self.lines.rows.append(row)
            self.lines.values.append(record.line)
            self.ordinals.rows.append(row)
            self.ordinals.values.append(self._ordinal)
            self.rows += 1

    def block(self, record: Block) -> None:
        """Many entries at once."""
        n = len(record.lines)
        split = record.split or self.split
        rows = range(self.rows, self.rows + n)
        shape = tuple(sorted((split, name) for name in record.columns))
        if shape != self._shape:
            if self._shape or not set(shape) >= set(self.columns):  # what came as points goes on in blocks
                self._ordinal = 0
            self._shape = shape
        for name, values in record.columns.items():
            keep = record.present.get(name)
            column = self.columns.setdefault((split, name), Values())
            if keep is None:
                column.extend(rows, values)
            elif keep.any():
                column.extend(rows.start + np.flatnonzero(keep), np.asarray(values)[keep])
        self.lines.extend(rows, np.asarray(record.lines, dtype=np.float64))
        self.ordinals.extend(rows, np.arange(self._ordinal + 1, self._ordinal + n + 1, dtype=np.float64))
        self._ordinal += n
        self.rows += n

    def stretch(self, record: Stretch) -> None:
        """Many entries of a few kinds, each as ``point`` would take it."""
        n = len(record.lines)
        first = self.rows
        for strand in record.strands:
            split = strand.split or self.split
            rows = range(first, first + n) if len(strand.rows) == n else strand.rows + first
            for name, values in strand.columns.items():
                self.columns.setdefault((split, name), Values()).extend(rows, values)
        if self._shape:
            self._shape, self._ordinal = (), 0
        self.lines.extend(range(first, first + n), np.asarray(record.lines, dtype=np.float64))
        numbers = np.arange(self._ordinal + 1, self._ordinal + n + 1, dtype=np.float64)
        self.ordinals.extend(range(first, first + n), numbers)
        self._ordinal += n
        self.rows += n

    def absorb(self, later: Table) -> None:
        """Rows and notes of a later stretch of the same run."""
        self.parts.extend(later.parts or [later.source])
        for key, column in later.columns.items():
            rows, values = column.arrays()
            self.columns.setdefault(key, Values()).extend(rows + self.rows, values)
        for own, theirs in ((self.lines, later.lines), (self.ordinals, later.ordinals)):
            rows, values = theirs.arrays()
            own.extend(rows + self.rows, values)
        self.rows += later.rows
        for own_list, more in (
            (self.settings, later.settings),
            (self.events, later.events),
            (self.totals, later.totals),
            (self.placeholders, later.placeholders),
            (self.unread, later.unread),
        ):
            own_list.extend(more)  # type: ignore[arg-type]
        self.unread_count += later.unread_count

    def note(self, record: Record) -> None:
        """Everything that is not a value."""
        if isinstance(record, Setting):
            self.settings.append(record)
        elif isinstance(record, Event):
            self.events.append(replace(record, file=self.source.path))
        elif isinstance(record, Total):
            self.totals.append(record)
        elif isinstance(record, Placeholder):
            self.placeholders.append(record)
        elif isinstance(record, Unread):
            self.unread_count += 1
            if len(self.unread) < _KEEP_UNREAD:
                self.unread.append(record)


class Gatherer:
    """Takes the records of files in order and keeps one table per run of each file."""

    def __init__(self) -> None:
        self.tables: list[Table] = []

    def open(self, source: Source, split: str = "", group: str = "") -> None:
        """What follows comes from this file."""
        self.tables.append(Table(source, split, group=group))

    def add(self, record: Record) -> None:
        """One record of the file that was opened last."""
        table = self.tables[-1]
        if isinstance(record, Point):
            table.point(record)
        elif isinstance(record, Stretch):
            table.stretch(record)
        elif isinstance(record, Block):
            table.block(record)
        elif isinstance(record, NewRun):
            self._new_run(table, record)
        else:
            table.note(record)

    def add_all(self, records: Iterable[Record]) -> None:
        """Every record of an iterable."""
        for record in records:
            self.add(record)

    def _new_run(self, table: Table, record: NewRun) -> None:
        if table.empty:
            table.name = record.name or table.name
            return
        self.tables.append(Table(table.source, table.split, record.name, table.group, settings=list(table.settings)))
