"""Just enough of the protocol-buffer wire format: fields of a message, one after another, bounded by their lengths."""

from __future__ import annotations

from collections.abc import Iterator

VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5

Field = tuple[int, int, int, int]
"""Number of the field, wire type, start and end of its bytes; a varint's value stands in place of its start."""


def varint(buffer: bytes, at: int, end: int) -> tuple[int, int]:
    """The number at this offset and the offset behind it; ``ValueError`` where it is cut or longer than 64 bits."""
    value = shift = 0
    while at < end and shift < 70:
        byte = buffer[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value & 0xFFFFFFFFFFFFFFFF, at
        shift += 7
    raise ValueError("a number of the message is cut")


def signed(value: int) -> int:
    """A varint as the signed 64-bit number it stands for."""
    return value - (1 << 64) if value >= 1 << 63 else value


def fields(buffer: bytes, at: int, end: int) -> Iterator[Field]:
    """The fields between two offsets; ``ValueError`` where the message is damaged."""
    while at < end:
        key, at = varint(buffer, at, end)
        wire = key & 7
        if wire == VARINT:
            value, at = varint(buffer, at, end)
            yield key >> 3, wire, value, at
            continue
        if wire == BYTES:
            size, at = varint(buffer, at, end)
        elif wire == FIXED64:
            size = 8
        elif wire == FIXED32:
            size = 4
        else:
            raise ValueError(f"wire type {wire} is not in use")
        if at + size > end:
            raise ValueError("a field reaches beyond its message")
        yield key >> 3, wire, at, at + size
        at += size
