"""Decompression with a bound: gzip, bzip2, xz and zstandard are told by their first bytes, whatever the name says."""

from __future__ import annotations

import io
from typing import IO, Protocol

from run_diagnose.errors import UnreadableError

MOST_BYTES = 8 << 30
"""No log expands to more than this; half a gigabyte is a big one."""
MOST_RATIO = 250
"""Logs compress 5 to 60 times, a log of constant lines some 150; a bomb a thousand times and more."""
FREE_BYTES = 256 << 20
"""The ratio is not asked before so much has come out: below it a bomb does no harm."""
SUFFIXES = (".gz", ".bz2", ".xz", ".zst", ".lzma")
_MAGIC = ((b"\x1f\x8b", "gzip"), (b"BZh", "bzip2"), (b"\xfd7zXZ\0", "xz"), (b"\x28\xb5\x2f\xfd", "zstd"))


class ByteSource(Protocol):
    """What the readers need of a file."""

    def read(self, size: int = -1, /) -> bytes:
        """At most ``size`` bytes, none at the end."""


def compression(start: bytes) -> str:
    """``gzip``, ``bzip2``, ``xz``, ``zstd``, or empty for a file that is not compressed."""
    return next((name for magic, name in _MAGIC if start.startswith(magic)), "")


class Expanding:
    """The expanded bytes of a compressed file, refused past the bound; a cut file ends early and says so in ``cut``."""

    def __init__(self, raw: IO[bytes], kind: str, path: str) -> None:
        self._raw = _Counted(raw)
        self._path = path
        self._kind = kind
        self._out = 0
        self.cut = False
        self._open = _opened(io.BufferedReader(self._raw), kind, path)

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes; ``UnreadableError`` where the stream is damaged or expands without bound."""
        if self.cut:
            return b""
        try:
            data = self._open.read(1 << 20 if size < 0 else size)
        except EOFError:
            self.cut = True
            return b""
        except Exception as error:  # every library of these has an error class of its own
            self.cut = True
            if self._out:
                return b""  # what came before the damage is read, and the report says that the file is cut
            raise UnreadableError(
                f"{self._path} begins like a {self._kind} file but does not expand: {error}",
                "expand it yourself to see how much is left, then give diagnose the result",
            ) from error
        self._out += len(data)
        if self._out > MOST_BYTES or (self._out > FREE_BYTES and self._out > MOST_RATIO * max(self._raw.count, 1)):
            raise UnreadableError(
                f"{self._path} expands to more than {self._out >> 20} MiB from {self._raw.count >> 10} KiB: not a log",
                "expand it yourself if you trust it, then give diagnose the result",
            )
        return data


class _Counted(io.RawIOBase):
    """Counts what was taken from the compressed file."""

    def __init__(self, raw: IO[bytes]) -> None:
        self._source = raw
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        data = self._source.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


def _opened(raw: io.BufferedReader, kind: str, path: str) -> ByteSource:
    if kind == "gzip":
        import gzip

        return gzip.GzipFile(fileobj=raw)
    if kind == "bzip2":
        import bz2

        return bz2.BZ2File(raw)
    if kind == "xz":
        import lzma

        return lzma.LZMAFile(raw)
    try:
        import zstandard  # type: ignore[import-not-found,unused-ignore]
    except ImportError as error:
        raise UnreadableError(
            f"{path} is compressed with zstandard, which needs an extra package",
            'pip install "run-diagnose[zstd]"',
        ) from error
    return _Zstd(zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw, read_across_frames=True))


class _Zstd:
    """zstandard's reader with its own error class made an OSError."""

    def __init__(self, reader: ByteSource) -> None:
        self._reader = reader

    def read(self, size: int = -1, /) -> bytes:
        import zstandard

        try:
            return self._reader.read(size)
        except zstandard.ZstdError as error:
            raise OSError(str(error)) from error
