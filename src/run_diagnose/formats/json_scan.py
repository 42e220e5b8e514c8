"""A JSON text that remembers where its values stand, and that may end too early.

``json.loads`` forgets line numbers and refuses a file whose writer was killed. Here a document is walked one
container at a time: every element is decoded by the C scanner, and its offset gives its line. What is complete
before a cut is read; the cut itself is told by ``broken``.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from run_diagnose.errors import NotALogError

_SPACE = re.compile(r"[\s\ufeff]*")
_DECODER = json.JSONDecoder(strict=False)

CUT: Any = object()
"""Stands for a value that the text ends inside of, or that is not JSON."""


class Member(NamedTuple):
    """One value of a container: its key (index for a list), its offset in the text, and itself or ``CUT``."""

    key: str
    at: int
    value: Any


class Document:
    """One JSON text. Offsets are in characters; lines are 1-based, as in an editor."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.broken: int | None = None
        """Offset where the text stopped being JSON; None while nothing was wrong."""
        self._breaks: list[int] | None = None

    def line(self, at: int) -> int:
        """The line that offset ``at`` lies on."""
        if self._breaks is None:
            self._breaks = [found.start() for found in re.finditer("\n", self.text)]
        return bisect_right(self._breaks, at - 1) + 1

    def skip(self, at: int) -> int:
        """The first offset from ``at`` on that is not white space."""
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def peek(self, at: int) -> str:
        """The character at this offset; empty behind the end."""
        return self.text[at : at + 1]

    def value(self, at: int) -> tuple[Any, int]:
        """The value at this offset and the offset behind it; ``CUT`` where there is no whole value."""
        try:
            found, end = _DECODER.raw_decode(self.text, at)
        except RecursionError:
            raise NotALogError(
                "the JSON is nested too deeply for a training log", "diagnose inspect FILE shows what was read"
            ) from None
        except ValueError:
            self.broken = at
            return CUT, at
        if end == len(self.text) and self.peek(end - 1) not in ('"', "]", "}", "e", "l", "y", "N"):
            self.broken = at  # a number at the very end may have lost digits
            return CUT, at
        return found, end

    def members(self, at: int) -> Iterator[Member]:
        """The members of the object at this offset, in order; a cut one is the last."""
        at = self.skip(at + 1)
        while self.peek(at) == '"':
            key, end = self.value(at)
            colon = self.skip(end)
            if key is CUT or self.peek(colon) != ":":
                self.broken = at
                return
            start = self.skip(colon + 1)
            found, end = self.value(start)
            yield Member(str(key), start, found)
            if found is CUT:
                return
            at = self.skip(end)
            if self.peek(at) != ",":
                break
            at = self.skip(at + 1)
        self._ends_with("}", at)

    def elements(self, at: int) -> Iterator[Member]:
        """The elements of the list at this offset, in order; a cut one is the last."""
        at, index = self.skip(at + 1), 0
        while self.peek(at) not in ("]", ""):
            found, end = self.value(at)
            yield Member(str(index), at, found)
            if found is CUT:
                return
            index += 1
            at = self.skip(end)
            if self.peek(at) != ",":
                break
            at = self.skip(at + 1)
        self._ends_with("]", at)

    def children(self, node: Member) -> Iterator[Member]:
        """Members or elements of a container, whole or cut; nothing for a plain value."""
        first = self.peek(node.at)
        if first == "{":
            yield from self.members(node.at)
        elif first == "[":
            yield from self.elements(node.at)

    def roots(self) -> Iterator[Member]:
        """The values of the text one after another: most files have one, appended ones several."""
        at, index = self.skip(0), 0
        while at < len(self.text):
            found, end = self.value(at)
            yield Member(str(index), at, found)
            if found is CUT:
                return
            index += 1
            at = self.skip(end)
            if self.peek(at) == ",":
                at = self.skip(at + 1)

    def _ends_with(self, mark: str, at: int) -> None:
        if self.peek(at) != mark and self.broken is None:
            self.broken = at
