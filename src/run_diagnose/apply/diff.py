"""What an edit changes, as a unified diff that ``patch`` takes."""

from __future__ import annotations

import difflib
import re

_NO_END = "\\ No newline at end of file\n"


def unified(before: str, after: str, name: str, to: str = "") -> str:
    """The diff of two texts; empty where they are alike. Line ends are shown as they are."""
    rows = difflib.unified_diff(_lines(before), _lines(after), fromfile=name, tofile=to or name, n=3)
    return "".join(row if row.endswith("\n") else f"{row}\n{_NO_END}" for row in rows)


def _lines(text: str) -> list[str]:
    """Split at line feeds alone: a form feed or U+2028 ends no line of a file."""
    return re.findall(r"[^\n]*\n|[^\n]+", text)
