"""What a format is: a module that recognises its own logs and turns them into records.

A format module has

- ``NAME`` (kebab-case, as ``diagnose formats`` lists it), ``TITLE`` (one line), ``EXAMPLE`` (a few lines of one),
- ``recognise(head) -> Match``: sure of its own logs and of no other's,
- ``reader(head) -> Reader``: a push parser, the same for a finished and for a growing file.

A binary format sets ``BINARY = True`` and its reader is fed bytes. A format whose run is a folder of files sets
``FOLDER = True`` and offers ``claims(names) -> tuple[str, ...]``: the files of a folder that it reads as one run.
Readers hand over the log's own names; what a name means is decided in ``names``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from enum import IntEnum
from typing import Protocol

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Ints, Record


class Match(IntEnum):
    """How sure a format is that a file is one of its own."""

    NO = 0
    MAYBE = 1
    """Could be; taken if nobody is sure. The first such format in the list wins."""
    SURE = 2


@dataclass(frozen=True)
class Head:
    """What is known of a file before it is read: its name and its first bytes, decoded where it is text."""

    name: str
    """File name without its folders and without a compression suffix: ``results.csv``."""
    text: str
    """The first 64 KiB as text, line ends made ``\\n``; empty for a binary file."""
    data: bytes = b""
    """The same bytes, undecoded."""
    whole: bool = False
    """True when the head is the whole file."""
    parent: str = ""
    """Name of the folder the file lies in: ``version_0``, ``train``."""
    lines: list[str] = field(default_factory=list)
    """Lines of ``text`` that are not blank; the last one may be cut."""
    path: str = ""
    """The path as it was given, with ``/``, for formats whose folders carry meaning."""

    def same(self, other: Head) -> bool:
        """True for another reading of the same file, unchanged."""
        return (self.path, self.name, self.whole, self.data) == (other.path, other.name, other.whole, other.data)

    @classmethod
    def of(cls, name: str, text: str, *, whole: bool = True, parent: str = "") -> Head:
        """A head made from text, for tests and for pipes."""
        lines = [line for line in text.splitlines() if line.strip()]
        return cls(name=name, text=text, data=text.encode(errors="replace"), whole=whole, parent=parent, lines=lines)


class Reader(Protocol):
    """A push parser: feed it every line in order, then close it."""

    def feed(self, number: int, line: str) -> Iterable[Record]:
        """Records that line ``number`` (1-based, without its line end) completes."""

    def close(self) -> Iterable[Record]:
        """Records that only the end of the file completes."""


class BlockReader(Reader, Protocol):
    """A reader that can take many lines at once, for files too big to go line by line."""

    def feed_block(self, first: int, text: str) -> Iterable[Record] | None:
        """What ``feed`` would say of these whole lines, the first with number ``first``; None: feed them singly."""


class RowsReader(Reader, Protocol):
    """A reader that takes plain rows faster together than singly, without a heavy import."""

    def feed_rows(self, first: int, text: str) -> Iterator[Record]:
        """What ``feed`` would say of these whole lines, the first with number ``first``."""


class LinesReader(RowsReader, Protocol):
    """A reader that takes lines faster together than singly, states of bars among them."""

    def feed_lines(self, numbers: Ints, lines: list[str]) -> Iterator[Record]:
        """What ``feed`` would say of lines with these numbers."""


class BinaryReader(Protocol):
    """A push parser of bytes."""

    def feed(self, chunk: bytes) -> Iterable[Record]:
        """Records that these bytes complete."""

    def close(self) -> Iterable[Record]:
        """Records that only the end of the file completes; a cut tail is an ``Unread``, not an error."""


class PathFormat(Protocol):
    """A format with ``NEEDS_PATH = True``: a store that only its own library opens, by path."""

    def read_path(self, path: str) -> Iterator[Record]:
        """All records of the store."""


class Format(Protocol):
    """What ``formats.MODULES`` holds."""

    NAME: str
    TITLE: str
    EXAMPLE: str

    def recognise(self, head: Head) -> Match:
        """How sure this format is of a file with this head."""

    def reader(self, head: Head) -> Reader | BinaryReader:
        """A fresh reader for a file with this head."""
