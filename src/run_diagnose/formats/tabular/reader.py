"""Rows into records, one line at a time; the specific formats only set what differs.

Odd rows, each as real logs have them: a header in the middle (a second fit or a resume appended to the file), a line
of totals at the end, a last line cut while it was written, cells without a column, quoted cells over several lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from run_diagnose.facts import dataclass
from run_diagnose.formats.base import Head
from run_diagnose.formats.tabular.block import read_block, read_rows
from run_diagnose.formats.tabular.cells import PLACEHOLDERS, Kind, kind, number
from run_diagnose.formats.tabular.dialect import COMMENTS, Dialect, is_rule, split_line, split_word
from run_diagnose.model.record import Event, NewRun, Placeholder, Point, Record, Unread

_MOST_JOINED = 40
"""Lines that one quoted cell may span; more is a stray quote."""
_WORTH = 8
"""Rows from which on converting columns beats converting rows."""
_TOTALS = ("total", "totals", "average", "avg", "mean", "best", "final", "sum", "std", "max", "min", "overall")


T = TypeVar("T")


def _as_it_is(thing: T) -> T:
    return thing


@dataclass(frozen=True)
class Options:
    """What a specific format changes."""

    split: str = ""
    """The split of every row, where the file and not the names say it."""
    rename: Callable[[str], str | None] = _as_it_is
    """Column name to series name; None drops the column."""
    repair: Callable[[list[str]], list[str]] = _as_it_is
    """Mends the cells of a row before they meet their names."""


class TableReader:
    """A push parser of the rows of one table."""

    def __init__(self, dialect: Dialect, options: Options | None = None) -> None:
        self.options = options or Options()
        self.detail = dialect.detail
        self._started = not dialect.header
        self._use(dialect)
        self._short: tuple[int, list[str]] | None = None
        self._open: list[tuple[int, str]] = []
        self._pending_header: int | None = None
        self._first_axis: float | None = None
        self._rows = 0
        self._told: set[int] = set()
        self._phase = ""

    def _use(self, dialect: Dialect) -> None:
        self.dialect = dialect
        renamed = [self.options.rename(name) if name else None for name in dialect.names]
        skip = dialect.text | {i for i in (dialect.split, dialect.label) if i is not None}
        self._names = [None if i in skip else name for i, name in enumerate(renamed)]
        self._width = len(self._names)
        self._plain = None not in self._names and not dialect.comma and dialect.separator in (",", "\t", ";")
        self._keys = [name for name in self._names if name is not None]

    def feed(self, number: int, line: str) -> Iterable[Record]:
        """Records of one line."""
        if self._plain and self._started and '"' not in line and not self._open and self._short is None:
            cells = line.split(self.dialect.separator)
            if len(cells) == self._width and self._pending_header is None and "_" not in line:
                try:
                    values = dict(zip(self._keys, map(float, cells), strict=True))
                except ValueError:
                    pass
                else:
                    return self._quick(number, values)
        return list(self._slow(number, line))

    def _quick(self, number: int, values: dict[str, float]) -> tuple[Record, ...]:
        if not self._rows and (axis := self.dialect.axis) is not None:
            self._first_axis = values[self._keys[axis]]
        self._rows += 1
        return (Point(number, values, self.options.split),)

    def feed_block(self, first: int, text: str) -> Iterable[Record] | None:
        """Many whole lines at once, where every cell of them is a number or blank."""
        if not self._ready or self.dialect.split is not None or self.dialect.label is not None:
            return None
        block = read_block(first, text, self.dialect, self._names, self.options.split)
        return None if block is None else (block,)

    def feed_rows(self, first: int, text: str) -> Iterator[Record]:
        """Many whole lines, those that are plain rows of numbers at once."""
        lines = text.split("\n")
        start = 0
        while start < len(lines) and not self._ready:
            yield from self.feed(first + start, lines[start])
            start += 1
        rest = lines[start:]
        if self._plain and len(rest) >= _WORTH and '"' not in text:
            block = read_rows(first + start, rest, self.dialect.separator, self._keys, self.options.split)
            if block is not None:
                yield block
                return
        for at, line in enumerate(rest, first + start):
            yield from self.feed(at, line)

    @property
    def _ready(self) -> bool:
        """True between plain rows: nothing waits for its next line."""
        waits = self._open or self._short is not None or self._pending_header is not None
        return self._started and self._rows > 0 and not waits

    def close(self) -> Iterable[Record]:
        """The last line, where it waited for more; a last line that is short was cut while it was written."""
        out: list[Record] = []
        if self._open:
            opened, self._open = self._open, []
            for number, line in opened:
                out += self._row(number, split_line(line.replace('"', ""), self.dialect.separator))
        if self._short is not None:
            (number, cells), self._short = self._short, None
            out += self._values(number, cells[:-1])
            out.append(
                Unread(number, "the last line is cut: its last value was left out", cells[-1][:80] if cells else "")
            )
        return out

    def _slow(self, number: int, line: str) -> Iterator[Record]:
        if self._short is not None:
            (at, cells), self._short = self._short, None
            yield from self._values(at, cells)
            yield Unread(at, f"the row has {len(cells)} cells, the table has {self._width} columns")
        if self._open or (line.count('"') % 2 and self.dialect.separator in (",", "\t", ";")):
            yield from self._quoted(number, line)
            return
        if not line.strip() or is_rule(line):
            return
        if line.lstrip().startswith(COMMENTS):
            if not self._started and self._is_header(split_line(line.lstrip().lstrip("#%/ "), self.dialect.separator)):
                self._started = True
            return
        yield from self._row(number, split_line(line, self.dialect.separator))

    def _quoted(self, number: int, line: str) -> Iterator[Record]:
        """A quoted cell that goes on over the next lines."""
        self._open.append((number, line))
        if len(self._open) > 1 and line.count('"') % 2:
            opened, self._open = self._open, []
            whole = " ".join(text for _, text in opened)
            yield from self._row(opened[0][0], split_line(whole, self.dialect.separator))
        elif len(self._open) > _MOST_JOINED:
            opened, self._open = self._open, []
            for at, text in opened:
                yield from self._row(at, split_line(text.replace('"', ""), self.dialect.separator))

    def _row(self, number: int, cells: list[str]) -> Iterator[Record]:
        if self._is_header(cells):
            if self._started:
                self._pending_header = number
            self._started = True
            return
        if not self._started:
            return
        if self._is_other_header(cells):
            self._use(self.dialect.with_header(cells))
            self._pending_header = number
            return
        cells = self.options.repair(cells)
        if len(cells) < self._width:
            if sum(map(bool, cells)) and not self._unplaced(cells):
                self._short = (number, cells)
            elif any(cells):
                yield Unread(number, "a line that is no row of the table", self.dialect.separator.join(cells)[:80])
            return
        extra = [cell for cell in cells[self._width :] if cell]
        yield from self._values(number, cells[: self._width])
        if extra:
            yield Unread(number, f"{len(extra)} more cells than columns", ", ".join(extra)[:80])

    def _unplaced(self, cells: list[str]) -> bool:
        """True for a line of text between rows: no cell of it is a number."""
        return all(number(cell, comma=self.dialect.comma) is None for cell in cells if cell)

    def _is_header(self, cells: list[str]) -> bool:
        header = self.dialect.header
        own = header[1:] if header[:1] == ("#",) and len(header) > len(cells) else header
        return bool(own) and tuple(cells) == own

    def _is_other_header(self, cells: list[str]) -> bool:
        """A header in the middle with some columns more or fewer: names only, most of the old ones among them."""
        known = {name for name in self.dialect.names if name}
        if len(cells) < 2 or len(set(cells)) < len(cells) or not self.dialect.header or len(known & set(cells)) < 2:
            return False
        return all(kind(cell) is Kind.TEXT for cell in cells)

    def _values(self, at: int, cells: list[str]) -> Iterator[Record]:
        values: dict[str, float] = {}
        found: list[Record] = []
        for i, (name, cell) in enumerate(zip(self._names, cells, strict=False)):
            if name is None or not cell:
                continue
            value = number(cell, comma=self.dialect.comma)
            if value is not None:
                values[name] = value
            elif cell.lower() in PLACEHOLDERS:
                found.append(Placeholder(at, name, cell))
            elif i == self.dialect.axis and cell.lower().rstrip(":") in _TOTALS:
                yield Unread(at, "a line of totals, no row of the log", cell)
                return
            elif i not in self._told:
                self._told.add(i)
                found.append(Unread(at, f"{name} is not a number here", cell[:80]))
        yield from self._header_between(values)
        split = self.options.split
        if self.dialect.split is not None and len(cells) > self.dialect.split:
            split = split_word(cells[self.dialect.split]) or split
        yield from self._phase_of(at, cells)
        if values:
            yield Point(at, self._labelled(values, cells), split)
        yield from found

    def _phase_of(self, at: int, cells: list[str]) -> Iterator[Event]:
        column = self.dialect.phase
        if column is not None and column < len(cells) and cells[column] not in ("", self._phase):
            self._phase = cells[column]
            yield Event("phase", at, self._phase[:80])

    def _labelled(self, values: dict[str, float], cells: list[str]) -> dict[str, float]:
        """In a table with one value a row the value takes the name that stands beside it."""
        label, value = self.dialect.label, self.dialect.value
        if label is None or value is None or len(cells) <= label or self._names[value] not in values:
            return values
        name = str(self._names[value])
        return {(cells[label] if key == name else key): v for key, v in values.items()}

    def _header_between(self, values: dict[str, float]) -> Iterator[Record]:
        """After a header in the middle: a new run where the axis begins anew, else a resume."""
        axis = self.dialect.axis
        name = self._names[axis] if axis is not None else None
        here = values.get(name) if name else None
        if not self._rows:
            self._first_axis = here
        self._rows += 1
        if self._pending_header is None:
            return
        line, self._pending_header = self._pending_header, None
        if here is not None and self._first_axis is not None and here > self._first_axis:
            yield Event("resume", line, "the header stands here again", {str(name): here})
        else:
            yield NewRun(line)


def table(head: Head, dialect: Dialect | None, options: Options | None = None) -> TableReader:
    """A reader for this head; a table that only its format could make out gets an empty dialect."""
    return TableReader(dialect or Dialect(",", (head.name,)), options)
