"""YAML by its parser's events: every value with its marks. Nothing is constructed, aliases are not followed."""

from __future__ import annotations

import re
from typing import Any

from run_diagnose.apply.pieces import Entry, Piece
from run_diagnose.apply.refusal import RefusedError

_PROPERTIES = re.compile(r"(?:[&!]\S*(?:\s+|$))+")
"""Anchor and tag before a value."""


def yaml_pieces(text: str) -> list[Piece]:
    """The roots of all documents. Raises RefusedError where the text is no YAML."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C parser lets tabs stand in flow style
    builder = _Builder(text, yaml)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
    except yaml.YAMLError as error:
        raise RefusedError(f"not valid YAML ({getattr(error, 'problem', None) or 'cannot be parsed'})") from None
    return builder.roots


class _Builder:
    """A stack of open collections, so that no depth of nesting exhausts Python's own."""

    def __init__(self, text: str, yaml: Any) -> None:
        self._text, self._yaml = text, yaml
        self._open: list[Piece] = []
        self._key: list[Piece | None] = []
        """The key that waits for its value, one per open collection."""
        self.roots: list[Piece] = []

    def take(self, event: Any) -> None:
        """One event of the parser."""
        y = self._yaml
        if isinstance(event, y.MappingEndEvent | y.SequenceEndEvent):
            self._close(event)
        elif isinstance(event, y.MappingStartEvent | y.SequenceStartEvent):
            kind = "mapping" if isinstance(event, y.MappingStartEvent) else "list"
            piece = self._piece(event, kind, "flow" if event.flow_style else "block")
            self._put(piece)
            self._open.append(piece)
            self._key.append(None)
        elif isinstance(event, y.ScalarEvent):
            piece = self._piece(event, "scalar", event.style or "")
            piece.word = event.value
            self._put(piece)
        elif isinstance(event, y.AliasEvent):
            self._put(self._piece(event, "alias", ""))

    def _piece(self, event: Any, kind: str, style: str) -> Piece:
        start, end = event.start_mark.index, event.end_mark.index
        tag = getattr(event, "tag", None) or ""
        if kind != "alias" and (event.anchor or tag) and (head := _PROPERTIES.match(self._text, start)):
            start = head.end() if kind != "scalar" else min(head.end(), end)
        return Piece(kind, start, max(start, end), style, anchor=event.anchor or "", tag=tag)

    def _put(self, piece: Piece) -> None:
        if not self._open:
            self.roots.append(piece)
            return
        owner, key = self._open[-1], self._key[-1]
        if owner.kind == "list":
            owner.entries.append(Entry(str(len(owner.entries)), piece.start, piece.start, piece))
        elif key is None:
            self._key[-1] = piece
        else:
            owner.entries.append(Entry(key.word if key.kind == "scalar" else "?", key.start, key.end, piece))
            self._key[-1] = None

    def _close(self, event: Any) -> None:
        piece = self._open.pop()
        self._key.pop()
        if piece.style == "flow":
            piece.end = event.end_mark.index
        elif piece.entries:  # a block ends where the next token starts, which is too far
            piece.start = piece.entries[0].start
            last = piece.entries[-1]
            piece.end = max(last.end, last.value.end)
            piece.end = piece.start + len(self._text[piece.start : piece.end].rstrip())
