"""The dialect of a table, told from its head: separator, decimal sign, header, kinds of columns.

Every separator is tried on the first lines; the one that gives rows of one width with the most numbers wins. A file
in which none does is no table.
"""

from __future__ import annotations

import csv
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from run_diagnose.formats.base import Head
from run_diagnose.formats.tabular.cells import Kind, is_time, kind, number

SEPARATORS = (",", "\t", ";", "|", "  ", " ", "")
"""In order of trial; ``"  "`` stands for two or more blanks, ``""`` for a single column."""
SAMPLE = 80
"""Rows looked at: enough to meet the first sparse columns, few enough to cost nothing."""
COMMENTS = ("#", "//", "%")
_RULE = re.compile(r"[\s|+:=_-]*[-=+][\s|+:=_-]*")
_SPLIT_WORDS = {
    "train": "train", "training": "train", "trn": "train", "val": "val", "valid": "val", "validation": "val",
    "dev": "val", "eval": "val", "evaluation": "val", "test": "test", "testing": "test",
}  # fmt: skip
_SPLIT_COLUMNS = ("phase", "split", "mode", "set", "subset", "stage", "dataset", "partition", "type")
_NAME_COLUMNS = ("metric", "metrics", "name", "key", "tag", "variable", "series", "quantity", "measure", "metric_name")
_VALUE_COLUMNS = ("value", "values", "val", "score", "y")
AXES = (
    "epoch", "epochs", "ep", "step", "steps", "global_step", "iter", "iters", "iteration", "iterations", "round",
    "update", "updates", "n_iter", "it", "iter_num", "training_iteration", "total_steps", "batch", "episode",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written. ``names[i]`` belongs to cell ``i`` of a row; empty names are cells to pass over."""

    separator: str
    names: tuple[str, ...]
    header: tuple[str, ...] = ()
    """The cells of the header line as they stand, empty for a table without one."""
    comma: bool = False
    """The comma is the decimal sign."""
    split: int | None = None
    """The column that names the split of its row: ``train``, ``val``."""
    label: int | None = None
    """The column that names the quantity, in a table with one value a row."""
    value: int | None = None
    text: frozenset[int] = frozenset()
    """Columns of words, which are no series."""

    @property
    def axis(self) -> int | None:
        """The column that counts epochs or steps, None without one."""
        plain = [name.lower().replace(" ", "_") for name in self.names]
        return next((plain.index(a) for a in AXES if a in plain), None)

    def with_header(self, cells: Sequence[str]) -> Dialect:
        """The same dialect below another header; columns of words stay so by their names."""
        words = {self.names[i] for i in self.text if i < len(self.names)}
        text = frozenset(i for i, cell in enumerate(cells) if cell in words)
        return Dialect(self.separator, tuple(cells), tuple(cells), self.comma, text=text)

    @property
    def columns(self) -> list[str]:
        """Names of the columns that hold numbers."""
        return [n for i, n in enumerate(self.names) if n and i not in self.text]

    @property
    def detail(self) -> str:
        """Words for "how the log was read"."""
        spelled = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar", "": "one column"}.get(
            self.separator, "blanks"
        )
        words = [f"separator {spelled}" if self.separator else spelled]
        words += ["decimal comma"] if self.comma else []
        words += [] if self.header else ["no header"]
        return ", ".join(words)


def split_line(line: str, separator: str) -> list[str]:
    """The cells of a line, outer blanks and quotes removed."""
    if separator in (",", "\t", ";"):
        if '"' in line:
            try:
                return [cell.strip() for cell in next(csv.reader([line], delimiter=separator, skipinitialspace=True))]
            except (csv.Error, StopIteration):
                pass  # a NUL or a monstrous cell: take the line as it stands
        return [cell.strip() for cell in line.split(separator)]
    if separator == "|":
        return [cell.strip() for cell in line.strip().strip("|").split("|")]
    if separator == "  ":
        return re.split(r"\s{2,}|\t", line.strip())
    return line.split() if separator == " " else [line.strip().strip('"')]


def is_rule(line: str) -> bool:
    """True for a line that only draws: ``|---|---|``, ``+----+``, ``=====``."""
    return bool(_RULE.fullmatch(line)) and sum(c in "-=+" for c in line) >= 3


_LAST: list[tuple[Head, Dialect | None]] = []


def dialect(head: Head) -> Dialect | None:
    """The dialect of the table that begins in this head, None if there is none.

    All table formats ask for the same head one after another, so the last answer is kept.
    """
    if _LAST and _LAST[0][0] is head:
        return _LAST[0][1]
    found = _sniff(head)
    _LAST[:] = [(head, found)]
    return found


def _sniff(head: Head) -> Dialect | None:
    lines = head.lines if head.whole or len(head.lines) < 2 else head.lines[:-1]
    lines = [line for line in _joined(lines[:SAMPLE]) if not is_rule(line)]
    best: tuple[float, Dialect] | None = None
    for separator in SEPARATORS:
        found = _as_table(lines, separator, head)
        if found and (best is None or found[0] > best[0] + 0.05):
            best = found
    return best[1] if best else None


def _joined(lines: list[str]) -> list[str]:
    """The lines with quoted cells that span several of them made whole."""
    out: list[str] = []
    opened = ""
    for line in lines:
        opened = f"{opened} {line}" if opened else line
        if opened.count('"') % 2 == 0 or len(opened) > 20_000:
            out.append(opened)
            opened = ""
    return out or lines


def _as_table(lines: list[str], separator: str, head: Head) -> tuple[float, Dialect] | None:  # noqa: PLR0911
    """The table these lines are with this separator, and how well that fits, 0 to 1."""
    rows = [split_line(_bare(line), separator) for line in lines]
    width = _width(rows)
    if width < (2 if separator else 1) or (not separator and width != 1):
        return None
    first = _first_data_row(rows, width)
    if first is None:
        return None
    comma = (separator != "," and _decimal_comma(rows[first:])) or _quoted_decimal_comma(lines[first:], separator)
    header = rows[first - 1] if first and _is_header(rows[first - 1], width) else []
    commented = bool(header) and lines[first - 1].lstrip().startswith(COMMENTS)
    body = [r for r, line in zip(rows[first:], lines[first:], strict=True) if not line.lstrip().startswith(COMMENTS)]
    if not body:
        return None
    fit = sum(abs(len(r) - width) <= (separator not in ("  ", " ")) for r in body) / len(body)
    numbers, filled = _count(body, comma)
    if fit < (0.6 if separator in (",", "\t", ";", "|") else 0.9) or numbers < 1 or numbers < 0.3 * filled:
        return None
    if not header and numbers < 0.95 * filled:
        return None
    if not separator and (len(body) < 2 or numbers < 0.9 * filled):
        return None
    made = _made(separator, header, body, comma, head, commented)
    return (fit * numbers / max(filled, 1), made) if made else None


def _bare(line: str) -> str:
    """A header written as a comment, as numpy's savetxt does, without its mark."""
    start = line.lstrip()
    return start.lstrip("#%/ ") if start.startswith(COMMENTS) else line


def _width(rows: list[list[str]]) -> int:
    """The usual number of cells, the wider of two equally usual ones."""
    counts = Counter(len(row) for row in rows)
    return max(counts, key=lambda w: (counts[w], w)) if counts else 0


def _first_data_row(rows: list[list[str]], width: int) -> int | None:
    """The first row of the usual width with a number in it that is followed by its like (or is the last)."""
    for i, row in enumerate(rows):
        if abs(len(row) - width) <= 1 and _has_number(row):
            after = rows[i + 1 : i + 3]
            if all(abs(len(r) - width) <= 1 for r in after) and (not after or any(_has_number(r) for r in after)):
                return i
    return None


def _has_number(row: Sequence[str]) -> bool:
    kinds = [kind(cell, comma=True) for cell in row if not is_time(cell)]
    words = sum(k is Kind.TEXT for k in kinds)
    return kinds.count(Kind.NUMBER) >= max(1, words / 3)


def _is_header(row: Sequence[str], width: int) -> bool:
    """Names: as many as there are columns (one fewer above an index, one more or fewer in Flair's tables)."""
    if not row or abs(len(row) - width) > 1 or any(len(cell) > 200 for cell in row):
        return False
    named = [cell for cell in row if cell]
    texts = sum(kind(cell) in (Kind.TEXT, Kind.PLACEHOLDER) for cell in named)
    return len(named) >= max(1, width - 2) and texts >= 0.8 * len(named)


def _decimal_comma(rows: list[list[str]]) -> bool:
    cells = [cell for row in rows for cell in row]
    return any(re.fullmatch(r"[-+]?\d+,\d+(?:[eE][-+]?\d+)?", c) for c in cells) and not any(
        re.fullmatch(r"[-+]?\d+\.\d+(?:[eE][-+]?\d+)?", c) for c in cells
    )


def _quoted_decimal_comma(lines: list[str], separator: str) -> bool:
    """``"0,98","1,2"``: in a comma-separated table numbers with a decimal comma stand in quotes."""
    if separator != ",":
        return False
    cells = [c for line in lines if '"' in line for c in split_line(line, separator) if "," in c]
    return bool(cells) and _decimal_comma([cells]) and not all(re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+", c) for c in cells)


def _count(body: list[list[str]], comma: bool) -> tuple[int, int]:
    """How many cells are numbers, and how many say anything."""
    kinds = Counter(kind(cell, comma=comma) for row in body for cell in row if not is_time(cell))
    return kinds[Kind.NUMBER], kinds[Kind.NUMBER] + kinds[Kind.TEXT]


def _made(
    separator: str, header: list[str], body: list[list[str]], comma: bool, head: Head, commented: bool
) -> Dialect | None:
    width = _width(body)
    cells = list(header)
    if len(cells) == width - 1 and separator != "\t" and _is_index([row[0] for row in body if row]):
        cells = ["", *cells]  # an index column that the header does not name
    names = _names(cells, body, width, head)
    text = frozenset(i for i in range(len(names)) if _is_text(body, i, comma))
    plain = [name.lower().strip() for name in names]
    split = next((i for i in text if plain[i] in _SPLIT_COLUMNS and _all_splits(body, i)), None)
    label = next((i for i in text if plain[i] in _NAME_COLUMNS), None)
    value = next((i for i, n in enumerate(plain) if n in _VALUE_COLUMNS and i not in text), None)
    if label is None or value is None or _distinct(body, label) > len(body) / 2 + 1:
        label = value = None
    if not any(n and i not in text for i, n in enumerate(names)):
        return None
    kept = tuple(header) if not commented else ("#", *header)
    return Dialect(separator, names, kept, comma, split, label, value, text)


def _names(cells: list[str], body: list[list[str]], width: int, head: Head) -> tuple[str, ...]:
    """A name for every column: the header's, twins numbered; empty for an index that pandas wrote."""
    if not cells:
        return _unnamed(body, width, head)
    names: list[str] = []
    for i, cell in enumerate(cells):
        name = cell.strip().strip("'\"`*").strip()
        if not name or re.fullmatch(r"Unnamed: \d+(_level_\d+)?", name):
            index = _is_index([row[i] for row in body if len(row) > i])
            name = "" if index or not any(len(row) > i and row[i] for row in body) else f"column {i + 1}"
        names.append(name if not name or name not in names else f"{name}.{names.count(name)}")
    return tuple(names)


def _unnamed(body: list[list[str]], width: int, head: Head) -> tuple[str, ...]:
    """A table without a header: a leading counter is the axis, a lone value is what the file is named after."""
    stem = head.name.rsplit(".", 1)[0]
    counter = width > 1 and _counts([row[0] for row in body if row])
    rest = width - counter
    named = [stem] if rest == 1 else [f"column {i + 1 + counter}" for i in range(rest)]
    return (*(["step"] if counter else []), *named)


def _is_index(cells: list[str]) -> bool:
    """True for 0, 1, 2 ... (or 1, 2, 3 ...)."""
    values = [number(c) for c in cells if c]
    return (
        bool(values)
        and all(v is not None and v == i + (values[0] or 0) for i, v in enumerate(values))
        and values[0] in (0, 1)
    )


def _counts(cells: list[str]) -> bool:
    """True for whole numbers that rise and never fall."""
    values = np.array([math.nan if (v := number(c)) is None else v for c in cells])
    if len(values) < 3 or not bool(np.all(np.abs(values) < 1e15)):
        return False
    steps = np.diff(values)
    return bool(np.all(values == np.floor(values)) and np.all(steps >= 0) and np.any(steps > 0))


def _is_text(body: list[list[str]], i: int, comma: bool) -> bool:
    kinds = [kind(row[i], comma=comma) for row in body if len(row) > i and row[i]]
    return kinds.count(Kind.TEXT) > len(kinds) / 2


def _all_splits(body: list[list[str]], i: int) -> bool:
    words = {row[i].lower() for row in body if len(row) > i}
    return bool(words) and words <= set(_SPLIT_WORDS)


def split_word(cell: str) -> str:
    """``train``, ``val`` or ``test`` for the words that mean one of them, else empty."""
    return _SPLIT_WORDS.get(cell.lower(), "")


def _distinct(body: list[list[str]], i: int) -> int:
    return len({row[i] for row in body if len(row) > i})
