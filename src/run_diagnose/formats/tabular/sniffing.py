"""Which dialect a table is in, found by trial.

Every separator is tried on the first lines; the one that gives rows of one width with the most numbers wins. A file in
which none does is no table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from run_diagnose.formats.base import Head
from run_diagnose.formats.tabular.cells import Kind, all_plain, is_time, kind
from run_diagnose.formats.tabular.columns import described, usual_width
from run_diagnose.formats.tabular.dialect import COMMENTS, Dialect, is_rule, split_line

SEPARATORS = (",", "\t", ";", "|", "  ", " ", "")
"""In order of trial; ``"  "`` stands for two or more blanks, ``""`` for a single column."""
SAMPLE = 80
"""Rows looked at: enough to meet the first sparse columns, few enough to cost nothing."""
_UNBEATEN = 0.95
"""A table that fits so well stays the best: a later separator would have to be better by 0.05 of at most 1."""
_LAST: list[tuple[Head, Dialect | None]] = []


def dialect(head: Head) -> Dialect | None:
    """The dialect of the table that begins in this head, None if there is none.

    All table formats ask for the same head one after another, so the last answer is kept.
    """
    if _LAST and (_LAST[0][0] is head or _LAST[0][0].same(head)):
        return _LAST[0][1]
    found = _sniff(head)
    _LAST[:] = [(head, found)]
    return found


def _sniff(head: Head) -> Dialect | None:
    lines = head.lines if head.whole or len(head.lines) < 2 else head.lines[:-1]
    if _has_blanks_below_a_rule(lines[:SAMPLE]):
        return None
    lines = [line for line in _joined(lines[:SAMPLE]) if line[-1:].isalnum() or not is_rule(line)]
    best: tuple[float, Dialect] | None = None
    for separator in SEPARATORS:
        found = _as_table(lines, separator, head)
        if found and (best is None or found[0] > best[0] + 0.05):
            best = found
        if best and best[0] >= _UNBEATEN:
            break
    return best[1] if best else None


def _has_blanks_below_a_rule(lines: list[str]) -> bool:
    """True for columns that a rule marks (``____  ____``) and rows that leave some empty: MATLAB's, read by place."""
    if len(lines) < 3 or not is_rule(lines[1]) or "|" in lines[1] or len(marked := lines[1].split()) < 2:
        return False
    return len(lines[0].split()) == len(marked) and any(len(line.split()) < len(marked) for line in lines[2:])


def _joined(lines: list[str]) -> list[str]:
    """The lines with quoted cells that span several of them made whole."""
    if not any('"' in line for line in lines):
        return lines
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
    width = usual_width(rows)
    bars = separator == "|" and any("%|" in line for line in lines)  # ``50%|#####     | 5/10``
    if bars or width < (2 if separator else 1) or (not separator and width != 1):
        return None
    first = _first_data_row(rows, width)
    if first is None:
        return None
    comma = (separator != "," and _decimal_comma(rows[first:])) or _quoted_decimal_comma(lines[first:], separator)
    stacked = _stacked(rows[:first], width)
    header = rows[first - 1] if first and (stacked or _is_header(rows[first - 1], width)) else []
    commented = bool(header) and lines[first - 1].lstrip().startswith(COMMENTS)
    body = [r for r, line in zip(rows[first:], lines[first:], strict=True) if not line.lstrip().startswith(COMMENTS)]
    if not body:
        return None
    fit = sum(abs(len(r) - width) <= (separator not in ("  ", " ")) for r in body) / len(body)
    plain = all_plain([cell for row in body for cell in row])
    numbers, filled = (sum(map(len, body)),) * 2 if plain else _count(body, comma)
    if fit < (0.6 if separator in (",", "\t", ";", "|") else 0.9) or numbers < 1 or numbers < 0.3 * filled:
        return None
    if separator in ("  ", " ") and len(body) < 0.5 * len(rows):  # a few rows in a text: the text readers know tables
        return None
    if not header and numbers < 0.95 * filled:
        return None
    if not separator and (len(body) < 2 or numbers < 0.9 * filled):
        return None
    made = described(separator, header, body, comma, head, commented, plain=plain, names=stacked)
    return (fit * numbers / max(filled, 1), made) if made else None


def _bare(line: str) -> str:
    """A header written as a comment, as numpy's savetxt does, without its mark."""
    start = line.lstrip()
    return start.lstrip("#%/ ") if start.startswith(COMMENTS) else line


def _first_data_row(rows: list[list[str]], width: int) -> int | None:
    """The first row of the usual width with a number in it that is followed by its like (or is the last)."""
    for i, row in enumerate(rows):
        if abs(len(row) - width) <= 1 and _has_number(row):
            after = rows[i + 1 : i + 3]
            if all(abs(len(r) - width) <= 1 for r in after) and (not after or any(_has_number(r) for r in after)):
                return i
    return None


def _has_number(row: Sequence[str]) -> bool:
    if row and all_plain(row):
        return True
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


def _stacked(rows: list[list[str]], width: int) -> list[str]:
    """The names of a head of two or three lines, as pandas writes columns of two levels; none for any other.

    ``,train,train,val`` above ``,loss,acc,loss``, and below them perhaps ``epoch,,,`` for the index alone.
    """
    heads = rows[-_LEVELS:]
    if len(heads) < 2 or any(len(row) != width or any(_is_number(cell) for cell in row) for row in heads):
        return []
    below = heads[-1][0] != "" and not any(heads[-1][1:])
    upper, lower = heads[-3 if below else -2 :][:2] if len(heads) > below + 1 else ([], [])
    if not upper or upper[0] != "" or not all(upper[1:]) or not all(lower[1:]) or len(set(upper)) == len(upper):
        return []
    names = [f"{a}_{b}" for a, b in zip(upper[1:], lower[1:], strict=True)]
    return [heads[-1][0] if below else lower[0], *names] if len(set(names)) == len(names) else []


_LEVELS = 3
"""Lines of such a head."""


def _is_number(cell: str) -> bool:
    return bool(cell) and kind(cell) is Kind.NUMBER


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
    numbers = texts = 0
    for row in body:
        if all_plain(row):
            numbers += len(row)
            continue
        kinds = [kind(cell, comma=comma) for cell in row if not is_time(cell)]
        numbers += kinds.count(Kind.NUMBER)
        texts += kinds.count(Kind.TEXT)
    return numbers, numbers + texts
