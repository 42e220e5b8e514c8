"""One event of a TensorBoard file taken apart the slow way: any order of fields, any kind of scalar.

Field numbers are those of ``event.proto``, ``summary.proto``, ``tensor.proto`` and ``types.proto`` of TensorFlow.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from run_diagnose.formats.json_flat import dotted
from run_diagnose.formats.proto import BYTES, FIXED32, FIXED64, VARINT, fields, signed, varint

_CONTENT = {
    1: "<f4",
    2: "<f8",
    3: "<i4",
    4: "<u1",
    5: "<i2",
    6: "<i1",
    9: "<i8",
    10: "<u1",
    14: "bf",
    17: "<u2",
    19: "<f2",
}
"""Data types of a tensor by their number in types.proto; 14 is bfloat16, 19 half."""
_LISTS = {5: "<f4", 6: "<f8"}
_VARINTS = frozenset({7, 10, 11, 13, 16, 17})
_HALVES = 13
"""``half_val``: the 16 bits of a half or bfloat16, as a varint."""


@dataclass
class Scalar:
    """One value of an event. ``at`` and ``kind`` say where its bytes lie, if they are plain little-endian ones."""

    tag: str
    value: float
    at: int = -1
    kind: str = ""


@dataclass
class EventParts:
    """What an event holds for us."""

    wall: float = 0.0
    step: int = 0
    scalars: list[Scalar] = field(default_factory=list)
    texts: dict[str, bytes] = field(default_factory=dict)
    hparams: dict[str, Any] = field(default_factory=dict)
    restarted: bool = False


def parts(buffer: bytes, at: int, end: int) -> EventParts:
    """The event between two offsets; ``ValueError`` where it is damaged."""
    event = EventParts()
    for number, wire, start, stop in fields(buffer, at, end):
        if number == 1 and wire == FIXED64:
            (event.wall,) = struct.unpack_from("<d", buffer, start)
        elif number == 2 and wire == VARINT:
            event.step = signed(start)
        elif number == 5 and wire == BYTES:
            for inner, kind, first, last in fields(buffer, start, stop):
                if inner == 1 and kind == BYTES:
                    _value(buffer, first, last, event)
        elif number == 7 and wire == BYTES:
            event.restarted = any(n == 1 and v == 1 for n, w, v, _ in fields(buffer, start, stop) if w == VARINT)
    return event


def _value(buffer: bytes, at: int, end: int, event: EventParts) -> None:
    tag, scalar, tensor, metadata = "", None, None, None
    for number, wire, start, stop in fields(buffer, at, end):
        if number == 1 and wire == BYTES:
            tag = buffer[start:stop].decode("utf-8", "replace")
        elif number == 2 and wire == FIXED32:
            scalar = start
        elif number == 8 and wire == BYTES:
            tensor = (start, stop)
        elif number == 9 and wire == BYTES:
            metadata = (start, stop)
    if scalar is not None:
        event.scalars.append(Scalar(tag, struct.unpack_from("<f", buffer, scalar)[0], scalar, "<f4"))
    elif metadata is not None and tag.startswith("_hparams_"):
        event.hparams.update(_hparams(buffer, *metadata))
    elif tensor is not None:
        _tensor(buffer, *tensor, tag, event)


def _tensor(buffer: bytes, at: int, end: int, tag: str, event: EventParts) -> None:
    """A tensor of one number becomes a scalar, one of a string a text; anything larger is no scalar."""
    dtype, size, raw, strings = 0, 1, None, []
    numbers: list[tuple[float, int, str]] = []
    for number, wire, start, stop in fields(buffer, at, end):
        if number == 1 and wire == VARINT:
            dtype = start
        elif number == 2 and wire == BYTES:
            size = _elements(buffer, start, stop)
        elif number == 4 and wire == BYTES:
            raw = (start, stop)
        elif number == 8 and wire == BYTES:
            strings.append(buffer[start:stop])
        elif number in _LISTS or number in _VARINTS:
            numbers.extend(_listed(buffer, number, wire, start, stop, dtype))
    if strings and dtype == 7:
        event.texts[tag] = strings[0]
    elif size == 1 and len(numbers) == 1:
        event.scalars.append(Scalar(tag, *numbers[0]))
    elif size == 1 and raw is not None and dtype in _CONTENT:
        event.scalars.extend(_content(buffer, *raw, dtype, tag))


def _elements(buffer: bytes, at: int, end: int) -> int:
    count = 1
    for number, wire, start, stop in fields(buffer, at, end):
        if number == 2 and wire == BYTES:
            dims = [v for n, w, v, _ in fields(buffer, start, stop) if n == 1 and w == VARINT]
            count *= dims[0] if dims else 0
    return count


def _listed(
    buffer: bytes, number: int, wire: int, start: int, stop: int, dtype: int
) -> Iterator[tuple[float, int, str]]:
    """The numbers of a ``float_val``, ``double_val``, ``int_val`` ... field, packed or not."""
    if number in _LISTS and wire in (BYTES, FIXED32, FIXED64):
        kind = _LISTS[number]
        width = int(kind[2])
        for at in range(start, stop - width + 1, width):
            yield float(np.frombuffer(buffer, kind, 1, at)[0]), at, kind
    elif wire == VARINT:
        yield _whole(number, start, dtype), -1, ""
    elif wire == BYTES:
        at = start
        while at < stop:
            value, at = varint(buffer, at, stop)
            yield _whole(number, value, dtype), -1, ""


def _whole(number: int, value: int, dtype: int) -> float:
    if number == _HALVES:
        return _half(struct.pack("<H", value & 0xFFFF), dtype)
    return float(signed(value))


def _half(two: bytes, dtype: int) -> float:
    if dtype == 14:  # bfloat16 is the upper half of a float
        return float(struct.unpack("<f", b"\0\0" + two)[0])
    return float(struct.unpack("<e", two)[0])


def _content(buffer: bytes, at: int, end: int, dtype: int, tag: str) -> Iterator[Scalar]:
    kind = _CONTENT[dtype]
    width = 2 if kind == "bf" else int(kind[2])
    if end - at != width:
        return
    if kind == "bf":
        yield Scalar(tag, _half(buffer[at:end], dtype))
    else:
        yield Scalar(tag, float(np.frombuffer(buffer, kind, 1, at)[0]), at, kind)


def _hparams(buffer: bytes, at: int, end: int) -> dict[str, Any]:
    """``SummaryMetadata.plugin_data.content.session_start_info.hparams`` (hparams/plugin_data.proto)."""
    spans = [(at, end)]
    for wanted in (1, 2, 3):  # plugin_data, content, session_start_info
        spans = [
            (a, b) for low, high in spans for n, w, a, b in fields(buffer, low, high) if n == wanted and w == BYTES
        ]
    out: dict[str, Any] = {}
    for low, high in spans:
        for number, wire, start, stop in fields(buffer, low, high):
            if number == 1 and wire == BYTES:
                pair = {n: (a, b) for n, w, a, b in fields(buffer, start, stop) if w == BYTES}
                if 1 in pair and 2 in pair:
                    out[buffer[slice(*pair[1])].decode("utf-8", "replace")] = _hparam(buffer, *pair[2])
    return out


def _hparam(buffer: bytes, at: int, end: int) -> Any:
    """A ``google.protobuf.Value``: number, string or truth."""
    for number, wire, start, stop in fields(buffer, at, end):
        if number == 2 and wire == FIXED64:
            return struct.unpack_from("<d", buffer, start)[0]
        if number == 3 and wire == BYTES:
            return buffer[start:stop].decode("utf-8", "replace")
        if number == 4 and wire == VARINT:
            return bool(start)
    return None


def settings_text(text: bytes) -> dict[str, Any]:
    """The training arguments that the Hugging Face Trainer writes as a JSON text; empty for any other text."""
    try:
        tree = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return dotted(tree) if isinstance(tree, dict) else {}
