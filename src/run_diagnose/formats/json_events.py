"""Lines of plain text between JSON objects: a traceback, an overflow, an early stop of the same run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from run_diagnose.model.record import Event

if TYPE_CHECKING:
    from run_diagnose.formats.text.crash import CrashWatch


class TextEvents:
    """Searches lines for events by the words of the text formats; these are loaded with the first such line."""

    def __init__(self) -> None:
        self._crash: CrashWatch | None = None

    def feed(self, number: int, line: str) -> Iterator[Event]:
        """The event that a line completes, if any."""
        from run_diagnose.formats.text.crash import CrashWatch
        from run_diagnose.formats.text.events import TRACEBACK, event_kind

        crash = self._crash = self._crash or CrashWatch()
        if crash.open:
            event, inside = crash.feed(number, line)
            if event is not None:
                yield event
            if inside:
                return
        if TRACEBACK in line:
            crash.start(number, line)
        elif kind := event_kind(line)[0]:
            yield Event(kind, number, line.strip()[:500])

    @property
    def open(self) -> bool:
        """True inside a traceback."""
        return self._crash is not None and self._crash.open

    def close(self) -> Iterator[Event]:
        """A traceback that the end of the file cut off."""
        event = self._crash.close() if self._crash is not None else None
        if event is not None:
            yield event
