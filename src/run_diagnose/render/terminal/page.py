"""A page of styled lines: wrapped at blanks, names at / and _, numbers never."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import field

from run_diagnose.facts import dataclass
from run_diagnose.render.escape import visible

Span = tuple[str, str]
"""Text and its style: ``""``, ``bold``, ``dim``, ``red`` ..."""
_WORD = re.compile(r"\S*\d %\S*|\S*(?:epochs?|steps?|rows?|lines?) \d\S*|\S+|\s+")
"""A number and its unit, a place and its number are one word: they are never torn apart at the end of a line."""
_JOINT = re.compile(r"(?<=[/_,;:=|)\]])(?=.)|(?<=[A-Za-z][.-])(?=.)|(?<=.)(?=[(\[])")
"""Where a word that is longer than the line may be broken: never inside a number."""
NARROWEST = 40


def cells(text: str) -> int:
    """Columns that ``text`` takes: two for East Asian wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


@dataclass(slots=True)
class Page:
    """Lines of spans, each at most ``width`` columns."""

    width: int
    lines: list[list[Span]] = field(default_factory=list)

    def blank(self) -> None:
        """One empty line, never two."""
        if self.lines and self.lines[-1]:
            self.lines.append([])

    def title(self, text: str, beside: str = "") -> None:
        """A heading, with something dim to its right."""
        self.blank()
        self.write([(text, "bold"), (f"  {beside}" if beside else "", "dim")], 1)

    def write(self, spans: list[Span], indent: int = 0, hang: int | None = None) -> None:
        """Spans as a paragraph: the first line from column ``indent``, the rest from ``hang``."""
        hang = indent if hang is None else hang
        line: list[Span] = [(" " * indent, "")]
        used = indent
        for word, style in _words(spans, self.width - hang):
            size = cells(word)
            if used + size > self.width and used > hang:
                self.lines.append(line)
                line, used = [(" " * hang, "")], hang
                if word.isspace():
                    continue
            line.append((word, style))
            used += size
        self.lines.append(line)

    def raw(self, text: str, style: str = "") -> None:
        """A line as it is: it may be wider than the page, for code must be copied whole."""
        self.lines.append([(text, style)])


def _words(spans: list[Span], width: int) -> list[Span]:
    """Words and blanks; words longer than a line come in parts."""
    out: list[Span] = []
    for text, style in spans:
        for word in _WORD.findall(visible(text)):
            out += [(part, style) for part in ([word] if cells(word) <= width else _parts(word, width))]
    return out


def _parts(word: str, width: int) -> list[str]:
    return [bit for joint in _JOINT.split(word) for bit in _folded(joint, width)]


def _folded(text: str, width: int) -> list[str]:
    """The last resort for a word without joints."""
    step = max(width, 1)
    return [text[i : i + step] for i in range(0, len(text), step)] if cells(text) > width else [text]
