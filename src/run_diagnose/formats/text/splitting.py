"""Splits of a line's values: one for the whole line, or one in each name; repeated names are told apart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from run_diagnose.formats.text import words
from run_diagnose.formats.text.shape import Field, Walk

_GRADIENTS = re.compile(
    r"\W*grad(?:ient)?s?[ _]?(?:l2 )?norms?(?: (?:per|by|of)(?: \w+){1,2})?\s*(?:[:>|-]|->|=>)+\W*\w", re.IGNORECASE
)


def headed(fields: Sequence[Field], message: str) -> tuple[Field, ...]:
    """``grad norms: stem=0.1, head=0.5``: the heading of a line is what its names are parts of."""
    if len(fields) < 2 or not _GRADIENTS.match(message) or any("grad" in f.name.lower() for f in fields):
        return tuple(fields)
    return tuple(replace(f, name=f"grad_norm/{f.name}") for f in fields)


def split_fields(walk: Walk) -> tuple[tuple[Field, ...], str]:
    """Fields with their split in the name where a line holds several, else the one split of the line."""
    fields = walk.fields
    sections = list(walk.sections)
    first_words = [words.split_of(f.name.split(" ", 1)[0]) if " " in f.name else "" for f in fields]
    own = [bool(words.SPLIT_WORD.search(f.name)) for f in fields]
    same = all(not o or w == first_words[0] for o, w in zip(own, first_words, strict=True))
    if len(fields) > 1 and own[0] and first_words[0] and same and not all(own) and not any(sections):
        rest = [replace(f, name=f.name.split(" ", 1)[1]) if o else f for f, o in zip(fields, own, strict=True)]
        if all(o or f.nested or words.METRIC.search(f.name) for f, o in zip(rest, own, strict=True)):
            return tuple(rest), first_words[0]
    if len({f.name for f in fields}) < len(fields) and not any(sections):
        carried, names = "", [f.name for f in fields]
        for k, first in enumerate(first_words):
            carried = fields[k].name.split(" ", 1)[0] if first else carried
            if not own[k] and carried and names.count(names[k]) > 1:
                fields[k] = replace(fields[k], name=f"{carried} {fields[k].name}")
        return tuple(fields), ""
    named = {s for s in sections if s}
    if len(named) == 1 and sections and sections[0] and not any(own):
        return tuple(fields), words.split_of(named.pop())
    if named:
        return tuple(
            replace(f, name=f"{s} {f.name}") if s and not o else f
            for f, s, o in zip(fields, sections, own, strict=True)
        ), ""
    return tuple(fields), ""


def distinct(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Fields with repeated names numbered: ``loss``, ``loss#2``."""
    seen: dict[str, int] = {}
    out = []
    for field in fields:
        count = seen[field.name] = seen.get(field.name, 0) + 1
        out.append(field if count == 1 or field.index >= 0 else replace(field, name=f"{field.name}#{count}"))
    return tuple(out)
