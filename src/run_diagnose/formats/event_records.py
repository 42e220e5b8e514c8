"""TensorBoard's record framing: where each event of a file lies.

A record is ``length (u64) | crc of length (u32) | data | crc of data (u32)``, little endian (TensorFlow,
``tensorflow/core/lib/io/record_writer.h``). The check sums are CRC-32C, which the standard library lacks; they are
computed only to find the next record behind a damaged one.
"""

from __future__ import annotations

from struct import Struct

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.int64]

_LENGTH = Struct("<Q")
_CRC = Struct("<I")
_FRAME = 12
"""Bytes before the data: length and its check sum; 4 more stand behind."""
LARGEST = 1 << 28
"""No event is longer (a graph is limited to 2^31, but one of 256 MiB has no scalar): a greater length is damage."""
_SEARCH = 1 << 20
"""Bytes that are searched for the next record behind a damaged one."""


def _table() -> list[int]:
    out = []
    for byte in range(256):
        crc = byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
        out.append(crc)
    return out


_CRC_TABLE = _table()


def masked_crc(data: bytes) -> int:
    """CRC-32C of the data, rotated and offset as the framing stores it."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc = _CRC_TABLE[(crc ^ byte) & 255] ^ (crc >> 8)
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def is_record(buffer: bytes, at: int) -> bool:
    """True where the length at this offset agrees with its check sum."""
    if len(buffer) < at + _FRAME:
        return False
    return bool(masked_crc(buffer[at : at + 8]) == _CRC.unpack_from(buffer, at + 8)[0])


def spans(buffer: bytes, at: int) -> tuple[Offsets, Offsets, int, bool]:
    """Starts and ends of the data of all whole records from ``at`` on.

    Returns them with the offset behind the last whole record, and whether what stands there is damaged (rather
    than not yet written).
    """
    found: list[int] = []
    keep, unpack, last = found.append, _LENGTH.unpack_from, len(buffer) - _FRAME
    while at <= last:  # the one loop that runs for every record of a file, so it does nothing else
        keep(at)
        at += unpack(buffer, at)[0] + _FRAME + 4
    damaged = False
    if at > len(buffer):
        at = found.pop()
        damaged = unpack(buffer, at)[0] > LARGEST
    edges = np.array([*found, at], np.int64)
    return edges[:-1] + _FRAME, edges[1:] - 4, at, damaged


def next_record(buffer: bytes, at: int) -> int:
    """The offset of the next record whose length is proven by its check sum; -1 if there is none near.

    The upper half of a length is zero in every real record, which makes candidates cheap to find.
    """
    limit = min(len(buffer), at + _SEARCH)
    zero = buffer.find(b"\0\0\0\0", at + 5, limit)
    while zero >= 0:
        if is_record(buffer, zero - 4):
            return zero - 4
        zero = buffer.find(b"\0\0\0\0", zero + 1, limit)
    return -1
