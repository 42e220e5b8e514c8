"""A new entry inside braces: JSON objects, YAML's flow style, TOML's inline tables."""

from __future__ import annotations

import re

from run_diagnose.apply.document import Document
from run_diagnose.apply.pieces import Entry, Piece, Splice, line_end
from run_diagnose.apply.spelling import spell, spell_key

_COMMENT = {"json": r"//[^\n]*|/\*.*?\*/", "yaml": r"#[^\n]*", "toml": r"#[^\n]*"}


def into_flow(document: Document, owner: Piece, entry: Entry | None, key: str, value: object) -> Splice:
    """After ``entry`` where a comma follows it, else before it: no other line changes, no comma is invented."""
    text, language = document.text, document.language
    between = _between(document, entry)
    quote = text[entry.start] if entry is not None and text[entry.start : entry.start + 1] in ("'", '"') else ""
    pair = spell_key(key, language, quote) + between + spell(value, language, ascii_only=text.isascii())
    if entry is None:
        return owner.start + 1, owner.start + 1, pair
    following = owner.entries[owner.entries.index(entry) + 1 :]
    lead = _lead(text, (following or [entry])[0].start)
    comma = re.compile(rf"(?:\s|{_COMMENT[language]})*,", re.S).match(text, max(entry.end, entry.value.end))
    if comma is None:
        lead = lead or (" " if between not in {":", "="} else "")
        return entry.start, entry.start, f"{pair},{lead}"
    place, end = comma.end(), line_end(text, comma.end())
    if "\n" in lead and re.fullmatch(rf"\s*(?:{_COMMENT[language]})?\s*", text[place:end], re.S):
        place = end
    return place, place, f"{lead}{pair},"


def _between(document: Document, entry: Entry | None) -> str:
    """What stands between key and value of the neighbour, if that is plain."""
    usual = " = " if document.language == "toml" else ": "
    if entry is None:
        return usual
    written = document.text[entry.end : entry.value.start]
    plain = re.fullmatch(r" ?= ?" if document.language == "toml" else r" ?: ?", written)
    if plain is None or (document.language == "yaml" and not written.endswith(" ")):  # {"a":1} needs its quotes
        return usual
    return written


def _lead(text: str, start: int) -> str:
    """The white space before a key; its last line break and indentation if it holds one."""
    white = text[len(text[:start].rstrip()) : start]
    broken = re.search(r"\r?\n[ \t]*$", white)
    return broken[0] if broken else white
