"""Tables drawn with bars: Markdown, prettytable, rich.

``| Epoch | Train Loss |`` over ``|---|---|``, found anywhere in a text, in a README as well as in a printed log. Only
tables that count something in one of their first columns (epoch, step, iteration) are logs; tables of results are
passed over. A head may take two lines, as in MATLAB's training output. Several tables with other columns are parts of
one run, the same table begun anew is another run. Bold and code marks around numbers are dropped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.cells import Kind, kind
from run_diagnose.formats.tabular.dialect import Dialect, is_rule, split_line
from run_diagnose.formats.tabular.reader import TableReader
from run_diagnose.model.record import NewRun, Point, Record
from run_diagnose.patterns import pattern

NAME = "markdown-table"
TITLE = "Markdown and boxed tables"
EXAMPLE = """\
| Epoch | Train Loss | Val Loss |
|------:|-----------:|---------:|
|     1 |      0.912 |    0.874 |
|     2 |      0.731 |    0.702 |
"""
_DRAWN = dict.fromkeys(range(0x2500, 0x2580), "+") | {ord(c): "|" for c in "│┃║¦"}
_BARS = "|│┃║¦"
"""Unicode's box-drawing characters as the ASCII ones that stand for them."""
_MARKS = pattern(r"[*`]+|<br/?>|^_+|_+$")


def recognise(head: Head) -> Match:
    """Sure of a head of names with an axis, a drawn rule below it, and a row of numbers."""
    if not any(bar in head.text for bar in _BARS):
        return Match.NO
    table = _Tables()
    found = 0
    for number, line in enumerate(head.lines, 1):
        found += sum(isinstance(record, Point) for record in table.feed(number, line))
    return Match.SURE if found and table.ruled else Match.NO


def reader(head: Head) -> _Tables:  # noqa: ARG001 - every format is given the head
    """All tables of the text that are logs."""
    return _Tables()


def _goes_on(names: tuple[str, ...], cells: list[str]) -> bool:
    """True for the second line of a head, as MATLAB prints one: words only, below as many names."""
    words = sum(any(c.isalpha() for c in cell) for cell in cells)
    return len(cells) == len(names) and 2 * words >= len(cells) and not any(kind(c) is Kind.NUMBER for c in cells)


class _Tables:
    """Push parser: a row of names with an axis opens a table, another one closes it."""

    detail = "separator bar"

    def __init__(self) -> None:
        self.ruled = False
        self._rows: TableReader | None = None
        self._paused = False
        """True behind a message between the rows (``saving model``): the table goes on with rows of all its cells."""
        self._axis = ""
        self._seen: dict[tuple[str, ...], float] = {}
        self._opened: tuple[int, tuple[str, ...]] | None = None

    def feed(self, number: int, line: str) -> Iterable[Record]:
        """One line of the text."""
        line = line.translate(_DRAWN)
        if is_rule(line):
            self.ruled = self.ruled or self._rows is not None
            return ()
        if "|" not in line:
            self._paused = self._paused or bool(line.strip())
            return ()
        cells = [_MARKS.sub("", cell).strip() for cell in split_line(line, "|")]
        if self._is_head(cells):
            self._rows, self._paused = self._opens(number, tuple(cells)), False
            return ()
        if self._rows is not None and self._opened is not None and _goes_on(self._opened[1], cells):
            names = tuple(f"{name} {cell}".strip() for name, cell in zip(self._opened[1], cells, strict=True))
            self._rows = self._opens(self._opened[0], names)
            return ()
        return list(self._numbers(number, cells)) if self._is_row(cells) else ()

    def close(self) -> Iterable[Record]:
        """Nothing waits: a short row of a drawn table is no cut one."""
        return ()

    def _is_row(self, cells: list[str]) -> bool:
        """Numbers under an open head; behind a message as many cells as it has names."""
        whole = self._rows is not None and len(cells) == len(self._rows.dialect.names)
        return self._rows is not None and (whole or not self._paused) and any(kind(c) is Kind.NUMBER for c in cells)

    def _is_head(self, cells: list[str]) -> bool:
        """Names only, one of the first two an axis."""
        if len(cells) < 2 or any(kind(cell) is Kind.NUMBER for cell in cells):
            return False
        return Dialect("|", tuple(cells)).axis in (0, 1)

    def _opens(self, number: int, names: tuple[str, ...]) -> TableReader:
        dialect = Dialect("|", names)
        self._axis = names[dialect.axis or 0]
        self._opened = (number, names)
        return TableReader(dialect)

    def _numbers(self, number: int, cells: list[str]) -> Iterator[Record]:
        assert self._rows is not None
        width = len(self._rows.dialect.names)
        records = self._rows.feed(number, "|".join(cells + [""] * (width - len(cells))))
        for record in records:
            if isinstance(record, Point) and self._opened is not None:
                (line, names), self._opened = self._opened, None
                here = record.values.get(self._axis, 0.0)
                if names in self._seen and here <= self._seen[names]:
                    yield NewRun(line)
                self._seen.setdefault(names, here)
            yield record
