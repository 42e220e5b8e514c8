"""One file into records: opened, decoded, recognised, and read line by line, or block by block where that pays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import cast

import numpy as np

from run_diagnose.errors import DiagnoseError, UnreadableError
from run_diagnose.formats import detect, load
from run_diagnose.formats.base import (
    BinaryReader,
    BlockReader,
    Format,
    Head,
    LinesReader,
    PathFormat,
    Reader,
    RowsReader,
)
from run_diagnose.model.record import Record, Unread
from run_diagnose.model.run import Source
from run_diagnose.plugins import other_formats
from run_diagnose.sources.head import HEAD_BYTES, make_head
from run_diagnose.sources.lines import Chunk, LineDecoder
from run_diagnose.sources.opening import Opened, open_bytes
from run_diagnose.sources.refusals import shape_refusal, unknown_refusal

BIG = 12 << 20
"""From so many bytes on a table is worth the import of pandas (measured: break-even near 90 000 rows of 7 columns)."""
WIDEST = 8 << 20
"""Bytes that the first rows of a table may take: some 100,000 columns."""
_ROWS, _MANY = 4, 1000
"""A header and three rows tell a table; a line of so many separators is one, and no sentence."""


class Reading:
    """A log being read. ``records`` can be walked once; ``source`` is complete when they are exhausted."""

    def __init__(self, path: str, head: Head, form: Format, decoder: LineDecoder | None, opened: Opened) -> None:
        self.path = path
        self.head = head
        self.format = form
        self._decoder = decoder
        self._opened = opened
        self._lines = 0
        self._detail = ""
        self.records: Iterator[Record] = self._stored() if self._is_store else self._logged()

    @property
    def _is_store(self) -> bool:
        """True for a database that its library can open by path: no pipe, no URL, not compressed."""
        plain = self.path != "-" and "://" not in self.path and not self._opened.compression
        return plain and bool(getattr(self.format, "NEEDS_PATH", False))

    @property
    def source(self) -> Source:
        """Where the records come from and how they were read."""
        encoding = self._decoder.encoding if self._decoder else "binary"
        parts = [part for part in (self._detail, self._opened.compression) if part]
        return Source(self.path, self.format.NAME, encoding, ", ".join(parts), self._lines)

    def finished(self) -> Source:
        """``source``, to be asked for when the records are exhausted."""
        return self.source

    def close(self) -> None:
        """Close the file of a log that is not read to its end."""
        self._opened.close()

    def _stored(self) -> Iterator[Record]:
        """The records of a store that is read by its path, a database."""
        self._opened.close()
        return cast(PathFormat, self.format).read_path(self.path)

    def _logged(self) -> Iterator[Record]:
        reader = self.format.reader(self.head)
        self._detail = str(getattr(reader, "detail", ""))
        return self._read(reader)

    def _read(self, reader: Reader | BinaryReader) -> Iterator[Record]:
        with self._opened:
            if self._decoder is None:
                yield from self._read_bytes(cast(BinaryReader, reader))
            else:
                yield from self._read_lines(cast(Reader, reader), self._decoder)
            if self._opened.cut:
                yield Unread(self._lines, f"the {self._opened.compression} file is cut or damaged: the rest is lost")

    def _blocks(self) -> Iterator[bytes]:
        yield self.head.data
        while not self.head.whole and (data := self._opened.read()):
            yield data

    def _read_bytes(self, reader: BinaryReader) -> Iterator[Record]:
        for data in self._blocks():
            yield from reader.feed(data)
        yield from reader.close()

    def _read_lines(self, reader: Reader, decoder: LineDecoder) -> Iterator[Record]:
        big = (self._opened.size is None or self._opened.size >= BIG) and not self.head.whole
        fast = cast(BlockReader, reader) if big and hasattr(reader, "feed_block") else None
        for data in self._blocks():
            chunk = decoder.chunk(data)
            if chunk is not None:
                yield from self._chunk(reader, chunk, fast)
        if (chunk := decoder.rest()) is not None:
            yield from self._chunk(reader, chunk, None)
        yield from reader.close()

    def _chunk(self, reader: Reader, chunk: Chunk, fast: BlockReader | None) -> Iterator[Record]:
        self._lines = chunk.first + chunk.count - 1
        if fast is not None and chunk.plain:
            records: Iterable[Record] | None = fast.feed_block(chunk.first, chunk.text)
            if records is not None:
                yield from records
                return
        if chunk.plain and hasattr(reader, "feed_rows"):
            yield from cast(RowsReader, reader).feed_rows(chunk.first, chunk.text)
            return
        if hasattr(reader, "feed_lines"):
            numbers, lines = zip(*chunk.lines(), strict=True)
            yield from cast(LinesReader, reader).feed_lines(np.array(numbers, dtype=np.int64), list(lines))
            return
        feed = reader.feed
        for number, line in chunk.lines():
            yield from feed(number, line)


def read_records(path: str, *, format: str | None = None) -> Reading:  # noqa: A002
    """Begin to read ``path``: its head is looked at, the rest comes with ``Reading.records``.

    ``format`` is the module name of a format that is to read the file whatever it looks like. Raises
    ``UnreadableError`` or ``NotALogError`` with a sentence and the next thing to try.
    """
    opened = open_bytes(path)
    try:
        data = first_bytes(opened)
        head, decoder = make_head(data, path, whole=len(data) < HEAD_BYTES)
        if format is None and (refusal := shape_refusal(head, path)):
            raise refusal
        form = load(format) if format else detect(head, other_formats())
        if form is None:
            raise unknown_refusal(head, path)
        if head.whole:
            opened.close()
        if bool(getattr(form, "BINARY", False)) is not (decoder is None):
            raise UnreadableError(f"{path} cannot be read as {form.NAME}", f"diagnose inspect {path}")
        return Reading(path, head, form, decoder, opened)
    except DiagnoseError:
        opened.close()
        raise


def first_bytes(opened: Opened) -> bytes:
    """The first ``HEAD_BYTES`` of the file, fewer where it ends before; more where a table has very long rows."""
    data = _taken(opened, HEAD_BYTES)
    if len(data) == HEAD_BYTES and _is_wide(data):
        while len(data) < WIDEST and _rows(data) < _ROWS and (more := opened.read(WIDEST - len(data))):
            data += more
    return data


def _taken(opened: Opened, size: int) -> bytes:
    parts: list[bytes] = []
    missing = size
    while missing > 0 and (data := opened.read(missing)):
        parts.append(data)
        missing -= len(data)
    return b"".join(parts)


def _is_wide(data: bytes) -> bool:
    """True for the beginning of a table whose first rows do not fit into a head."""
    separators = max(data.count(mark) for mark in (b",", b";", b"\t"))
    return data[:1] not in (b"{", b"[") and _rows(data) < _ROWS and separators > _MANY


def _rows(data: bytes) -> int:
    """Ends of lines; a progress bar that is redrawn a hundred times on its line is no wide table."""
    return max(data.count(b"\n"), data.count(b"\r"))


def read_head(path: str) -> Head:
    """The head of a file, for those who only want to know what it is."""
    with open_bytes(path) as opened:
        data = first_bytes(opened)
        return make_head(data, path, whole=len(data) < HEAD_BYTES)[0]
