"""Log text is hostile data: one function per output turns any text into one line that the output shows as text."""

from __future__ import annotations

import html
import re
import unicodedata

LONGEST = 160
"""Longer texts are cut in the middle, and it says how much was; the JSON keeps them whole."""
MESSAGE = 1_200
"""The same for messages and sentences."""

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
"""Unicode categories shown as escapes: controls, format and bidi marks, surrogates, unassigned, line separators."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
TICKED = re.compile(r"`([^`]+)`")
"""A name that one of our sentences quotes."""
_ASCII = {
    "·": "-", "–": "-", "—": "-", "−": "-", "→": "->", "≥": ">=", "≤": "<=", "×": "x", "±": "+-", "…": "...",
    "σ": "sigma", "²": "^2", "✓": "+", "✗": "x", "●": "*", "▲": "^", "‘": "'", "’": "'", "“": '"', "”": '"',
    "─": "-", "│": "|", "\u00a0": " ", "▁": "_", "▂": ".", "▃": ":", "▄": "-", "▅": "=", "▆": "+", "▇": "*", "█": "#",
}  # fmt: skip


def visible(text: object, longest: int = MESSAGE) -> str:
    """One line in which controls, ANSI, bidi marks and surrogates show as ``\\x1b`` and the like.

    Tabs become spaces. ``##[`` is broken up: the runners of Azure and GitHub take it for a command anywhere.
    """
    raw = shorten(str(text), longest).replace("\t", " ").replace("##[", "#\\x23[")
    if raw.isascii() and raw.isprintable():
        return raw
    return "".join(_shown(c) for c in raw)


def _shown(char: str) -> str:
    if char.isprintable() or unicodedata.category(char) not in _UNSEEN:
        return char
    known = {"\n": "\\n", "\r": "\\r"}.get(char)
    code = ord(char)
    return known or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")


def shorten(text: str, longest: int = LONGEST) -> str:
    """``text``, or its two ends with the number of characters left out between them."""
    if len(text) <= longest:
        return text
    head, tail = longest * 2 // 3, longest // 6
    return f"{text[:head]}…({len(text) - head - tail} more characters)…{text[-tail:]}"


def name(text: object) -> str:
    """A name, a path or a key: visible and of bearable length."""
    return visible(text, LONGEST)


def ascii_only(text: str) -> str:
    """Our own signs by their ASCII likeness, everything else beyond ASCII as an escape."""
    if text.isascii():
        return text
    return "".join(_ASCII.get(c, c) for c in text).encode("ascii", "backslashreplace").decode("ascii")


def in_html(text: object) -> str:
    """Text for HTML, attributes included."""
    return html.escape(visible(text), quote=True)


def html_prose(text: object) -> str:
    """A sentence for HTML: pairs of backticks become code."""
    parts = TICKED.split(visible(text))
    return "".join(
        f"<code>{html.escape(p)}</code>" if i % 2 else html.escape(p, quote=True) for i, p in enumerate(parts) if p
    )


def xml(text: object) -> str:
    """Text for XML 1.0, attributes included: characters that XML cannot hold show as escapes."""
    return html.escape(_NOT_XML.sub("\ufffd", visible(text)), quote=True).replace("&#x27;", "&apos;")


def annotation(text: object) -> str:
    """The message of a GitHub workflow command."""
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def annotation_property(text: object) -> str:
    """A property of a GitHub workflow command: title, file."""
    return annotation(name(text)).replace(":", "%3A").replace(",", "%2C")
