"""The record log of LevelDB as Weights & Biases writes it: records in chunks that never cross a 32 KiB block.

A file begins with 7 bytes (``:W&B``, 0xBEE1, a version); then chunks of ``crc (u32) | length (u16) | type (u8) |
data``. Types 1 to 4 are a full record, its first, a middle and its last part. Fewer than 7 bytes left in a block are
filled up with zeros. Sources: LevelDB's ``log_format.md``, wandb's ``core/pkg/leveldb/record.go``.
"""

from __future__ import annotations

from collections.abc import Iterator
from struct import Struct

MAGIC = b":W&B"
_BLOCK = 32768
_PREFIX = 7
"""Bytes of the file's head, and of a chunk's head as well."""
_CHUNK = Struct("<IHB")
_FULL, _FIRST, _MIDDLE, _LAST = 1, 2, 3, 4


class RecordLog:
    """Bytes in, whole records out; ``odd`` counts parts that belonged to no record."""

    def __init__(self) -> None:
        self._buffer = b""
        self._at = 0
        """Offset in the file of the first byte of the buffer."""
        self._parts: list[bytes] = []
        self.odd = 0

    @property
    def unfinished(self) -> bool:
        """True where the file ends inside a record."""
        return bool(self._parts) or any(self._buffer)

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The records that these bytes complete."""
        self._buffer += data
        at, size = 0, len(self._buffer)
        if self._at == 0 and size >= _PREFIX:
            at = _PREFIX
        while at < size:
            left = _BLOCK - (self._at + at) % _BLOCK
            if left < _PREFIX:
                if at + left > size:
                    break
                at += left
                continue
            if at + _PREFIX > size:
                break
            _, length, kind = _CHUNK.unpack_from(self._buffer, at)
            if kind == 0 or kind > _LAST or length > left - _PREFIX:
                self.odd += kind != 0 or length != 0
                if at + left > size:
                    break
                at += left  # damaged or never written: the next block begins afresh
                continue
            if at + _PREFIX + length > size:
                break
            record = self._part(kind, self._buffer[at + _PREFIX : at + _PREFIX + length])
            at += _PREFIX + length
            if record is not None:
                yield record
        self._at += at
        self._buffer = self._buffer[at:]

    def _part(self, kind: int, data: bytes) -> bytes | None:
        if kind == _FULL:
            self.odd += bool(self._parts)
            self._parts = []
            return data
        if kind == _FIRST:
            self.odd += bool(self._parts)
            self._parts = [data]
            return None
        if not self._parts:
            self.odd += 1
            return None
        self._parts.append(data)
        if kind == _MIDDLE:
            return None
        whole, self._parts = b"".join(self._parts), []
        return whole
