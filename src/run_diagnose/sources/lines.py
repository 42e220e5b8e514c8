"""Bytes into numbered lines, pushed in pieces of any size: the same for a finished and for a growing file.

A reader gets lines without their end, without colours and without NUL. A progress bar that redraws itself with ``\\r``
(or, as old Keras did, with backspaces) comes as one line per redraw, all with the number of the line they share.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from run_diagnose.facts import dataclass
from run_diagnose.patterns import pattern
from run_diagnose.sources.encoding import legacy_encoding

LONGEST = 64 << 20
"""A line of more characters than this is handed over in parts; no log but a one-line JSON comes near it."""
_ESCAPE = pattern(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[PX^_][^\x1b]*\x1b\\|[ -/]*[0-~])|"
    r"\x9b[0-?]*[ -/]*[@-~]"
)
_REDRAW = pattern(r"\r+|\x08+")
_ODD = ("\x1b", "\x9b", "\x08", "\r", "\0")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines: ``text`` holds them joined by ``\\n`` without a last line end; the first has number ``first``."""

    first: int
    text: str
    count: int
    plain: bool
    """True when no line needed splitting: line ``i`` of the text is line ``first + i`` of the file."""

    def lines(self) -> Iterator[tuple[int, str]]:
        """Number and text of every line, redraws apart."""
        for offset, line in enumerate(self.text.split("\n")):
            if self.plain:
                yield self.first + offset, line
            else:
                for part in _states(line):
                    yield self.first + offset, part


class LineDecoder:
    """Push decoder: ``feed`` bytes, get the lines they complete; ``close`` hands over the last one.

    ``encoding`` is what ``text_encoding`` said of the head. ``old_mac`` takes ``\\r`` alone for a line end, for tables
    saved so. ``legacy`` is the encoding of the lines that are not UTF-8, where the head has such lines.
    """

    def __init__(self, encoding: str, *, old_mac: bool = False, legacy: str = "") -> None:
        self.encoding = legacy or encoding
        self._utf8 = encoding in ("utf-8", "utf-8-sig")
        self._decoder = None if self._utf8 else codecs.getincrementaldecoder(encoding)(errors="replace")
        self._rest = b""
        self._tail = ""
        self._number = 1
        self._mark = encoding == "utf-8-sig"
        self._old_mac = old_mac
        self._legacy = legacy

    @property
    def number(self) -> int:
        """The number of the line that comes next."""
        return self._number

    def chunk(self, data: bytes) -> Chunk | None:
        """The whole lines that ``data`` completes, None if it completes none."""
        if not self._utf8:
            return self._split(self._wide(data, final=False))
        end = max(data.rfind(b"\n"), data.rfind(b"\r") if self._old_mac else -1)
        if end < 0:
            self._rest += data
            if len(self._rest) < LONGEST:
                return None
            end, data = len(self._rest) - 1, b""
        block, self._rest = self._rest + data[: end + 1], data[end + 1 :] if data else b""
        return self._split(self._decode(block))

    def rest(self) -> Chunk | None:
        """The last line, where the file does not end with a line end."""
        if self._utf8:
            text, self._rest = self._decode(self._rest), b""
        else:
            text = self._wide(b"", final=True)
        text, self._tail = self._tail + text, ""
        return self._made(text.removesuffix("\n").removesuffix("\r")) if text else None

    def feed(self, data: bytes) -> list[tuple[int, str]]:
        """Numbered lines that ``data`` completes."""
        chunk = self.chunk(data)
        return list(chunk.lines()) if chunk else []

    def close(self) -> list[tuple[int, str]]:
        """The last line, if it has no end."""
        chunk = self.rest()
        return list(chunk.lines()) if chunk else []

    def _wide(self, data: bytes, *, final: bool) -> str:
        assert self._decoder is not None
        try:
            return self._decoder.decode(data, final)
        except UnicodeError:  # the mark that the head had is gone: the file was written anew while it was read
            kept = self._decoder.getstate()[0]
            self._decoder = codecs.getincrementaldecoder("latin-1")(errors="replace")
            return self._decoder.decode(kept + data, final)

    def _decode(self, block: bytes) -> str:
        if self._mark:
            block, self._mark = block.removeprefix(codecs.BOM_UTF8), False
        try:
            return block.decode("utf-8")
        except UnicodeDecodeError:
            return "\n".join(self._line(line) for line in block.split(b"\n"))

    def _line(self, line: bytes) -> str:
        """One line of a file that mixes encodings: UTF-8 where it can be, else the legacy encoding first met."""
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            if not self._legacy:
                self._legacy = self.encoding = legacy_encoding(line)
            return line.decode(self._legacy, errors="replace")

    def _split(self, text: str) -> Chunk | None:
        """Complete lines of the text; what follows the last line end waits."""
        text = self._tail + text
        if self._old_mac:
            text = text.replace("\r", "\n")
        end = text.rfind("\n")
        if end < 0 and len(text) < LONGEST:
            self._tail = text
            return None
        end = len(text) if end < 0 else end
        self._tail = text[end + 1 :]
        return self._made(text[:end])

    def _made(self, text: str) -> Chunk:
        plain = True
        if any(odd in text for odd in _ODD):
            text = _ESCAPE.sub("", text).replace("\0", "").replace("\r\n", "\n").removesuffix("\r")
            plain = not _REDRAW.search(text)
        count = text.count("\n") + 1
        chunk = Chunk(self._number, text, count, plain)
        self._number += count
        return chunk


def _states(line: str) -> list[str]:
    """The states of a bar that one line went through; the line itself where it is no bar."""
    if "\r" not in line and "\x08" not in line:
        return [line]
    return [part for part in _REDRAW.split(line) if part.strip()] or [""]
