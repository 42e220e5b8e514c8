"""Which number counts an axis, and which one is a value."""

from __future__ import annotations

import re
from dataclasses import replace

from run_diagnose.formats.text import tongues, words
from run_diagnose.formats.text.calm import calm
from run_diagnose.formats.text.naming import Lead, lead_of
from run_diagnose.formats.text.numbers import is_integer
from run_diagnose.formats.text.parts import continues
from run_diagnose.formats.text.shape import Field, Walk

_UNIT_TAIL = re.compile(r"^(?:[A-Za-zµ%]+(?:/[A-Za-z]+)?|/s(?:/[A-Za-z]+)?(?![A-Za-z])|[个個]?[轮輪回期步])")
_SENTENCE_END = re.compile(r"^\s?(?:s|ms|sec|min|seconds|minutes|hours)?[.!]\s+(?=[^\W\d])")
"""Behind a value at the end of a sentence: ``31.112 s. Mean Reward: 1.2``."""
_UNIT = re.compile(r"([A-Za-zµ%]+(?:/\w+)?)|\s(ms|s|sec|MB|GB|MiB|GiB|KB)\b")
_TIME_UNITS = frozenset({"s", "ms", "sec", "secs", "seconds", "min", "mins", "minutes"})
_TIMED = re.compile(r"time|dur|took|elapsed|eta\b|sec\b|min\b|dt\b|ms\b|latency|wall|cost", re.IGNORECASE)
"""``train 2.1s`` is how long it took, and says so neither in its name nor by a name that measures learning."""
_WITH_UNIT = re.compile(r"\s*[a-zA-Z]+(?!\w*\s?[:=])")
_PAIR = re.compile(r",\s*'")
"""Behind the number of a policy: ``Avg episode reward: [(0, '12.3')]``."""
UNNAMED = "value"
"""The name of a figure behind an axis that no word explains: ``epoch 3 : 0.53``."""
_VERSION = re.compile(r"\.\d|:\d|[A-Za-z_]+\d|-\d|_")
"""Behind a number: a version, a clock, a name that begins with digits."""
_THING = re.compile(r"\s[a-z]{3,}(?!\s*[:=\d])")
"""Behind an integer: what is counted (``contains 5 splits``)."""

_AFTER = re.compile(r"\b(?:after|at|past|finished|completed)\s+$", re.IGNORECASE)
_PASSED = re.compile(r"\s+(?:training )?(epochs?|steps?|iterations?|episodes?|updates?)(?:\(s\)|\b)", re.IGNORECASE)
"""Around a counter: ``after 5 epochs the loss is 0.45``."""


def place(walk: Walk, i: int, text: str, value: str, after: str, *, at_start: bool) -> None:
    """Place one number of the line."""
    text = calm(text)
    if not at_start and (text[:1].isalpha() or text[:1] in ("%", "µ", "/")):
        text = _UNIT_TAIL.sub("", text)
    if not at_start and "." in text[:10]:
        text = _SENTENCE_END.sub("", text)
    bare = text.strip()
    if walk.last in ("axis", "total") and bare in ("/", "of", "\\") and walk.last == "axis" and is_integer(value):
        walk.totals.append((i, walk.axes[-1][1]))
        walk.last = "total"
        return
    if continues(walk, i, text, value, after):
        return
    if tongues.COUNTED.search(text) and (counted := tongues.COUNTERS.match(after)):
        walk.axes.append((i, "epoch" if counted[1] else "step"))
        walk.last, walk.lead = "axis", None
        return
    passed = _PASSED.match(after)
    if passed and is_integer(value) and _AFTER.search(text) and (axis := words.axis_of(passed[1])):
        walk.axes.append((i, axis))
        walk.last, walk.lead = "axis", None
        return
    if walk.last == "axis" and walk.lead is None:
        text = _PASSED.sub("", text)
    lead = lead_of(text, glued=walk.last in ("index", "skip") and text.startswith(" "))
    if walk.last == "pair" and walk.lead is not None:
        lead = replace(walk.lead, opens="")
    if lead.many and walk.has("epoch"):
        walk.last, walk.lead, walk.value = "skip", lead, value
        return
    if not lead.nested and walk.fields and walk.fields[-1].nested and ")" not in text:
        lead = replace(lead, nested=True)
    if lead.section:
        walk.section = lead.section
    lead = _grouped(walk, lead, text)
    if not _axis(walk, i, lead, value, after, at_start=at_start):
        _value(walk, i, lead, value, after)
    walk.lead, walk.value = lead, value


_GROUP = re.compile(r"([A-Za-z][\w ]{0,40})\s*[|:-]\s*(?:\w+)\s*[:= ]\s*$")
"""In front of a split's figure: what the splits are figures of."""


def _grouped(walk: Walk, lead: Lead, text: str) -> Lead:
    """``Loss | Train: 0.5 Valid: 0.6``: a split under a measured word is that word's figure on the split."""
    if not lead.is_split or lead.opens:
        walk.group = "" if lead.name else walk.group
        return lead
    if (found := _GROUP.search(text)) and words.LEARNING.search(found[1]) and not words.SPLIT_WORD.search(found[1]):
        walk.group = found[1].strip()
    return replace(lead, name=f"{lead.name} {walk.group}", is_split=False) if walk.group else lead


