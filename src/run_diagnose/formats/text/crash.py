"""Python tracebacks, read to the line that decides: ``ValueError: Input contains NaN.``"""

from __future__ import annotations

import re
from dataclasses import dataclass

from run_diagnose.formats.text.events import TRACEBACK, event_kind, is_error_line
from run_diagnose.model.record import Event

_RANK = re.compile(r"^\s?(?:\[?(?:rank|Rank)\s?\d+\]?\s?:|\d+:|\[[\w.:-]+\]:)\s?(?=\S|\s)")
_CHAIN = re.compile(r"^(?:During handling of the above exception|The above exception was the direct cause)")
MAX_LINES = 400
"""Lines of one traceback; recursion repeats the same frame a thousand times."""


@dataclass
class CrashWatch:
    """Follows one traceback at a time."""

    open: bool = False
    _lines: int = 0
    _last: tuple[int, str] = (0, "")
    _rank: str = ""

    def start(self, number: int, line: str) -> None:
        """A traceback begins on this line."""
        self.open, self._lines, self._last = True, 0, (number, TRACEBACK)
        self._rank = line[: line.index(TRACEBACK)] if TRACEBACK in line else ""

    def feed(self, number: int, line: str) -> tuple[Event | None, bool]:
        """The event that this line completes, and whether the line belongs to the traceback."""
        text = self._plain(line)
        self._lines += 1
        if not text.strip() or text[0] in " \t" or _CHAIN.match(text) or TRACEBACK in text:
            if self._lines < MAX_LINES:
                return None, True
            return self._end(self._last), True
        if is_error_line(text) or re.match(r"^[A-Za-z_][\w.]*(?::|$)", text):
            return self._end((number, text)), True
        return self._end(self._last), False

    def close(self) -> Event | None:
        """The event of a traceback that the end of the file cut off."""
        return self._end(self._last) if self.open else None

    def _end(self, decisive: tuple[int, str]) -> Event:
        self.open = False
        number, text = decisive
        kind = event_kind(text)[0]
        if text.startswith("KeyboardInterrupt"):
            kind = "abort"
        return Event(kind if kind in ("oom", "abort") else "traceback", number, text.strip()[:500])

    def _plain(self, line: str) -> str:
        """The line without the rank in front of it."""
        if self._rank and line.startswith(self._rank):
            return line[len(self._rank) :]
        return _RANK.sub("", line, count=1) if line[:1] in "[rR" else line
