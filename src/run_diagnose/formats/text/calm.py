"""Hostile text made harmless for regular expressions that step back: no run of blanks or letters beyond a log's own."""

from __future__ import annotations

import re

_RUN = re.compile(r"(\s)\s{30,}(?=(\s))")
"""Alignment in logs takes a dozen blanks; two patterns of blanks side by side take seconds over ten thousand."""
_WORD = re.compile(r"\w{1000,}")
"""The longest number a double prints in full has 309 digits; a pattern that looks for a word anywhere takes 20 s over
60,000 letters in a row."""
SHORT = 200
"""Characters up to which no pattern can be slow."""


def calm(text: str, *, longest: int = 2000) -> str:
    """``text`` with at most some thirty blanks and 1000 letters in a row; of a longer text its last ``longest``."""
    if len(text) <= SHORT:
        return text
    return _WORD.sub(_ends, _RUN.sub(_shorter, text[-longest:]))


def _ends(word: re.Match[str]) -> str:
    """Both ends of a word: names that differ in the middle are rarer than text that is no name at all."""
    return word[0][:500] + word[0][-499:]


def _shorter(run: re.Match[str]) -> str:
    """The first and the last blank of a run, and a line end between them if it held one."""
    return run[1] + " " * 14 + ("\n" if "\n" in run[0] else " ") + " " * 14 + run[2]
