"""``trainer_log.jsonl`` of LLaMA-Factory.

One object per logging step: ``current_steps``, ``total_steps``, ``loss``, ``lr`` (older: ``learning_rate``),
``epoch``, ``percentage``, ``elapsed_time``. Older versions write every known key with ``null``: those are no
placeholders, the row just does not have them. The last line has no loss. ``total_steps`` becomes the planned end of
the axis; times of the form ``h:mm:ss`` become seconds.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_reading import LineReader, head_rows
from run_diagnose.formats.json_rows import Rows
from run_diagnose.model.record import Record

NAME, TITLE = "llamafactory", "LLaMA-Factory trainer_log.jsonl"
EXAMPLE = """\
{"current_steps": 10, "total_steps": 8660, "loss": 2.49, "lr": 5.7e-07, "epoch": 0.01, "elapsed_time": "0:00:24"}
"""

_LEFT_OUT = frozenset({"percentage", "remaining_time"})


def recognise(head: Head) -> Match:
    """Sure by ``current_steps`` and ``total_steps``."""
    rows = head_rows(head)
    return Match.SURE if rows and {"current_steps", "total_steps"} <= rows[0].keys() else Match.NO


def seconds(text: str) -> float | None:
    """``1 day, 0:05:10`` or ``0:05:10`` as seconds."""
    days, _, clock = text.rpartition(", ")
    parts = clock.split(":")
    if len(parts) != 3 or not all(part.replace(".", "", 1).isdecimal() for part in parts):
        return None
    count = days.split(" ")[0]
    whole = 86400.0 * int(count) if count.isdecimal() and len(count) < 6 else 0.0
    return whole + sum(float(part) * unit for part, unit in zip(parts, (3600, 60, 1), strict=True))


class Reader(LineReader):
    """Rows without their nulls."""

    def __init__(self) -> None:
        self._rows = Rows()

    def row(self, line: int, row: dict[str, Any]) -> Iterable[Record]:
        """The records of one object."""
        kept = {key: value for key, value in row.items() if value is not None and key not in _LEFT_OUT}
        elapsed = kept.get("elapsed_time")
        if isinstance(elapsed, str):
            kept["elapsed_time"] = seconds(elapsed)
        return self._rows.records(line, kept)


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
