"""Tables inside text: header and rows of numbers, boxed ``| key | value |`` records, two columns of splits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from run_diagnose.formats.text import words
from run_diagnose.formats.text.numbers import PLACEHOLDERS, number_or_none
from run_diagnose.formats.text.prefixes import strip
from run_diagnose.model.record import Placeholder, Point, Record

_DRAWN = re.compile(r"[\s|+:=_-]+$")
_BOX = re.compile(r"^\|\s*([^|]*?\S)(\s*)\|\s*([^|]*?)\s*\|$")
_CLOCK = re.compile(r"^\d+:\d\d(?::\d\d)?$")
_SPLITS = re.compile(r"^\s*Training\s*\|\s*Validation\s*$")
_SPLIT_ROW = re.compile(r"^(\S[^|]*?)\s*\|\s*(\S+)\s*\|\s*(\S+)\s*$")


def _is_rule(line: str) -> bool:
    """``-----+-----``: nothing but the strokes of a rule, three in a row among them."""
    return ("---" in line or "___" in line) and _DRAWN.match(line) is not None


def no_table(line: str) -> bool:
    """True for a line of prose, which neither begins a table nor stands in one."""
    return "|" not in line and not words.LEARNING.search(line) and not _is_rule(line) and not line.isspace()


@dataclass
class TableWatch:
    """Follows the tables of a log. Each line that no line shape fits is shown to it."""

    _columns: list[str] = field(default_factory=list)
    _pending: list[str] = field(default_factory=list)
    """Columns of a possible header: its first row of numbers confirms it."""
    _spans: list[tuple[int, int]] = field(default_factory=list)
    _header_text: str = ""
    _above: list[str] = field(default_factory=list)
    """A line of single words: the upper half of a head, if the next one has as many (Vowpal Wabbit)."""
    _box: dict[str, float] = field(default_factory=dict)
    _box_line: int = 0
    _group: str = ""
    _two_splits: bool = False

    def feed(self, number: int, line: str, at: Mapping[str, float]) -> Iterator[Record]:
        """Records that this line of a table completes; ``at`` is the axis of the log around it."""
        if "|" in line and (box := _BOX.match(line.strip())):
            self._boxed(number, line, box)
            return
        if not line.strip() or _is_rule(line):
            yield from self._rule(line, at)
            return
        text = strip(line)
        if _SPLITS.match(text):
            self._two_splits = True
            return
        if self._two_splits and (row := _SPLIT_ROW.match(text.strip())):
            yield from _split_points(number, row, at)
            return
        yield from self._row(number, text, at)

    @property
    def idle(self) -> bool:
        """True while no table is open that a line without words of learning could go on or end."""
        return not (self._columns or self._pending or self._box or self._two_splits or self._header_text)

    def close(self, at: Mapping[str, float]) -> Iterator[Record]:
        """The last box of a log that ends without a rule."""
        yield from self._box_point(at)

    def _boxed(self, number: int, line: str, box: re.Match[str]) -> None:
        """One ``| key | value |`` row; a row without a value names the group of the rows below (``rollout/``)."""
        key, value = box[1], number_or_none(box[3])
        inner = line.strip()[1:]
        if box[3] == "":
            self._group = key if key.endswith("/") else ""
        elif value is not None:
            indented = inner.startswith("   ") and self._group
            self._box_line = self._box_line or number
            self._box[f"{self._group}{key}" if indented else key] = value

    def _box_point(self, at: Mapping[str, float]) -> Iterator[Point]:
        """The record of a finished box; a box without any measured name is a box of settings."""
        values, line = self._box, self._box_line
        self._box, self._box_line, self._group = {}, 0, ""
        if any(words.LEARNING.search(name) or "/" in name for name in values):
            yield Point(line, {**at, **values})

    def _rule(self, line: str, at: Mapping[str, float]) -> Iterator[Record]:
        """A rule ends a box, or shows the columns of the header above it."""
        if self._box and line.strip():
            yield from self._box_point(at)
        elif line.strip() and self._header_text and " " in line.strip() and "|" not in line:
            self._spans = [m.span() for m in re.finditer(r"[-_]+", line)]
            cells = [
                self._header_text[a : b if i + 1 < len(self._spans) else None].strip()
                for i, (a, b) in enumerate(self._wide())
            ]
            self._pending = cells if all(cells) else []

    def _wide(self) -> list[tuple[int, int]]:
        """Spans stretched to the next column's beginning."""
        starts = [a for a, _ in self._spans]
        return [(a, starts[i + 1] if i + 1 < len(starts) else 10**6) for i, a in enumerate(starts)]

    def _below(self, text: str) -> list[str]:
        """The cells of a row with blanks, each below the stretch of the rule it overlaps; none where one is not."""
        cells = [""] * len(self._spans)
        for found in re.finditer(r"\S+", text):
            under = [i for i, (a, b) in enumerate(self._spans) if a < found.end() and found.start() < b]
            if len(under) != 1 or cells[under[0]]:
                return []
            cells[under[0]] = found[0]
        return cells

    def _row(self, number: int, text: str, at: Mapping[str, float]) -> Iterator[Record]:
        """A header, a row of numbers, or neither."""
        cells = _cells(text)
        columns = self._columns or self._pending
        if columns and len(cells) < len(columns) == len(self._spans):
            cells = self._below(text) or cells
        if columns and len(cells) == len(columns) and _numeric(cells):
            self._columns = columns
            yield from _row_records(number, columns, cells, at)
        elif self._above and len(names := _heads(text)) == len(self._above) and not self._columns:
            self._pending = [f"{above} {name}" for above, name in zip(self._above, names, strict=True)]
        elif (
            len(cells) >= 3
            and sum(bool(words.LEARNING.search(c)) for c in cells) >= 1
            and not any(map(number_or_none, cells))
        ):
            self._pending, self._columns, self._header_text = cells, [], text
        elif self._columns:
            self._columns = []
        self._above = _heads(text)


