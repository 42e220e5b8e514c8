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
_UNSAFE_CODE = re.compile(r"[`|<\\@#]|\]\(|://|www\.|^\s|\s$", re.IGNORECASE)
_IN_CODE = re.compile(
    r"""(?P<link>@|\bwww(?=\.)|:(?=//|[a-z0-9_+-]+:))|[^\w .,:;=+()'"%/-]|(?<![^\W_])_|_(?![^\W_])""", re.IGNORECASE
)
"""Names with these are written with entities; the rest needs only its backticks."""
_TICKED = re.compile(r"`([^`]+)`")
_BLOCK = re.compile(r"([-+*](?=\s|$)|[-=_]{2,}|>|#{1,6}(?=\s|$)|\d+(?=[.)](?:\s|$)))")
"""What would begin a list, a rule, a quote or a heading at the start of a line."""
_MARK = re.compile(
    r"""(?P<slash>[\\`\[~]|(?<=\S)\*|\*(?=\S)|(?<![^\W_])_+|_+(?![^\W_]))  # markup: a backslash before it
    | (?P<tag><(?=[A-Za-z/!?])|&(?=\#|\w+;)|\|)                            # HTML and the edges of cells: an entity
    | (?P<formula>\$)                                                      # GitHub's documentation asks for a span
    | (?P<link>@|\#(?=\w)|\bGH-(?=\d)|:(?=//|[a-z0-9_+-]+:)|\bwww(?=\.))   # mentions, references, addresses, emoji
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOTHING = "<!-- -->"
"""Splits a word for GitHub's link and mention filters, shows nothing, and leaves what is copied untouched."""
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


def markdown(text: object) -> str:
    """Text for Markdown prose and cells: no markup, link, mention, reference, HTML, formula or emoji comes of it."""
    return _inline(visible(text).strip(), begins=True)


def _inline(plain: str, *, begins: bool) -> str:
    begin = _BLOCK.match(plain) if begins else None
    if begin is None:
        return _MARK.sub(_harmless, plain)
    mark, rest = begin[0], _MARK.sub(_harmless, plain[begin.end() :])
    return f"{mark}\\{rest}" if mark.isdigit() else "".join(f"\\{c}" for c in mark) + rest


def _harmless(match: re.Match[str]) -> str:
    found = match[0]
    if match["slash"]:
        return "".join(f"\\{c}" for c in found)
    if match["tag"]:
        return {"<": "&lt;", "&": "&amp;", "|": "&#124;"}[found]
    return "<span>$</span>" if match["formula"] else f"{found}{_NOTHING}"


def code(text: object) -> str:
    """A name as Markdown code, in prose and in table cells alike."""
    plain = name(text)
    if not plain.strip():
        return "`(empty)`"
    return f"<code>{_every(plain)}</code>" if _UNSAFE_CODE.search(plain) else f"`{plain}`"


def _every(text: str) -> str:
    """Every character that could mean something as an entity, which means nothing."""
    return _IN_CODE.sub(lambda m: f"{m[0]}{_NOTHING}" if m["link"] else f"&#{ord(m[0])};", text)


def prose(text: object) -> str:
    """A sentence of ours that may quote the log: pairs of backticks become code, all else is text."""
    parts = _TICKED.split(visible(text).strip())
    return "".join(code(part) if i % 2 else _inline(part, begins=not i) for i, part in enumerate(parts) if part)


def fence(lines: list[str], language: str = "") -> list[str]:
    """A fenced block that nothing inside can close."""
    shown = [visible(line) for line in lines]
    ticks = max((len(run) for line in shown for run in re.findall("`+", line)), default=0)
    mark = "`" * max(3, ticks + 1)
    return [mark + re.sub(r"\W", "", language), *shown, mark]


def in_html(text: object) -> str:
    """Text for HTML, attributes included."""
    return html.escape(visible(text), quote=True)


def html_prose(text: object) -> str:
    """A sentence for HTML: pairs of backticks become code."""
    parts = _TICKED.split(visible(text))
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


def mermaid(text: object) -> str:
    """A title or a series name inside a mermaid chart: letters, digits and a few signs, never empty."""
    kept = re.sub(r"[^\w ./%()-]", "_", ascii_only(name(text)))
    return kept.strip()[:60] or "series"


def key(text: str) -> str:
    """A word for a hidden HTML comment: no dash pair, no space, nothing that ends it."""
    return re.sub(r"-{2,}", "-", re.sub(r"[^A-Za-z0-9._/-]+", "-", ascii_only(visible(text))))[:80].strip("-") or "run"
