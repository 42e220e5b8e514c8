"""``run-*.wandb``: the whole history of a Weights & Biases run, as written on disk, online or offline.

Read here: every history row (``_step``, ``_runtime``, ``_timestamp`` and what was logged; NaN and infinity as logged;
nested keys joined with dots), the configuration, the exit code, tracebacks in the captured output; the summary only
where there is no history. Media, tables and histograms are left out. Nothing else of the file is looked at: it may
hold the author's name, host and e-mail address. Field numbers: ``wandb_internal.proto``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_events import TextEvents
from run_diagnose.formats.json_flat import dotted, flatten
from run_diagnose.formats.leveldb_log import MAGIC, RecordLog
from run_diagnose.formats.proto import BYTES, VARINT, fields, signed
from run_diagnose.model.record import Event, Point, Record, Setting, Unread

NAME, TITLE = "wandb", "W&B run file (.wandb), online or offline"
EXAMPLE = "binary: wandb/offline-run-20240101_120000-abc123/run-abc123.wandb, begins with :W&B\n"
BINARY = True

_HISTORY, _SUMMARY, _OUTPUT, _CONFIG, _OUTPUT_RAW, _RUN, _EXIT = 2, 3, 4, 5, 13, 17, 18
_RUN_CONFIG = 4
_RUN_NAME = 8
_OWN = ("_wandb", "wandb_version")


def recognise(head: Head) -> Match:
    """Sure by the magic bytes."""
    return Match.SURE if head.data.startswith(MAGIC) else Match.NO


class Reader:
    """A push parser of bytes."""

    def __init__(self) -> None:
        self._log = RecordLog()
        self._rows = 0
        self._summary: dict[str, Any] = {}
        self._told: set[tuple[str, str]] = set()
        self._events = TextEvents()
        self._text = ""

    def feed(self, chunk: bytes) -> Iterator[Record]:
        """The records that these bytes complete."""
        for record in self._log.feed(chunk):
            try:
                yield from self._record(record)
            except ValueError as problem:
                yield Unread(0, f"a damaged record: {problem}")

    def close(self) -> Iterable[Record]:
        """The summary if nothing else was logged, and what was cut off."""
        yield from self._lines("\n")
        yield from self._events.close()
        values = {k: v for k, v in flatten(self._summary).values.items() if not k.startswith(_OWN)}
        if not self._rows and values:
            yield Event("summary", 0, "last values only: the run logged no history")
            yield Point(0, values)
        if self._log.unfinished:
            yield Unread(0, "the file ends inside a record")
        if self._log.odd:
            yield Unread(0, f"{self._log.odd} parts belong to no record")

    def _record(self, data: bytes) -> Iterator[Record]:
        for number, wire, start, stop in fields(data, 0, len(data)):
            if wire != BYTES:
                continue
            if number == _HISTORY:
                yield from self._history(data, start, stop)
            elif number == _SUMMARY:
                self._summary.update(_items(data, start, stop))
            elif number == _CONFIG:
                yield from self._settings(_items(data, start, stop))
            elif number == _RUN:
                for inner, kind, first, last in fields(data, start, stop):
                    if inner == _RUN_CONFIG and kind == BYTES:
                        yield from self._settings(_items(data, first, last))
            elif number == _EXIT:
                code = next((signed(v) for n, w, v, _ in fields(data, start, stop) if n == 1 and w == VARINT), 0)
                if code:
                    yield Event("abort", 0, f"the run ended with exit code {code}")
            elif number in (_OUTPUT, _OUTPUT_RAW):
                text = b"".join(data[a:b] for n, w, a, b in fields(data, start, stop) if n == 3 and w == BYTES)
                yield from self._lines(text.decode("utf-8", "replace"))

    def _history(self, data: bytes, start: int, stop: int) -> Iterator[Record]:
        values = flatten(_items(data, start, stop)).values
        for own in [name for name in values if name.startswith("_wandb")]:
            del values[own]
        if "_step" not in values:
            for number, wire, first, last in fields(data, start, stop):
                if number == 2 and wire == BYTES:
                    values["_step"] = next((float(v) for n, w, v, _ in fields(data, first, last) if w == VARINT), 0.0)
        if values:
            self._rows += 1
            yield Point(0, values)

    def _settings(self, items: dict[str, Any]) -> Iterator[Setting]:
        for key, value in dotted(items).items():
            if not key.startswith(_OWN) and (key, str(value)) not in self._told:
                self._told.add((key, str(value)))
                yield Setting(key, value, raw=str(value))

    def _lines(self, text: str) -> Iterator[Record]:
        """Captured output comes in pieces; only whole lines can be understood."""
        *whole, self._text = (self._text[-4096:] + text).split("\n")
        for line in whole:
            if line.strip():
                yield from self._events.feed(0, line.rsplit("\r", 1)[-1])


def display_name(data: bytes) -> bytes:
    """What the author calls the run, from the beginning of its file; empty where it has no name yet."""
    for record in RecordLog().feed(data):
        for number, wire, start, stop in fields(record, 0, len(record)):
            if number == _RUN and wire == BYTES:
                inner = fields(record, start, stop)
                return next((record[a:b] for n, w, a, b in inner if n == _RUN_NAME and w == BYTES), b"")
    return b""


def _items(data: bytes, start: int, stop: int) -> dict[str, Any]:
    """The items of a history, summary or config message: ``key`` or ``nested_key`` and ``value_json``."""
    found: dict[str, Any] = {}
    for number, wire, first, last in fields(data, start, stop):
        if number != 1 or wire != BYTES:
            continue
        names: list[str] = []
        text = b""
        for inner, kind, low, high in fields(data, first, last):
            if kind == BYTES and inner in (1, 2):
                names.append(data[low:high].decode("utf-8", "replace"))
            elif kind == BYTES and inner == 16:
                text = data[low:high]
        if names and text:
            found[".".join(names)] = _value(text)
    return found


def _value(text: bytes) -> Any:
    try:
        return float(text) if text[:1] not in b'"{[tfn' else json.loads(text)
    except (ValueError, RecursionError):
        return None


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
