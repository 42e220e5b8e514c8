"""Lines of Python for a narrow terminal: broken where Python allows it, so that what is copied still runs."""

from __future__ import annotations

import textwrap

from run_diagnose.render.terminal.page import cells

DEEPER = "    "
"""What a continued line stands further in."""


def fitted(line: str, width: int) -> list[str]:
    """``line`` in lines of at most ``width`` columns: its comment goes above it, code goes on inside its brackets.

    A line without such a place stays as it is: a statement torn anywhere else would be none.
    """
    if cells(line) <= width:
        return [line]
    indent = line[: len(line) - len(line.lstrip())]
    if line.lstrip().startswith("#"):
        lead = f"{indent}# "
        return textwrap.wrap(line.lstrip("# "), width, initial_indent=lead, subsequent_indent=lead)
    code, mark, comment = line.rpartition("  # ")
    if mark:
        return [*fitted(f"{indent}# {comment}", width), *fitted(code, width)]
    at = _joint(line, width)
    return [line] if at is None else [line[:at].rstrip(), *fitted(f"{indent}{DEEPER}{line[at:].lstrip()}", width)]


def _joint(line: str, width: int) -> int | None:
    """A place behind a comma or an opening bracket, outside of quotes: in the fewest brackets, of those the last."""
    depth, quote = 0, ""
    seen: list[tuple[int, int]] = []
    start = len(line) - len(line.lstrip()) + len(DEEPER)
    for i, char in enumerate(line[:width], 1):
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        if not quote and depth > 0 and char in ",(" and i > start:
            seen.append((-depth, i))
    return max(seen)[1] if seen else None
