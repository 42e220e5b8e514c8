"""Numbers that belong to the value before them: averages in brackets, lists, fractions, ``mean/std: a / b``."""

from __future__ import annotations

import re
from dataclasses import replace

from run_diagnose.formats.text import words
from run_diagnose.formats.text.shape import Field, Walk

_WRAPPED = re.compile(r"np\.\w+\(|tensor\(")
_WORD_BEHIND = re.compile(r"\s?%?\s+([A-Za-z][\w ]{0,20})\s*\)")
"""The name behind a value in brackets: ``Train Loss 0.29 (87.9% Acc)``."""
_SPLIT_OF = re.compile(rf"^{words.SPLIT_WORD.pattern}(?=[ _])", re.IGNORECASE)
_OF_SPLIT = re.compile(r"\s*[(\[](\w+)[)\]]\s*[,/|]?\s*")
"""``loss 0.5 (train) 0.6 (val)``."""
_LOSS = re.compile(r"loss", re.IGNORECASE)
_IN_BRACKETS = ("(", "(avg:", "(avg", "(mean:", "(average:", "(global_avg:")
_SPREAD = ("±", "+/-", "+-")


def continues(walk: Walk, i: int, text: str, value: str, after: str) -> bool:
    """Place a number that continues the value before it; False where it stands for itself."""
    if walk.last not in ("value", "part") or not walk.fields:
        return False
    bare, before = _WRAPPED.sub("", text).strip(), walk.fields[-1]
    if bare in ("/", "|", *_SPREAD) and (name := _part_name(walk)):
        walk.add(Field(i, name, unit=before.unit), "part")
    elif bare == "/" and before.over < 0 and before.index < 0:
        _below(walk, i, value, after)
    elif bare in ("=", "->") and before.over >= 0:
        walk.fields[-1] = Field(i, before.name)
        walk.last = "part"
    elif bare in _SPREAD:
        walk.add(Field(i, f"{before.name} (std)"), "part")
    elif bare in (",", "", "),") and walk.last == "part" and (listed := re.match(r"^(.*)\[(\d+)\]$", before.name)):
        walk.add(Field(i, f"{listed[1]}[{int(listed[2]) + 1}]"), "part")
    elif bare in _IN_BRACKETS and after.lstrip("%")[:1] == ")" and before.over < 0 and walk.last == "value":
        if bare == "(" and value[0] in "+-" and walk.value[:1] not in ("+", "-"):
            walk.last = "skip"  # ``0.42 (-0.01)``: the change since the last time
        else:
            walk.add(Field(i, _second_name(walk), unit=before.unit), "part")
    elif bare == "(" and (word := _WORD_BEHIND.match(after)) and words.LEARNING.search(word[1]):
        walk.add(Field(i, " ".join([*_SPLIT_OF.findall(before.name), word[1]])), "part")
    elif bare in ("(", "[", "/") and walk.last == "value" and not re.match(r"\s*/\s*$", after):
        walk.last = "skip"
    else:
        return _tells_its_split(walk, i, text, after)
    return True


def _below(walk: Walk, i: int, value: str, after: str) -> None:
    """What stands behind a slash: the whole of a share; of a loss, which is no share, its mean (``0.53/0.61``).

    A percentage is no whole: ``train 2.31 / 35.1%``.
    """
    before = walk.fields[-1]
    if after.startswith("%"):
        walk.last = "skip"
    elif "." in value and "." in walk.value and _LOSS.search(before.name):
        walk.add(Field(i, f"{before.name} (avg)"), "part")
    else:
        walk.fields[-1] = Field(before.slot, before.name, over=i)


def _tells_its_split(walk: Walk, i: int, text: str, after: str) -> bool:
    """Place the second of ``loss 0.5 (train) 0.6 (val)``, and name both."""
    first, second, before = _OF_SPLIT.fullmatch(text), _OF_SPLIT.match(after), walk.fields[-1]
    if first is None or second is None or walk.last != "value" or words.SPLIT_WORD.search(before.name):
        return False
    if not (words.split_of(first[1]) and words.split_of(second[1])):
        return False
    walk.fields[-1] = replace(before, name=f"{first[1]} {before.name}")
    walk.add(Field(i, f"{second[1]} {before.name}"), "part")
    return True


def _second_name(walk: Walk) -> str:
    """The name of a number in parentheses: a running average, or what the name says (``Accuracy (Loss): x (y)``)."""
    field = walk.fields[-1]
    both = re.match(r"^(.*\S)\s*\(([A-Za-z ]+)\)$", field.name)
    if both is None or not words.METRIC.search(both[2]) or not words.METRIC.search(both[1]):
        return f"{field.name} (avg)"
    walk.fields[-1] = replace(field, name=both[1])
    return " ".join([*both[1].split()[:-1], both[2]])


def _part_name(walk: Walk) -> str:
    """The name of the next value under a name such as ``mean/std``, renaming the first when it is met."""
    field = walk.fields[-1]
    lead = walk.lead
    if lead is None or "/" not in lead.name:
        return ""
    stem, _, last = lead.name.rpartition(" ")
    names = [f"{stem} {part}".strip() for part in last.split("/")]
    if field.name == lead.name and len(names) > 1:
        walk.fields[-1] = replace(field, name=names[0])
        return names[1]
    position = names.index(field.name) + 1 if field.name in names else len(names)
    return names[position] if position < len(names) else ""
