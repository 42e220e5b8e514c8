"""Events that look alike taken apart together.

Nearly every event of a file holds one value of one tag, and the events of a tag differ only in wall time, step and
value. They are grouped by length and tag with numpy; one of each group is parsed the slow way to learn where its
value lies, the others are read at the same place after a check that all other bytes agree. Any event that does not
fit is left to the slow parser.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from run_diagnose.formats.event_records import Offsets
from run_diagnose.formats.event_summary import parts

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]

_HEAD = 6
"""Bytes from the summary to its tag when all lengths are below 128: 2a len 0a len 0a len."""
_MIX = np.random.default_rng(7).integers(1, 1 << 62, 256, dtype=np.uint64) | np.uint64(1)
"""Fixed odd factors that turn the bytes of a tag into a number to sort by."""


@dataclass(frozen=True)
class Alike:
    """The points of one tag in one stretch of a file."""

    tag: str
    steps: Floats
    walls: Floats
    values: Floats


@dataclass(frozen=True)
class _Layout:
    tag: str
    offset: int
    """From the summary to the value."""
    kind: str
    """numpy's word for the value: ``<f4``."""
    template: Bytes
    """The event from its summary to its end; all but the value is the same in every event."""


class Layouts:
    """The layouts learnt so far, by the bytes of an event up to the end of its tag."""

    def __init__(self) -> None:
        self._known: dict[bytes, _Layout | None] = {}

    def read(self, buffer: bytes, start: Offsets, end: Offsets) -> tuple[list[Alike], list[int]]:
        """Points of the events that have a layout, and the indices of those that have none."""
        data = np.frombuffer(buffer, np.uint8)
        steps, summary = _steps(data, start + 9, end)
        fits = _fits(data, start, summary, end)
        found: list[tuple[int, Alike]] = []
        for rows in _groups(data, summary, end, np.flatnonzero(fits)):
            good, alike = self._group(buffer, data, start[rows], summary[rows], int(end[rows[0]] - summary[rows[0]]))
            if alike is not None:
                layout, walls, values = alike
                found.append((int(rows[0]), Alike(layout.tag, steps[rows[good]], walls, values)))
                fits[rows[~good]] = False
            else:
                fits[rows] = False
        in_order = [alike for _, alike in sorted(found, key=lambda pair: pair[0])]
        return in_order, np.flatnonzero(~fits).tolist()

    def _group(
        self, buffer: bytes, data: Bytes, start: Offsets, summary: Offsets, length: int
    ) -> tuple[NDArray[np.bool_], tuple[_Layout, Floats, Floats] | None]:
        """Events of one length and tag: which of them agree with the layout, and their wall times and values."""
        first = int(summary[0])
        key = buffer[first : first + _HEAD + buffer[first + _HEAD - 1]]
        if key not in self._known:
            self._known[key] = _learn(buffer, int(start[0]), first, first + length)
        layout = self._known[key]
        if layout is None:
            return np.zeros(len(start), np.bool_), None
        rows = data[summary[:, None] + np.arange(length)]
        value = slice(layout.offset, layout.offset + int(layout.kind[2]))
        other = np.ones(length, np.bool_)
        other[value] = False
        good = ((rows == layout.template) | ~other).all(axis=1)
        walls = data[start[good][:, None] + np.arange(1, 9)].view("<f8")[:, 0]
        values = np.ascontiguousarray(rows[good][:, value]).view(layout.kind)[:, 0].astype(np.float64)
        return good, (layout, walls, values)


def _steps(data: Bytes, at: Offsets, end: Offsets) -> tuple[Floats, Offsets]:
    """The step of every event, and where its summary begins. A step of 0 is not written at all."""
    last = len(data) - 1
    more = (at < end) & (data[np.minimum(at, last)] == 0x10)
    at, steps = at + more, np.zeros(len(at), np.uint64)
    for shift in range(0, 70, 7):
        if not more.any():
            break
        byte = np.where(more, data[np.minimum(at, last)], 0).astype(np.uint64)
        steps |= (byte & np.uint64(127)) << np.uint64(min(shift, 63))
        at = at + more
        more &= byte > 127
    return steps.view(np.int64).astype(np.float64), at


def _fits(data: Bytes, start: Offsets, summary: Offsets, end: Offsets) -> NDArray[np.bool_]:
    """True for an event of wall time, step, and a summary of one value that begins with its tag."""
    inside = summary + _HEAD < end
    head = data[np.where(inside, summary, 0)[:, None] + np.arange(_HEAD)] if len(data) >= _HEAD else None
    if head is None:
        return np.zeros(len(start), np.bool_)
    marks = (data[start] == 0x09) & (head[:, 0] == 0x2A) & (head[:, 2] == 0x0A) & (head[:, 4] == 0x0A)
    short = (head[:, 1] < 128) & (head[:, 3] < 128) & (head[:, 5] < 128)
    one = (summary + 2 + head[:, 1] == end) & (head[:, 3].astype(int) + 2 == head[:, 1])
    fits: NDArray[np.bool_] = inside & marks & short & one & (head[:, 5].astype(int) + 4 < head[:, 3])
    return fits


def _groups(data: Bytes, summary: Offsets, end: Offsets, rows: Offsets) -> Iterator[Offsets]:
    """Indices of events with the same length and the same tag, in order."""
    if not len(rows):
        return
    tags = data[summary[rows] + _HEAD - 1].astype(np.int64)
    kinds = (end[rows] - summary[rows]) * 256 + tags
    for kind in np.unique(kinds):
        chosen = rows[kinds == kind]
        width = _HEAD + int(kind & 255)
        text = data[summary[chosen][:, None] + np.arange(width)]
        mixed = (text.astype(np.uint64) * _MIX[:width]).sum(axis=1, dtype=np.uint64)
        order = np.argsort(mixed, kind="stable")
        cuts = np.flatnonzero(np.diff(mixed[order])) + 1
        yield from np.split(chosen[order], cuts)


def _learn(buffer: bytes, start: int, summary: int, end: int) -> _Layout | None:
    """The layout of this event; None where its value is not plain bytes of one number."""
    try:
        event = parts(buffer, start, end)
    except ValueError:
        return None
    if len(event.scalars) != 1 or event.scalars[0].at < 0 or event.texts or event.hparams:
        return None
    scalar = event.scalars[0]
    template = np.frombuffer(buffer, np.uint8, end - summary, summary).copy()
    return _Layout(scalar.tag or "value", scalar.at - summary, scalar.kind, template)
