"""A new entry on a line of its own: YAML's block style, TOML's tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from run_diagnose.apply.document import Document
from run_diagnose.apply.pieces import Entry, Piece, Splice, line_end, newline, walk
from run_diagnose.apply.spelling import spell, spell_key


def into_block(document: Document, owner: Piece, entry: Entry | None, key: str, value: object) -> Splice:
    """Below ``entry`` and all that belongs to it, indented as it is."""
    text = document.text
    entry = entry or owner.entries[-1]
    column = entry.start - (text.rfind("\n", 0, entry.start) + 1)
    quote = text[entry.start] if text[entry.start] in ("'", '"') else ""
    end = max(entry.end, entry.value.end)
    place = line_end(text, entry.start + len(text[entry.start : end].rstrip()))
    rows = _rows(key, value, column, _step(document), quote, text.isascii())
    return place, place, "".join(newline(text) + row for row in rows)


def _rows(key: str, value: object, column: int, step: int, quote: str, ascii_only: bool) -> Iterator[str]:
    name = " " * column + spell_key(key, "yaml", quote)
    if not isinstance(value, Mapping) or not value:
        yield f"{name}: {spell(value, 'yaml', ascii_only=ascii_only)}"
        return
    yield f"{name}:"
    for inner, below in value.items():
        yield from _rows(str(inner), below, column + step, step, quote, ascii_only)


def _step(document: Document) -> int:
    """By how much the file indents its sections; 2 where it has none."""
    for root in document.pieces():
        for at in walk(root):
            below = at.value
            if below.kind == "mapping" and below.style == "block" and at.owner.kind == "mapping":
                starts = (below.start, at.path[-1].start)
                deep, shallow = (s - document.text.rfind("\n", 0, s) for s in starts)
                return max(deep - shallow, 1)
    return 2


def into_table(
    document: Document, root: Piece, owner: Piece, entry: Entry | None, prefix: str, rest: tuple[str, ...], new: object
) -> Splice:
    """A line below ``entry``, below the table's header, or at the end of the keys before the first table."""
    text, line = document.text, newline(document.text)
    value = spell(new, "toml")
    last = _leaf(owner, entry)
    if last is None and owner is not root and owner.style != "table":  # a table that only its sub-tables imply
        owner, rest = root, (*prefix.split("."), *rest)
        last = _leaf(root, None)
    name = ".".join(spell_key(part, "toml") for part in rest)
    if last is not None:
        place = line_end(text, last.value.end)
        written = text[last.end : last.value.start]
        between = written if re.fullmatch(r" ?= ?", written) else " = "
        start = last.start - len(last.lead)
        indent = text[text.rfind("\n", 0, start) + 1 : start]
        return place, place, f"{line}{indent}{last.lead}{name}{between}{value}"
    if owner is not root:
        place = line_end(text, owner.start)
        indent = text[text.rfind("\n", 0, owner.start) + 1 : owner.start]
        return place, place, f"{line}{indent}{name} = {value}"
    if root.end > 0:  # the last dotted key before the first table
        place = line_end(text, root.end)
        return place, place, f"{line}{name} = {value}"
    place = _before_tables(text, root)
    return place, place, f"{name} = {value}{line}{line}"


def _leaf(owner: Piece, entry: Entry | None) -> Entry | None:
    """``entry`` if it is one line of the table itself, else the last such line."""
    own = [e for e in owner.entries if e.value.style not in ("table", "dotted")]
    if entry is not None and any(e is entry for e in own):
        return entry
    return own[-1] if own else None


def _before_tables(text: str, root: Piece) -> int:
    """Where the first table begins, with the comments above it."""
    first = min((at.value.start for at in walk(root) if at.value.style == "table"), default=len(text))
    place = text.rfind("\n", 0, first) + 1
    while place > 0:
        above = text.rfind("\n", 0, place - 1) + 1
        if not text[above:place].lstrip().startswith("#"):
            break
        place = above
    return place