_STACKED = 5
"""Words of a head of two lines: fewer are a sentence above another."""


def _heads(text: str) -> list[str]:
    """The names of one half of such a head."""
    names = text.split()
    wide = len(re.findall(r"\S\s{2,}\S", text)) >= _STACKED - 1
    return names if wide and len(names) >= _STACKED and all(name.isalpha() for name in names) else []


def _cells(text: str) -> list[str]:
    """Cells of a row: between bars, between wide gaps, else between blanks."""
    plain = text.strip()
    if plain.count("|") >= 2:
        return [c.strip() for c in plain.strip("|").split("|")]
    if re.search(r"\S\s{2,}\S|\t", plain) and re.search(r"[A-Za-z]", plain):
        return re.split(r"\s{2,}|\t", plain)
    return plain.split()


def _numeric(cells: list[str]) -> bool:
    """True for a row: every cell a number, a clock or a placeholder, and at least two numbers."""
    filled = [c for c in cells if c]
    count = sum(number_or_none(c.rstrip("%")) is not None for c in filled)
    return count >= 2 and all(
        number_or_none(c.rstrip("%")) is not None or _CLOCK.match(c) or c.lower() in PLACEHOLDERS for c in filled
    )


def _row_records(number: int, columns: list[str], cells: list[str], at: Mapping[str, float]) -> Iterator[Record]:
    values: dict[str, float] = {}
    for name, cell in zip(columns, cells, strict=True):
        value = number_or_none(cell.rstrip("%"))
        if value is not None:
            values[words.AXES.get(name.lower(), name)] = value
        elif cell and not _CLOCK.match(cell):
            yield Placeholder(number, name, cell)
    has_axis = any(n in ("epoch", *words.FINE) for n in values)
    yield Point(number, values if has_axis else {**at, **values})


def _split_points(number: int, row: re.Match[str], at: Mapping[str, float]) -> Iterator[Record]:
    """A row ``loss | 0.510 | 0.543`` under ``Training | Validation``."""
    for split, cell in (("train", row[2]), ("val", row[3])):
        value = number_or_none(cell)
        if value is not None:
            yield Point(number, {**at, row[1]: value}, split)
