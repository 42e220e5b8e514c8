"""Clients of one training that print their own lines: each is told apart by its name.

``Client 1 - Loss: 0.9`` and ``Client 2 - Loss: 0.6`` beside ``Global model - Loss: 0.7`` are three curves, and the
clients' are none of the model's. Processes of one run (``rank 0``, ``worker 3``) are left alone: they print the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from run_diagnose.formats.text import words
from run_diagnose.formats.text.declare import Rewrite
from run_diagnose.patterns import pattern

_MANY = 12
"""Clients that are told apart one by one; of more a sample trains in each round, and nobody follows a single one."""
_LOOKED_AT = 400
"""Characters of a line that are looked at."""
_ENTITY = pattern(
    r"\b(?P<kind>client|site|party|institution|hospital|agent)(?:[ _](?:id|index|idx))?(?:\s?[:=#]\s?|[ _]|)"
    r"(?P<id>\d{1,5})\b(?!\s?/)(?P<rest>.{0,2000})",
    re.IGNORECASE,
)
_NAME = pattern(
    r"(?<![\w.%/])(?P<name>[A-Za-z_][\w@/.-]{0,40}(?: [A-Za-z_]\w{0,20}){0,2})(?P<tie>\s?[:=]\s?|\s)(?=[-+]?\d)"
)


def told_apart(lines: Sequence[str], rewrite: Rewrite) -> Rewrite:
    """``rewrite``, and behind it names that say whose figures they are, where several clients print theirs."""
    text = "\n".join(lines).lower()
    if not any(kind in text for kind in ("client", "site", "party", "institution", "hospital", "agent")):
        return rewrite
    found = [entity for line in lines if (entity := _entity(rewrite(line))) is not None]
    told = {(entity["kind"].lower(), entity["id"]) for entity in found}
    if len(told) < 2:
        return rewrite
    single = len(told) <= _MANY

    def apart(line: str) -> str:
        plain = rewrite(line)
        entity = _entity(plain)
        if entity is None:
            return plain
        whose = entity["kind"].lower() + (entity["id"] if single else "")
        return plain[: entity.start()] + _named(entity["rest"], whose) + plain[entity.end() :]

    return apart


def _entity(line: str) -> re.Match[str] | None:
    """The client that a line of figures begins with, perhaps behind the round."""
    found = _ENTITY.search(line[:_LOOKED_AT]) if len(line) <= _LOOKED_AT else None
    told = found is not None and words.LEARNING.search(found["rest"]) and _NAME.search(found["rest"])
    return found if told and not words.LEARNING.search(line[: found.start()]) else None  # type: ignore[union-attr]


def _named(rest: str, whose: str) -> str:
    """Figures of a client that name no split are of its training."""

    def renamed(found: re.Match[str]) -> str:
        told = found["name"]
        part = "" if words.SPLIT_WORD.search(told) else "train "
        return found[0] if words.axis_of(told) else f"{part}{whose} {told}{found['tie']}"

    return _NAME.sub(renamed, rest)
