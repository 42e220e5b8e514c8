"""Tiny writers of the binary logs, so that the readers are tested against bytes made by other code than theirs."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def number(field: int, value: int) -> bytes:
    return varint(field << 3) + varint(value)


def double(field: int, value: float) -> bytes:
    return varint(field << 3 | 1) + struct.pack("<d", value)


def single(field: int, value: float) -> bytes:
    return varint(field << 3 | 5) + struct.pack("<f", value)


def nested(field: int, *parts: bytes) -> bytes:
    data = b"".join(parts)
    return varint(field << 3 | 2) + varint(len(data)) + data


def crc32c(data: bytes) -> int:
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 & -(crc & 1))
    crc ^= 0xFFFFFFFF
    return ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF


def tf_record(data: bytes) -> bytes:
    length = struct.pack("<Q", len(data))
    return length + struct.pack("<I", crc32c(length)) + data + struct.pack("<I", crc32c(data))


def tf_event(step: int, *values: bytes, wall: float = 1.7e9) -> bytes:
    counted = number(2, step) if step else b""
    return tf_record(double(1, wall) + counted + nested(5, *(nested(1, value) for value in values)))


def tf_version() -> bytes:
    return tf_record(double(1, 1.7e9) + nested(3, b"brain.Event:2"))


def simple(tag: str, value: float) -> bytes:
    return nested(1, tag.encode()) + single(2, value)


def tensor(tag: str, dtype: int, payload: bytes, shape: tuple[int, ...] = ()) -> bytes:
    dims = b"".join(nested(2, number(1, size)) for size in shape)
    plugin = nested(9, nested(1, nested(1, b"scalars")))
    return nested(1, tag.encode()) + nested(8, number(1, dtype) + nested(2, dims) + payload) + plugin


def hparams(**values: Any) -> bytes:
    pairs = []
    for key, value in values.items():
        word = nested(3, value.encode()) if isinstance(value, str) else double(2, float(value))
        pairs.append(nested(1, nested(1, key.encode()), nested(2, word)))
    content = nested(2, nested(3, *pairs))
    return nested(1, b"_hparams_/session_start_info") + nested(9, nested(1, nested(1, b"hparams"), content))


def wandb_items(values: Mapping[str, Any], field: int = 1) -> bytes:
    return b"".join(
        nested(field, nested(1, key.encode()) + nested(16, json.dumps(value).encode())) for key, value in values.items()
    )


def wandb_file(*records: bytes) -> bytes:
    out = bytearray(b":W&B" + struct.pack("<HB", 0xBEE1, 0))
    for record in records:
        first, rest = True, record
        while first or rest:
            left = 32768 - len(out) % 32768
            if left < 7:
                out += bytes(left)
                continue
            part, rest = rest[: left - 7], rest[left - 7 :]
            kind = (1 if not rest else 2) if first else (4 if not rest else 3)
            out += struct.pack("<IHB", zlib.crc32(part, zlib.crc32(bytes([kind]))), len(part), kind) + part
            first = False
    return bytes(out)
