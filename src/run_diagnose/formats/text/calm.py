"""Hostile text made harmless for regular expressions that step back: no run of blanks is longer than a log's own."""

from __future__ import annotations

import re

_RUN = re.compile(r"(\s)\s{30,}(?=(\s))")
"""Alignment in logs takes a dozen blanks; two patterns of blanks side by side take seconds over ten thousand."""
SHORT = 200
"""Characters up to which no pattern can be slow."""


def calm(text: str, *, longest: int = 2000) -> str:
    """``text`` with at most some thirty blanks in a row, and of a longer text its last ``longest`` characters."""
    if len(text) <= SHORT:
        return text
    return _RUN.sub(_shorter, text[-longest:])


def _shorter(run: re.Match[str]) -> str:
    """The first and the last blank of a run, and a line end between them if it held one."""
    return run[1] + " " * 14 + ("\n" if "\n" in run[0] else " ") + " " * 14 + run[2]
