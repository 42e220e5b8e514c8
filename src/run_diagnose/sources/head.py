"""The first bytes of a file, as the formats look at them."""

from __future__ import annotations

from run_diagnose.formats.base import Head
from run_diagnose.sources.encoding import is_utf8, legacy_encoding, text_encoding
from run_diagnose.sources.lines import LineDecoder
from run_diagnose.sources.opening import plain_name

HEAD_BYTES = 64 << 10


def make_head(data: bytes, path: str, *, whole: bool) -> tuple[Head, LineDecoder | None]:
    """The head of a file that begins with ``data``, and a fresh decoder for the file; None for a binary one."""
    name = "stdin" if path == "-" else plain_name(path)
    parents = path.replace("\\", "/").rstrip("/").split("/")[:-1]
    parent = parents[-1] if parents else ""
    encoding = text_encoding(data)
    if encoding is None:
        return Head(name=name, text="", data=data, whole=whole, parent=parent, path=path), None
    old_mac = b"\n" not in data and b"\x1b" not in data and data.count(b"\r") > 1 and _tabular(data)
    legacy = _legacy(data) if encoding == "utf-8" else ""
    decoder = LineDecoder(encoding, old_mac=old_mac, legacy=legacy)
    lines = [text for _, text in decoder.feed(data) + decoder.close()]
    text = "\n".join(lines) + ("\n" if data.endswith((b"\n", b"\r", b"\n\0")) else "")
    filled = [line for line in lines if line.strip()]
    head = Head(name=name, text=text, data=data, whole=whole, parent=parent, lines=filled, path=path)
    return head, LineDecoder(encoding, old_mac=old_mac, legacy=legacy)


def _legacy(data: bytes) -> str:
    """The encoding of the lines that are not UTF-8, empty where all are; a cut last line does not count."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        odd = b"\n".join(line for line in data.split(b"\n")[:-1] if not is_utf8(line))
        return legacy_encoding(odd) if odd else ""
    return ""


_BAR = (b"%|", b"it/s", b"s/it", "━".encode())


def _tabular(data: bytes) -> bool:
    """True where pieces between ``\\r`` hold equally many separators: a table saved with old line ends, no bar."""
    if any(mark in data for mark in _BAR):
        return False
    pieces = [piece for piece in data.split(b"\r")[:20] if piece.strip()][:-1]
    counts = {max(piece.count(s) for s in (b",", b";", b"\t")) for piece in pieces}
    return len(counts) == 1 and counts != {0}
