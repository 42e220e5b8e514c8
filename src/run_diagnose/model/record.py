"""What a reader yields: the log's own names and numbers, with the line they stand on.

Two kinds of absence are never mixed: a value that was *not logged* has no entry, a value *logged as
NaN* is an entry that is NaN.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from run_diagnose.facts import dataclass

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Point:
    """The values of one line (or of the few lines that make one entry), axis columns included."""

    line: int
    """1-based line of the file; 0 where the format has none (binary logs)."""
    values: Mapping[str, float]
    split: str = ""
    """``train``, ``val`` or ``test`` where the line says so apart from the names."""


@dataclass(frozen=True, slots=True)
class Block:
    """Many rows at once, column by column, for tables: same meaning as that many Points.

    ``columns[name]`` has one float per row; ``present[name]`` (same length) is False where nothing was
    logged. A name missing from ``present`` was logged in every row. ``lines`` is the line of every row.
    """

    lines: Ints
    columns: Mapping[str, Floats]
    present: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    split: str = ""


@dataclass(frozen=True, slots=True)
class Strand:
    """Those rows of a Stretch that have the same names and split, column by column; every cell was logged."""

    rows: Ints
    """Which rows of the stretch, from 0, rising."""
    columns: Mapping[str, Floats]
    """One float per row of the strand, axis columns included."""
    split: str = ""

    def point(self, index: int, lines: Ints) -> Point:
        """One row of the strand; ``lines`` are those of the stretch."""
        values = {name: float(column[index]) for name, column in self.columns.items()}
        return Point(int(lines[self.rows[index]]), values, self.split)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Many lines of a few kinds that take turns, in the order of the log: same meaning as that many Points."""

    lines: Ints
    """The line of every row."""
    strands: tuple[Strand, ...]
    """Each row stands in one of them; in the order in which they begin."""

    def points(self) -> list[Point]:
        """The same, row by row."""
        found = {int(row): strand.point(i, self.lines) for strand in self.strands for i, row in enumerate(strand.rows)}
        return [found[row] for row in sorted(found)]


@dataclass(frozen=True, slots=True)
class Setting:
    """One value of the run's configuration, from a config file or from a line of the log."""

    key: str
    """Dotted: ``optimizer.lr``."""
    value: object
    """bool, int, float, str, None, or a list of those."""
    file: str = ""
    line: int = 0
    raw: str = ""
    """The value as it is spelled in the file."""


@dataclass(frozen=True, slots=True)
class Event:
    """A line of text that says something happened."""

    kind: str
    """``traceback``, ``abort``, ``oom``, ``early_stop``, ``checkpoint``, ``overflow``, ``resume``,
    ``warning``, ``phase``."""
    line: int
    text: str
    at: Mapping[str, float] = field(default_factory=dict)
    """Axis values that the line itself names, for example ``{"epoch": 37}``."""
    file: str = ""
    """The file of the line; empty as a reader hands it over."""


@dataclass(frozen=True, slots=True)
class Total:
    """The planned end of an axis: 80 epochs; with ``per="epoch"`` the steps of one epoch."""

    axis: str
    value: float
    per: str = ""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A cell that stands for "not logged": ``-``, ``None``, ``#NUM!``."""

    line: int
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A line or a cell that was not understood, with the reason."""

    line: int
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class NewRun:
    """From here on another run of the same file: a fold, a restart, the next notebook cell."""

    line: int
    name: str = ""


Record = Point | Block | Stretch | Setting | Event | Total | Placeholder | Unread | NewRun
