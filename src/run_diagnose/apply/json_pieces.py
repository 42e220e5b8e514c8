"""JSON by its tokens, comments and trailing commas let through."""

from __future__ import annotations

import json
import re

from run_diagnose.apply.pieces import Entry, Piece
from run_diagnose.apply.refusal import RefusedError

_TOKEN = re.compile(
    r"(?P<blank>\s+|//[^\n]*|/\*.*?\*/|[,:])|(?P<string>\"(?:[^\"\\]|\\.)*\")|(?P<close>[}\]])|(?P<open>[{\[])"
    r"|(?P<word>[-+]?[A-Za-z0-9_.+-]+)",
    re.S,
)


def json_pieces(text: str) -> list[Piece]:
    """The root of the document. Raises RefusedError where the text is no JSON."""
    builder = _Builder()
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise RefusedError(f"not valid JSON (unexpected {text[at]!r})")
        builder.take(str(token.lastgroup), token[0], at)
        at = token.end()
    return builder.finished()


class _Builder:
    def __init__(self) -> None:
        self._open: list[Piece] = []
        self._key: list[Piece | None] = []
        self._roots: list[Piece] = []

    def take(self, kind: str, raw: str, at: int) -> None:
        """One token."""
        if kind == "blank":
            return
        if kind == "close":
            if not self._open:
                raise RefusedError(f"not valid JSON (unexpected {raw!r})")
            self._open.pop().end = at + 1
            self._key.pop()
        elif kind == "open":
            piece = Piece("mapping" if raw == "{" else "list", at, at + 1, "flow")
            self._put(piece)
            self._open.append(piece)
            self._key.append(None)
        else:
            quoted = kind == "string"
            self._put(Piece("scalar", at, at + len(raw), '"' if quoted else "", _word(raw) if quoted else raw))

    def _put(self, piece: Piece) -> None:
        if not self._open:
            self._roots.append(piece)
            return
        owner, key = self._open[-1], self._key[-1]
        if owner.kind == "list":
            owner.entries.append(Entry(str(len(owner.entries)), piece.start, piece.start, piece))
        elif key is None:
            self._key[-1] = piece
        else:
            owner.entries.append(Entry(key.word, key.start, key.end, piece))
            self._key[-1] = None

    def finished(self) -> list[Piece]:
        """The roots, once all brackets are closed."""
        if self._open or len(self._roots) != 1:
            raise RefusedError("not valid JSON (it ends before it is closed, or holds more than one value)")
        return self._roots


def _word(raw: str) -> str:
    try:
        return str(json.loads(raw, strict=False))
    except ValueError:
        return raw[1:-1]
