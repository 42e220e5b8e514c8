"""TOML by a scan of its lines; whether it is valid TOML the standard reader has said before."""

from __future__ import annotations

import re

from run_diagnose.apply.pieces import Entry, Piece, line_end
from run_diagnose.apply.refusal import RefusedError

_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_PART = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'([^'\n]*)'|([A-Za-z0-9_-]+)")
_DOT = re.compile(r"[ \t]*\.[ \t]*")
_STRING = re.compile(r"\"\"\"(?:[^\\]|\\.)*?\"{3,5}|'''.*?'{3,5}|\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'", re.S)
_BARE = re.compile(r"\d{4}-\d\d-\d\d[ T][^\s,#\]}]+|[^\s,#\]}]+")

Part = tuple[str, int, int]


def toml_pieces(text: str) -> list[Piece]:
    """The root table. Raises RefusedError where the scan loses its way."""
    return [_Scanner(text).scan()]


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._root = Piece("mapping", 0, 0, "table")

    def scan(self) -> Piece:
        """All tables and keys."""
        table = self._root
        self._skip(_BLANK)
        while self._at < len(self._text):
            table = self._header() if self._text[self._at] == "[" else self._pair(table)
            self._skip(_BLANK)
        return self._root

    def _skip(self, pattern: re.Pattern[str]) -> None:
        if found := pattern.match(self._text, self._at):
            self._at = found.end()

    def _expect(self, word: str) -> None:
        self._skip(_SPACE)
        if not self._text.startswith(word, self._at):
            raise RefusedError(f"not understood as TOML near {self._text[self._at : self._at + 20]!r}")
        self._at += len(word)

    def _key(self) -> list[Part]:
        parts: list[Part] = []
        while True:
            self._skip(_SPACE)
            part = _PART.match(self._text, self._at)
            if part is None:
                raise RefusedError(f"not understood as TOML near {self._text[self._at : self._at + 20]!r}")
            self._at = part.end()
            parts.append((next(g for g in part.groups() if g is not None), part.start(), part.end()))
            dot = _DOT.match(self._text, self._at)
            if dot is None:
                return parts
            self._at = dot.end()

    def _header(self) -> Piece:
        start, many = self._at, self._text.startswith("[[", self._at)
        self._at += 1 + many
        parts = self._key()
        self._expect("]]" if many else "]")
        owner = _descend(self._root, parts[:-1])
        table = Piece("mapping", start, line_end(self._text, self._at), "table")
        self._at = table.end
        if many:
            tables = _child(owner, parts[-1], "list")
            tables.entries.append(Entry(str(len(tables.entries)), start, start, table))
            return table
        known = next((e.value for e in owner.entries if e.key == parts[-1][0]), None)
        if known is None:
            owner.entries.append(Entry(*parts[-1], table))
            return table
        known.style, known.start, known.end = "table", table.start, table.end  # its sub-table came first
        return known

    def _pair(self, table: Piece) -> Piece:
        parts = self._key()
        self._expect("=")
        self._skip(_SPACE)
        value = self._value()
        owner = _descend(table, parts[:-1])
        lead = self._text[parts[0][1] : parts[-1][1]]
        owner.entries.append(Entry(*parts[-1], value, lead))
        table.end = owner.end = value.end
        return table

    def _value(self) -> Piece:
        start = self._at
        first = self._text[start : start + 1]
        if first in ("[", "{"):
            return self._flow("mapping" if first == "{" else "list")
        found = (_STRING if first in ("'", '"') else _BARE).match(self._text, start)
        if found is None:
            raise RefusedError(f"not understood as TOML near {self._text[start : start + 20]!r}")
        self._at = found.end()
        quote = ("" if first not in ("'", '"') else first * 3 if found[0].startswith(first * 3) else first)  # fmt: skip
        return Piece("scalar", start, self._at, quote, found[0][len(quote) : len(found[0]) - len(quote)])

    def _flow(self, kind: str) -> Piece:
        piece = Piece(kind, self._at, self._at, "flow")
        self._at += 1
        while True:
            self._skip(_BLANK)
            if self._text[self._at : self._at + 1] in ("]", "}", ""):
                self._at += 1
                piece.end = self._at
                return piece
            if kind == "list":
                value = self._value()
                piece.entries.append(Entry(str(len(piece.entries)), value.start, value.start, value))
            else:
                self._pair(piece)
            self._skip(_BLANK)
            if self._text.startswith(",", self._at):
                self._at += 1


def _descend(piece: Piece, parts: list[Part]) -> Piece:
    for part in parts:
        piece = _child(piece, part, "mapping")
        if piece.kind == "list" and piece.entries:  # a table below the newest of an array of tables
            piece = piece.entries[-1].value
    return piece


def _child(piece: Piece, part: Part, kind: str) -> Piece:
    known = next((e.value for e in piece.entries if e.key == part[0]), None)
    if known is None:
        known = Piece(kind, part[1], part[2], "dotted")
        piece.entries.append(Entry(*part, known))
    return known
