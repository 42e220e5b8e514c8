"""A table on its side: every row is a quantity, every column an epoch.

``DataFrame(history).T.to_csv()`` and spreadsheets write ``train_loss,0.91,0.74,0.61``: a name, then its figures in the
order of the epochs. A first row of counters (``epoch,1,2,3``, ``,0,1,2``) is the axis; without one the figures are
counted, and one of the rows must be called a loss.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise, zip_longest

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import is_axis, is_learning
from run_diagnose.formats.tabular.cells import number as figure
from run_diagnose.formats.tabular.dialect import split_line
from run_diagnose.model.record import Point, Record

NAME = "transposed-csv"
TITLE = "Tables whose rows are quantities and whose columns are epochs"
EXAMPLE = """\
epoch,1,2,3,4,5
train_loss,0.91,0.74,0.61,0.55,0.52
val_loss,0.95,0.82,0.77,0.78,0.80
"""
_SEPARATORS = ",;\t"
_FEWEST = 5
"""Figures of a row: a shorter one may be a table of results, one column a model."""
_FILLED = 0.5
"""Share of the longest row that every other one must have: its end may be blank."""
_MOST = 200
"""Rows; a table with more of them is none of quantities."""
_NAMELESS = frozenset({"", "metric", "metrics", "name", "key", "quantity", "index", "unnamed: 0"})
"""What stands in the corner above the names."""


def recognise(head: Head) -> Match:
    """Sure where every row is a name and as many numbers, and one name measures learning."""
    lines = head.lines if head.whole else head.lines[:-1]
    separator = _separator(lines)
    if len(lines) < 2 or _row(lines[0], separator) is None:
        return Match.NO
    rows = [_row(line, separator) for line in lines[: _MOST + 1]]
    if not 2 <= len(rows) <= _MOST or any(row is None for row in rows):
        return Match.NO
    named = dict(filter(None, rows))
    widths = [len(values) for values in named.values()]
    if len(named) < len(rows) or min(widths) < _FILLED * max(widths):
        return Match.NO
    counted = _is_counter(*next(iter(named.items())))
    learning = [name for name in named if is_learning(name)]
    return Match.SURE if learning and (counted or any("loss" in name.lower() for name in learning)) else Match.NO


def _separator(lines: list[str]) -> str:
    return max(_SEPARATORS, key=lines[0].count) if lines else ","


Figures = list[float | None]
"""``None``: a blank cell, not logged."""


def _row(line: str, separator: str) -> tuple[str, Figures] | None:
    """Name and figures of a line, None for a line that is no such row."""
    name, *cells = split_line(line, separator)
    while cells and not cells[-1]:
        cells.pop()
    values = [figure(cell) for cell in cells]
    if (
        len(values) < _FEWEST
        or figure(name) is not None
        or any(cell and v is None for cell, v in zip(cells, values, strict=True))
    ):
        return None
    return name, values


def _is_counter(name: str, values: Figures) -> bool:
    """True for the row that numbers the columns."""
    counts = [value for value in values if value is not None and value % 1 == 0]
    rising = len(counts) == len(values) and all(a < b for a, b in pairwise(counts))
    return rising and (name.lower() in _NAMELESS or is_axis(name))


class Reader:
    """Keeps the rows; at the end they are the columns of one table."""

    def __init__(self, separator: str) -> None:
        self._separator = separator
        self._rows: dict[str, Figures] = {}
        self._line = 1

    def feed(self, number: int, line: str) -> Iterable[Record]:
        """One quantity."""
        row = _row(line, self._separator) if len(self._rows) < _MOST else None
        if row is not None:
            self._line = self._line if self._rows else number
            self._rows.setdefault(*row)
        return ()

    def close(self) -> Iterable[Record]:
        """The table, set upright."""
        if not self._rows:
            return ()
        counter, counts = next(iter(self._rows.items()))
        corner = counter.lower() in _NAMELESS and _is_counter(counter, counts)
        named = {"epoch" if corner and name == counter else name: values for name, values in self._rows.items()}
        upright = zip_longest(*named.values())
        rows = ({name: v for name, v in zip(named, row, strict=True) if v is not None} for row in upright)
        return tuple(Point(self._line, row) for row in rows)


def reader(head: Head) -> Reader:
    """A fresh reader."""
    return Reader(_separator(head.lines))
