"""Which encoding a log is in, told from its first bytes; or that it is no text at all.

The order of trial is the one that real logs need (formats.md of the survey: GBK and EUC-KR captures, CRLF, UTF-16
made by PowerShell's ``>``): a byte order mark, UTF-16 without one, UTF-8, then the legacy encodings line by line.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = bytes(set(range(32)) - set(b"\0\t\n\r\x0b\x0c\x08\x1b\x07")) + b"\x7f"
"""Control bytes that no log holds; tab, line ends, bell, backspace and escape are at home in captured terminals."""
_BINARY_STARTS = (
    b"SQLite format 3\0", b"PK\x03\x04", b"PK\x05\x06", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"\x7fELF",
    b"\x89HDF", b"\x93NUMPY", b"PAR1", b"ARROW1", b":W&B", b"\xca\xfe\xba\xbe", b"Obj\x01",
)  # fmt: skip
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


def text_encoding(data: bytes) -> str | None:
    """The encoding of a text that begins with ``data``; None for a binary file.

    ``utf-8`` means "UTF-8 as long as it decodes"; lines that do not are given to ``legacy_encoding``.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    if data.startswith(_BINARY_STARTS) or b"brain.Event:" in data[:64] or data[257:262] == b"ustar":
        return None
    if wide := _wide_without_mark(data):
        return wide
    solid = data.replace(b"\0", b"")  # a crashed machine pads the last block of a log with NUL
    if not solid:
        return None
    strange = len(solid) - len(solid.translate(None, _CONTROL))
    limit = 0.005 if len(solid) < len(data) else 0.02  # random bytes hold a tenth, pickles and events some per cent
    return None if strange > limit * len(solid) + 1 else "utf-8"


def legacy_encoding(line: bytes) -> str:
    """The encoding of a stretch that is not UTF-8: ``euc-kr``, ``gb18030`` or ``latin-1``.

    Both double-byte encodings decode nearly any text of the other; Hangul in EUC-KR keeps to the rows B0 to C8, which
    Chinese words leave. Single bytes between ASCII letters are western accents, which ``gb18030`` would swallow.
    """
    runs = _HIGH_RUN.findall(line)
    if sum(len(run) == 1 for run in runs) > len(runs) / 2:
        return "latin-1"
    if _decodes(line, "euc-kr"):
        wide = [c for c in line.decode("euc-kr") if ord(c) > 0x2E80]
        hangul = sum("\uac00" <= c <= "\ud7a3" for c in wide)
        if hangul and hangul >= 0.9 * len(wide):
            return "euc-kr"
    return "gb18030" if _decodes(line, "gb18030") else "latin-1"


def is_utf8(data: bytes) -> bool:
    """True where the bytes are UTF-8."""
    return _decodes(data, "utf-8")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of mostly ASCII text is NUL."""
    even, odd = data[0:2048:2], data[1:2048:2]
    if len(odd) < 4:
        return None
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None
