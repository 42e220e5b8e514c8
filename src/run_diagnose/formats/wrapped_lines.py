"""Lines that a log collector put into JSON: the lines inside are read, by the format that knows them.

``{"log": "Epoch 3 loss: 0.5\\n", "stream": "stdout", "time": ".."}`` (Docker), the list of such objects that Kaggle
saves, cloud exports with ``textPayload`` or ``message``, Python's JSON loggers and loguru's records.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from run_diagnose.formats.base import Format, Head, Match, Reader
from run_diagnose.model.record import Record

NAME = "wrapped-lines"
TITLE = "Text lines that a collector wrapped in JSON (Docker, Kaggle, cloud exports, JSON loggers)"
EXAMPLE = """\
{"log":"Epoch 1 loss: 0.9551 val_loss: 0.9980\\n","stream":"stdout","time":"2026-05-01T10:00:01Z"}
{"log":"Epoch 2 loss: 0.9190 val_loss: 0.9610\\n","stream":"stdout","time":"2026-05-01T10:00:09Z"}
"""

_KEYS = ("log", "message", "msg", "textPayload", "data", "line", "MESSAGE")
"""Where the line stands, the likeliest first."""
_COLLECTED = """
    stream time stream_name asctime levelname level lvl timestamp insertId severity @timestamp logStreamName logger
    loggerName _HOSTNAME kubernetes record ts pid hostname host ingestionTime
"""
_BESIDE = frozenset(_COLLECTED.split())
"""What a collector writes beside it; one of them must be there."""
_PLACES = frozenset(("lineno", "line", "process", "thread", "processName", "threadName", "funcName"))
"""Numbers that say where a line was printed. Any other number is a figure of the log's own: the line is a record."""
_ENOUGH = 2
_SHARE = 0.5
"""Share of the lines that must be wrapped; the others may be cut, or a program's own."""
_LOOKED_AT = 40
_BREAK = re.compile(r"[\r\n]+")
MAX_WRAPPED = 100_000
"""Characters of a line that is taken apart; nobody prints a longer one to be read."""


def recognise(head: Head) -> Match:
    """Sure if most lines are wrapped and what is inside is a log."""
    return Match.SURE if _wraps(head.lines) and _format_inside(_head_inside(head)) is not None else Match.NO


def reader(head: Head) -> Unwrapping:
    """A fresh reader."""
    from run_diagnose.formats import load

    inside = _head_inside(head)
    form = _format_inside(inside) or load("general_text")
    return Unwrapping(cast(Reader, form.reader(inside)))


@dataclass
class Unwrapping:
    """Feeds the lines inside to another reader, each under the number of the line around it."""

    inner: Reader

    def feed(self, number: int, line: str) -> Iterator[Record]:
        """Records that this line completes."""
        for part in _parts(line):
            yield from self.inner.feed(number, part)

    def close(self) -> Iterator[Record]:
        """What the other reader held back."""
        yield from self.inner.close()


def _wraps(lines: Sequence[str]) -> bool:
    looked = lines[:_LOOKED_AT]
    if not any(line.startswith(("{", "[{")) for line in looked[:_ENOUGH]):
        return False
    found = sum(_inside(line) is not None for line in looked)
    return found >= _ENOUGH and found >= _SHARE * len(looked)


def _head_inside(head: Head) -> Head:
    text = "\n".join(part for line in head.lines for part in _parts(line))
    return Head.of(f"{head.name}.txt", text, whole=head.whole, parent=head.parent)


def _format_inside(inside: Head) -> Format | None:
    from run_diagnose.formats import detect

    found = detect(inside) if inside.lines else None
    return None if found is None or found.NAME == NAME or getattr(found, "FOLDER", False) else found


def _parts(line: str) -> list[str]:
    """The lines inside a line; a line that is not wrapped is its own."""
    found = _inside(line)
    return [line] if found is None else [part for part in _BREAK.split(found) if part]


def _inside(line: str) -> str | None:
    """The text that a collector wrapped; None where there is none."""
    text = line.strip().removeprefix("[").lstrip(", ").rstrip(", ")
    text = text[:-1] if text.endswith("}]") else text
    if not text.startswith("{") or len(text) > MAX_WRAPPED:
        return None
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not _BESIDE & told.keys() or any(map(_is_figure, told.items())):
        return None
    record = told.get("record")
    if isinstance(record, dict) and isinstance(record.get("message"), str):
        return str(record["message"])
    return next((str(told[key]) for key in _KEYS if isinstance(told.get(key), str)), None)


def _is_figure(item: tuple[str, object]) -> bool:
    key, value = item
    return isinstance(value, (int, float)) and key not in _BESIDE and key not in _PLACES
