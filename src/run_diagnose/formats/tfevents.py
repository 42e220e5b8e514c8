"""TensorBoard event files, ``events.out.tfevents.*``, without TensorFlow or TensorBoard.

Read here: TF1 and PyTorch ``simple_value``, TF2 and Keras tensors of one number (float, double, half, bfloat16,
integers), every point of every tag (TensorBoard's own loader keeps 10,000 per tag unless told otherwise), NaN and
infinity as they are. The hyper-parameters of the HParams plug-in and the ``args`` text of the Hugging Face Trainer
become settings; images, histograms, graphs and audio are passed over.

The split is often only the name of the folder (Keras: ``train/``, ``validation/``): it is handed on with every tag
that does not name a split itself. A cut tail, as a running or killed job leaves it, is told as unread; behind a
damaged record reading goes on at the next one whose check sum is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.event_layouts import Layouts
from run_diagnose.formats.event_records import Offsets, is_record, next_record, spans
from run_diagnose.formats.event_summary import EventParts, parts, settings_text
from run_diagnose.formats.json_flat import pieces
from run_diagnose.formats.json_rows import SPLITS
from run_diagnose.model.record import Block, Event, Record, Setting, Unread

NAME, TITLE = "tfevents", "TensorBoard event file"
EXAMPLE = "binary: events.out.tfevents.1700000000.host.1234.0 with tags such as train/loss, epoch_loss, lr-Adam\n"
BINARY = True

_ARGS = ("args/text_summary", "args")


def recognise(head: Head) -> Match:
    """Sure by a first record whose check sum is right; maybe by the file's name."""
    if is_record(head.data, 0) and head.data[12:13] in (b"\x09", b"\x1a", b"\x10", b"\x2a"):
        return Match.SURE
    return Match.MAYBE if "tfevents" in head.name and head.data else Match.NO


@dataclass
class _Rows:
    """Points of one tag gathered one by one."""

    steps: list[int] = field(default_factory=list)
    walls: list[float] = field(default_factory=list)
    values: list[float] = field(default_factory=list)


class Reader:
    """A push parser of bytes; yields one block per tag for every chunk fed."""

    def __init__(self, split: str) -> None:
        self._split = split
        self._rest = b""
        self._layouts = Layouts()
        self._told: set[str] = set()

    def feed(self, chunk: bytes) -> Iterator[Record]:
        """Blocks of the records that these bytes complete."""
        buffer, at = self._rest + chunk, 0
        while True:
            starts, ends, at, damaged = spans(buffer, at)
            yield from self._read(buffer, starts, ends)
            if not damaged:
                break
            yield Unread(0, "a damaged record")
            found = next_record(buffer, at)
            if found < 0:
                at = len(buffer)
                break
            at = found
        self._rest = buffer[at:]

    def close(self) -> Iterable[Record]:
        """What is left is a record that was never finished."""
        if self._rest:
            yield Unread(0, f"the file ends inside a record ({len(self._rest)} bytes)")

    def _read(self, buffer: bytes, starts: Offsets, ends: Offsets) -> Iterator[Record]:
        """One block per tag; what fits no layout is parsed event by event."""
        if not len(starts):
            return
        alike, odd = self._layouts.read(buffer, starts, ends)
        for one in alike:
            yield self._block(one.tag, one.steps, one.walls, one.values)
        rows: dict[str, _Rows] = {}
        for index in odd:
            yield from self._odd(buffer, int(starts[index]), int(ends[index]), rows)
        for tag, points in rows.items():
            yield self._block(tag, np.array(points.steps, float), np.array(points.walls), np.array(points.values))

    def _odd(self, buffer: bytes, at: int, end: int, rows: dict[str, _Rows]) -> Iterator[Record]:
        try:
            event = parts(buffer, at, end)
        except ValueError as problem:
            yield Unread(0, f"a damaged event: {problem}")
            return
        for scalar in event.scalars:
            points = rows.setdefault(scalar.tag or "value", _Rows())
            points.steps.append(event.step)
            points.walls.append(event.wall)
            points.values.append(scalar.value)
        yield from self._told_once(event)

    def _told_once(self, event: EventParts) -> Iterator[Record]:
        found = dict(event.hparams)
        for tag in _ARGS:
            found.update(settings_text(event.texts.get(tag, b"")))
        for key, value in found.items():
            if key not in self._told:
                self._told.add(key)
                yield Setting(key, value, raw=str(value))
        if event.restarted and event.step > 0:
            yield Event("resume", 0, f"a session starts at step {event.step}", {"step": float(event.step)})

    def _block(
        self, tag: str, steps: NDArray[np.float64], walls: NDArray[np.float64], values: NDArray[np.float64]
    ) -> Block:
        split = "" if any(word in SPLITS for word in pieces(tag)) else self._split
        columns = {"step": steps, "wall_time": walls, tag: values}
        return Block(np.zeros(len(steps), np.int64), columns, split=split)


def reader(head: Head) -> Reader:
    """A fresh reader; the folder's name may be the split."""
    return Reader(SPLITS.get(head.parent.lower(), ""))
