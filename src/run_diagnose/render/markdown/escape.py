"""Log text inside Markdown: as prose, as a name in code, in a fence, in a mermaid chart."""

from __future__ import annotations

import re

from run_diagnose.render.escape import TICKED, ascii_only, name, visible

_UNSAFE_CODE = re.compile(r"[`|<\\@#]|\]\(|://|www\.|^\s|\s$", re.IGNORECASE)
"""Names with these are written with entities; the rest needs only its backticks."""
_IN_CODE = re.compile(
    r"""(?P<link>@|\bwww(?=\.)|:(?=//|[a-z0-9_+-]+:))|[^\w .,:;=+()'"%/-]|(?<![^\W_])_|_(?![^\W_])""", re.IGNORECASE
)
_LINK = re.compile(r"\][(:]")
"""Without one of these in the text a square bracket is only a bracket."""
_BLOCK = re.compile(r"(\[|[-+*](?=\s|$)|[-=_]{2,}|>|#{1,6}(?=\s|$)|\d+(?=[.)](?:\s|$)))")
"""What would begin a list, a rule, a quote or a heading at the start of a line."""
_MARK = re.compile(
    r"""(?P<slash>[\\`~]|(?<=\S)\*|\*(?=\S)|(?<![^\W_])_+)  # markup: a backslash before it
    | (?P<link>\[)                                                       # only where a link can come of it
    | (?P<tag><(?=[A-Za-z/!?])|&(?=\#|\w+;)|\|)                            # HTML and the edges of cells: an entity
    | (?P<formula>\$)                                                      # GitHub's documentation asks for a span
    | (?P<word>@|\#(?=\w)|\bGH-(?=\d)|:(?=//|[a-z0-9_+-]+:)|\bwww(?=\.))   # mentions, references, addresses, emoji
    """,
    re.VERBOSE | re.IGNORECASE,
)
_NOTHING = "<!-- -->"
"""Splits a word for GitHub's link and mention filters, shows nothing, and leaves what is copied untouched."""


def markdown(text: object) -> str:
    """Text for Markdown prose and cells: no markup, link, mention, reference, HTML, formula or emoji comes of it."""
    plain = visible(text).strip()
    return _inline(plain, begins=True, links=bool(_LINK.search(plain)))


def _inline(plain: str, *, begins: bool, links: bool) -> str:
    begin = _BLOCK.match(plain) if begins else None
    mark = begin[0] if begin else ""
    rest = _MARK.sub(lambda m: _harmless(m, links), plain[len(mark) :])
    return f"{mark}\\{rest}" if mark.isdigit() else "".join(f"\\{c}" for c in mark) + rest


def _harmless(match: re.Match[str], links: bool) -> str:
    found = match[0]
    if match["slash"]:
        return "".join(f"\\{c}" for c in found)
    if match["link"]:
        return "\\[" if links else "["
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
    plain = visible(text).strip()
    links = bool(_LINK.search(plain.replace("`", "")))
    parts = TICKED.split(plain)
    out = (code(p) if i % 2 else _inline(p, begins=not i, links=links) for i, p in enumerate(parts) if p)
    return "".join(out)


def fence(lines: list[str], language: str = "") -> list[str]:
    """A fenced block that nothing inside can close."""
    shown = [visible(line) for line in lines]
    ticks = max((len(run) for line in shown for run in re.findall("`+", line)), default=0)
    mark = "`" * max(3, ticks + 1)
    return [mark + re.sub(r"\W", "", language), *shown, mark]


def mermaid(text: object) -> str:
    """A title or a series name inside a mermaid chart: letters, digits and a few signs, never empty."""
    kept = re.sub(r"[^\w ./%()-]", "_", ascii_only(name(text)))
    return kept.strip()[:60] or "series"


def key(text: str) -> str:
    """A word for a hidden HTML comment: no dash pair, no space, nothing that ends it."""
    return re.sub(r"-{2,}", "-", re.sub(r"[^A-Za-z0-9._/-]+", "-", ascii_only(visible(text))))[:80].strip("-") or "run"
