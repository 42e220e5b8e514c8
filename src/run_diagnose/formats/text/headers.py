"""Header lines: which line without values opens an epoch, a step or a phase."""

from __future__ import annotations

import re
from collections.abc import Sequence

from run_diagnose.formats.text import words

_PHASE = re.compile(
    r"^\W*(?:(?:start(?:ing)?|begin(?:ning)?|running|now)\s+)?([A-Za-z]+)(?:\s+(?:phase|set|results?|errors?|performance|metrics|stats|loop|mode|step))?\s*(?:\.\.\.|\W*)$",
    re.IGNORECASE,
)
_PHASE_WORD = re.compile(
    r"\bphase[ :=]+['\"]?([A-Za-z]+)|\b(eval\w*|valid\w*) (?:on|at|for|after) epoch", re.IGNORECASE
)
_NO_HEADER = re.compile(
    r"\b(?:from|load\w*|until|every|per|for|max\w*|total|num\w*|warm\w*|takes?|took|duration|completed|finished|will|with)\b",
    re.IGNORECASE,
)


_HEADING = re.compile(
    r"[-|] (\w+) (?:metrics|results|figures|stats|statistics)\s*:\s*$"
    r"|^\s*(train|eval|val|valid|validation|test)\s*\|.*:\s*$",
    re.IGNORECASE,
)
"""``Epoch[3] - Evaluation time (seconds): 12.3 - train metrics:``, ``eval | step: 100 | output:``: what stands below is
the split's."""


def opens_phase(message: str) -> str:
    """The split whose metrics this line announces, whatever else it tells."""
    found = _HEADING.search(message)
    return words.split_of(found[1] or found[2]) if found else ""


def is_header(message: str, axes: Sequence[tuple[int, str]]) -> bool:
    """True for a line that opens an epoch or a step, not for one that tells of an epoch in a sentence."""
    if all(name == "?" for _, name in axes):
        return False
    text = re.sub(r"\d[\d.,:/]*", " ", message)
    word_count = len(re.findall(r"[A-Za-z]+", text))
    return word_count <= 8 and not (
        _NO_HEADER.search(text)
        and not re.match(r"^\W*(?:epoch|\[?epoch|test on epoch|step|iter)", message, re.IGNORECASE)
    )


def phase_of(message: str) -> str:
    """The split that a header line opens (``Validation:``, ``phase train``)."""
    if split := opens_phase(message):
        return split
    if match := _PHASE_WORD.search(message):
        return words.split_of(match[1] or match[2])
    if len(message) < 60 and "|" not in message and (match := _PHASE.match(message)):
        return words.split_of(match[1])
    return ""
