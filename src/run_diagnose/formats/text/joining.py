"""Python dictionaries printed over several lines, as ``pprint`` does, put back on one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from run_diagnose.formats.text.reader import TextReader
from run_diagnose.model.record import Ints, Record

_OPENS = re.compile(r"\{'.*[{,]\s*$", re.MULTILINE)
"""A line that may be the first of such a dictionary."""
MAX_LINES = 60
"""A dictionary over more lines than this is a dump of something else."""


@dataclass
class JoiningReader:
    """A text reader that is fed a dictionary as one line, under the number of its first."""

    inner: TextReader
    _held: list[str] = field(default_factory=list)
    _first: int = 0
    _depth: int = 0

    def feed(self, number: int, line: str) -> Iterator[Record]:
        """Records that this line completes."""
        if not self._held and not _opens(line):
            return self.inner.feed(number, line)
        return self._hold(number, line)

    def feed_rows(self, first: int, text: str) -> Iterator[Record]:
        """What ``feed`` would say of these whole lines, the first with number ``first``."""
        lines = text.split("\n")
        return self.feed_lines(np.arange(first, first + len(lines)), lines)

    def feed_lines(self, numbers: Ints, lines: list[str]) -> Iterator[Record]:
        """What ``feed`` would say of lines with these numbers."""
        if not self._held and not _OPENS.search("\n".join(lines)):
            yield from self.inner.feed_lines(numbers, lines)
            return
        for number, line in zip(numbers.tolist(), lines, strict=True):
            yield from self.feed(number, line)

    def _hold(self, number: int, line: str) -> Iterator[Record]:
        """A line of a dictionary; its last one gives it away."""
        if not self._held:
            self._first, self._depth = number, 0
        self._held.append(line)
        self._depth += _depth(line)
        if self._depth <= 0:
            held, self._held = self._held, []
            yield from self.inner.feed(self._first, " ".join([held[0], *(part.strip() for part in held[1:])]))
        elif len(self._held) > MAX_LINES or not line.strip():
            yield from self._release()

    def close(self) -> Iterator[Record]:
        """What was held back, line by line, then what the reader behind holds."""
        yield from self._release()
        yield from self.inner.close()

    def _release(self) -> Iterator[Record]:
        held, self._held = self._held, []
        for number, line in enumerate(held, self._first):
            yield from self.inner.feed(number, line)


def _opens(line: str) -> bool:
    """True for the first line of a dictionary that goes on below."""
    return "{'" in line and line.rstrip()[-1:] in ("{", ",") and _depth(line) > 0


def _depth(line: str) -> int:
    return line.count("{") + line.count("[") + line.count("(") - line.count("}") - line.count("]") - line.count(")")
