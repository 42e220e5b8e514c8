"""JSON lines: one object per logged row.

The shape most home-made loggers and many libraries (Stable-Baselines ``progress.json``, RLlib ``result.json``,
Composer, torchtune) write. Read here:

- bare ``NaN`` and ``Infinity`` tokens, which Python's ``json`` writes although JSON has none; numbers kept as
strings; - nested objects, joined with dots (``eval.loss``); short lists as ``name[0]``, longer ones are data and left
out; - ``null`` as "not logged", counted once the name has had a number; - a column ``split``, ``phase``, ``mode`` ...
that says train, val or test; ``config`` objects as settings; ``fold``, ``run_id`` ... as several runs in one file; -
a logger's prefix before the object; a last line that was cut is told as unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from run_diagnose.formats import fairseq_json
from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_block import plain_block
from run_diagnose.formats.json_events import TextEvents
from run_diagnose.formats.json_flat import Flat, flatten, is_axis, looks_like_training
from run_diagnose.formats.json_reading import LineReader, row_of
from run_diagnose.formats.json_rows import SPECIAL, Rows
from run_diagnose.model.record import Record

NAME, TITLE = "jsonl", "JSON lines, one object per row"
EXAMPLE = """\
{"epoch": 1, "train_loss": 0.955, "val_loss": 0.998, "lr": 0.001}
{"epoch": 2, "train_loss": 0.919, "val_loss": NaN, "lr": 0.001}
"""

_MOST = 40
"""Lines of the head that are looked at."""
_DOCUMENT = re.compile(r"\s*\[\s*[\[{\]]")
"""A list around the rows: not lines but one document."""


def recognise(head: Head) -> Match:
    """Maybe, where most lines are objects with a training log's numbers; sure where a prefix stands before all of them.

    A text reader would take the prefixed ones too, but cannot see what is nested.
    """
    lines = head.lines[:_MOST]
    if _DOCUMENT.match(head.text) or (lines and lines[0].lstrip()[:1] == "{" and row_of(lines[0]) is None):
        return Match.NO
    if lines and not head.whole and len(lines) == len(head.lines) and len(lines) > 1:
        lines = lines[:-1]
    rows = [row for line in lines if (row := _object(line)) is not None]
    if not rows or len(rows) * 2 < len(lines):
        return Match.NO
    flats: list[Flat] = [flatten(row) for row in rows]
    if head.whole and len(rows) == 1 and not any(is_axis(name) for name in flats[0].values):
        return Match.NO  # one row without an axis: final figures
    if not any(looks_like_training(flat.values) for flat in flats):
        return Match.NO
    prefixed = not any(line.lstrip().startswith("{") for line in lines)
    return Match.SURE if prefixed and fairseq_json.recognise(head) is Match.NO else Match.MAYBE


def _object(line: str) -> dict[str, Any] | None:
    """The object on a line, with or without a logger's prefix before it."""
    brace = line.find("{")
    return row_of(line[brace:]) if brace >= 0 else None


class Reader(LineReader):
    """Feeds every object to the shared row rules."""

    def __init__(self) -> None:
        self._rows = Rows()
        self._events = TextEvents()

    def feed(self, number: int, line: str) -> Iterable[Record]:
        """The records of one line; what stands before the first brace is a logger's prefix."""
        row = _object(line)
        if row is not None:
            return self.row(number, row)
        events = list(self._events.feed(number, line))
        return events if events or self._events.open else super().feed(number, line)

    def close(self) -> Iterable[Record]:
        """A traceback that the end cut off."""
        return self._events.close()

    def feed_block(self, first: int, text: str) -> Iterable[Record] | None:
        """Many whole lines at once, where all are plain rows of numbers with an axis to tell them apart."""
        if self._events.open:
            return None
        block = plain_block(first, text, SPECIAL)
        if block is None or all(is_axis(name) for name in block.columns):
            return None
        self._rows.saw(block.columns)
        return (block,)

    def row(self, line: int, row: dict[str, Any]) -> Iterable[Record]:
        """The records of one object."""
        return self._rows.records(line, row)


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
