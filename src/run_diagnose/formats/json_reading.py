"""The two ways JSON logs are fed: a row per line, or one document that is whole only at the end."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from run_diagnose.errors import NotALogError
from run_diagnose.formats.base import Head
from run_diagnose.formats.json_scan import Document, Member
from run_diagnose.model.record import Record, Unread

_DECODER = json.JSONDecoder(strict=False)
_TEXT = 120
"""Characters of an unread line that are quoted."""
_LINES = 40
"""Lines of the head that are looked at."""


def row_of(line: str) -> dict[str, Any] | None:
    """The JSON object that a line holds, bare ``NaN`` and a trailing comma allowed; None if it holds none."""
    text = line.strip().removesuffix(",")
    if not (text.startswith("{") and text.endswith("}")):
        return None
    try:
        found = _DECODER.decode(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def head_rows(head: Head) -> tuple[dict[str, Any], ...]:
    """The objects of a file's first lines; empty for anything but JSON lines.

    The first line decides: a pretty-printed document has no line that is a whole object of its own up front.
    """
    return _rows(head.text)


@lru_cache(maxsize=2)
def _rows(text: str) -> tuple[dict[str, Any], ...]:
    lines = [line for line in text.lstrip("\ufeff").split("\n") if line.strip()][:_LINES]
    if not lines or row_of(lines[0]) is None:
        return ()
    return tuple(row for line in lines if (row := row_of(line)) is not None)


def head_root(head: Head) -> tuple[Document, Member] | None:
    """The document that a head begins, and its first value (usually cut); None if it is no JSON."""
    return _root(head.text)


@lru_cache(maxsize=2)
def _root(text: str) -> tuple[Document, Member] | None:
    """Many formats ask for the same head, so the last answers are kept."""
    if text.lstrip("\ufeff \t\r\n")[:1] not in ("{", "["):
        return None
    document = Document(text)
    try:
        return next(((document, root) for root in document.roots()), None)
    except NotALogError:
        return None


def head_members(head: Head) -> dict[str, Member]:
    """The members of the object that a head begins, by key; the last one may be cut."""
    found = head_root(head)
    if found is None or found[0].peek(found[1].at) != "{":
        return {}
    return {member.key: member for member in found[0].members(found[1].at)}


class LineReader:
    """A push parser of JSON lines; a subclass says what a row means."""

    def feed(self, number: int, line: str) -> Iterable[Record]:
        """The records of one line."""
        row = row_of(line.lstrip("\ufeff"))
        if row is not None:
            return self.row(number, row)
        return (Unread(number, "not a JSON object", line[:_TEXT]),) if line.strip() else ()

    def row(self, line: int, row: dict[str, Any]) -> Iterable[Record]:
        """The records of one object."""
        raise NotImplementedError

    def close(self) -> Iterable[Record]:
        """Nothing is held back."""
        return ()


class DocumentReader:
    """A push parser that keeps the lines and reads the document when it is closed."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._last = 0

    def feed(self, number: int, line: str) -> Iterable[Record]:
        """Keeps the line; one that the caller left out stays blank, so that numbers hold."""
        if number == self._last:
            self._lines.append(line)
        else:
            self._lines.append("\n" * (number - max(self._last, 1)) + line)
        self._last = number
        return ()

    def close(self) -> Iterator[Record]:
        """The records of the document, and where it broke off."""
        document = Document("".join(self._lines))
        self._lines = []
        for root in document.roots():
            yield from self.read(document, root)
        if document.broken is not None:
            at = document.broken
            yield Unread(document.line(at), "the JSON breaks off here", document.text[at : at + _TEXT])

    def read(self, document: Document, root: Member) -> Iterable[Record]:
        """The records of one value of the text."""
        raise NotImplementedError