def _axis(walk: Walk, i: int, lead: Lead, value: str, after: str, *, at_start: bool) -> bool:
    """Place a number that counts epochs, steps or batches."""
    named = lead.axis and not re.match(r"\s*%|[a-zA-Z]|\.\d", after)
    if named and (is_integer(value) or (lead.axis in ("epoch", "kimg") and re.fullmatch(r"\d+\.\d+", value))):
        if any(name == lead.axis for _, name in walk.axes):
            walk.last = "skip"
        else:
            walk.axes.append((i, lead.axis))
            walk.last = "axis"
        return True
    axis = _unnamed_axis(walk, lead, after, at_start=at_start) if is_integer(value) else ""
    if axis:
        walk.axes.append((i, axis))
        walk.last = "axis"
    return bool(axis)


def _unnamed_axis(walk: Walk, lead: Lead, after: str, *, at_start: bool) -> str:  # noqa: PLR0911 - one per spelling
    """The axis of an integer without an axis word: ``[3/80]``, ``100/2826 batches``, ``[1,  2000] loss``."""
    inside = any(name in ("epoch", "?") for _, name in walk.axes)
    if re.match(r"\s*[/\\]\s*$|\s+of\s+$", after):
        bracket = (lead.opens == "[" or (lead.opens and at_start)) and (not lead.name or lead.section or lead.is_split)
        if bracket or (not lead.name and (at_start or lead.alone) and not lead.strong):
            return "step" if inside else "?"
    if lead.strong and lead.is_split and re.match(r"\s*\[\s*$|\s*\):\s*$", after) and not walk.axes:
        walk.section = lead.name
        return "epoch"
    if lead.name:
        return ""
    if at_start and lead.opens == "[" and re.match(r",\s*$", after):
        return "epoch"
    if (
        lead.comma
        and len(walk.axes) == 1
        and walk.axes[0][1] == "epoch"
        and walk.last == "axis"
        and after.startswith("]")
    ):
        return "batch"
    if at_start and lead.bare and not walk.axes and re.match(r"\]?\s*[:|\]\t]\s*[A-Za-z]|\]\s", after):
        return "step"
    return ""


def _value(walk: Walk, i: int, lead: Lead, value: str, after: str) -> None:
    """Place a number that has a name; one without a usable name may be an index inside the next name."""
    name, good = lead.name, _is_value(lead, value, after)
    if lead.untold and walk.last == "value" and walk.fields[-1].name == UNNAMED:  # a list of figures, not one
        walk.fields.pop(), walk.sections.pop()
        walk.last = "skip"
        return
    if name and lead.opens == "(" and is_integer(value) and _PAIR.fullmatch(after):
        walk.last = "pair"
        return
    if lead.listed and "." in value and re.match(r"\)?,\s*\S{0,12}$", after):
        walk.add(Field(i, f"{lead.section}[0]"), "part")
        walk.section = ""
        return
    if not name and lead.strong and walk.last in ("axis", "total") and walk.lead is not None and walk.lead.before:
        name, good = walk.lead.before, not _VERSION.match(after)
    if not name and "." in value and not walk.fields and walk.last in ("axis", "total") and lead.untold:
        name, good = UNNAMED, not after.strip()
    elif name.lower() == "value" and walk.last == "axis" and not lead.strong:
        name, good = "objective value", not after.strip()
    total = name.lower() == "total" and lead.strong and "." in value and not _WITH_UNIT.match(after)
    if not good or (words.IGNORED.match(name) and not total) or _ends_a_pair(walk, lead):
        walk.last = "index" if is_integer(value) and not lead.strong and lead.tail else "skip"
        return
    index = -1
    if lead.glued and walk.last == "index" and walk.lead is not None and walk.lead.tail:
        name, index = f"{walk.lead.tail} {{}} {name}", i - 1
    unit = _UNIT.match(after)
    if unit is not None and (unit[1] or unit[2]) in _TIME_UNITS and lead.after_comma and not lead.strong:
        walk.last = "skip"  # ``2.35 cost, 1.23s``: what the number before was, and how long it took
        return
    lasted = unit is not None and (unit[1] or unit[2]) in _TIME_UNITS and not _TIMED.search(name)
    if lasted and (walk.section or words.METRIC.search(name)) and not words.LEARNING.search(name):
        name = f"{name} time"
    listed = lead.opens == "[" and re.match(r"\)?\s*,?\s*$|\)?,\s*\S{0,12}$|\)?\]", after)
    found = Field(
        i, f"{name}[0]" if listed else name, index=index, unit=(unit[1] or unit[2]) if unit else "", nested=lead.nested
    )
    walk.add(found, "part" if listed else "value")


def _ends_a_pair(walk: Walk, lead: Lead) -> bool:
    """True for a word that belongs to the number before it: ``0.53 loss, 0.81 acc``."""
    before = walk.lead
    nameless = before is not None and not (before.name or before.axis or before.section)
    return not lead.strong and walk.last == "skip" and nameless and "." in walk.value and lead.follows


def _is_value(lead: Lead, value: str, after: str) -> bool:
    """True if the text around a number lets it be a value: tied to a name, or behind a word that measures."""
    if not lead.name or _VERSION.match(after) or ("-" in value and ":" in value):
        return False
    if lead.strong:
        return True
    return bool(words.METRIC.search(lead.name)) and not (is_integer(value) and _THING.match(after))
