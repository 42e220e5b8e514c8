"""The shape of a log line: which of its numbers is an axis, which a total, which a value, and under what name.

A line is learnt once; every later line with the same skeleton (the text between its numbers) is read by position.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from run_diagnose.formats.text import words
from run_diagnose.formats.text.bars import Bar, find_bar
from run_diagnose.formats.text.config_lines import is_config_line
from run_diagnose.formats.text.events import TRACEBACK, event_kind, new_run_name
from run_diagnose.formats.text.naming import Lead, lead_of
from run_diagnose.formats.text.numbers import SPLIT, is_integer
from run_diagnose.formats.text.prefixes import prefix_end

MAX_LINE = 8_000
"""Characters of a line that are looked at; a longer one is data of another kind (a tensor, a list of files)."""


@dataclass(frozen=True, slots=True)
class Field:
    """One value of a line."""

    slot: int
    name: str
    index: int = -1
    """Slot of a number inside the name (``Class 3 IoU``); the name then holds ``{}`` in its place."""
    over: int = -1
    """Slot of the number to divide by (``Accuracy: 9815/10000``)."""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the numbers of a line mean, by slot (0 = first number of the line)."""

    kind: str = ""
    """Empty (nothing to read), ``data``, ``header``, ``event``, ``traceback``, ``config``, ``run``, ``summary``."""
    axes: tuple[tuple[int, str], ...] = ()
    """``?`` as a name: a counter without a label."""
    totals: tuple[tuple[int, str], ...] = ()
    fields: tuple[Field, ...] = ()
    split: str = ""
    phase: str = ""
    """The split of the lines that follow, for a header such as ``Validation:``."""
    event: str = ""
    bar: str = ""
    trusted: bool = False
    """True where a single sight is enough: the line names an axis, or a word that measures learning."""
    plain: bool = True
    """True if no field has an index, a divisor or a unit that scales: the fast way."""
    own_split: bool = False
    """True if a field's own name says its split."""


LAST_SPLIT = "last"
"""Split of a line such as `` * Acc@1 69.7``, which sums up the phase before it."""
NOTHING = Shape()
_CLOCK = re.compile(r"(?<![\w.:])\d+:\d\d(?::\d\d)?(?:\.\d+)?(?!\w)(?!:)|\b\d+ days?, ")
_HALF_BAR = re.compile(r"[=>.]{3,}\]? - ETA:")
_SUMMARY = re.compile(r"""['"]?train_runtime['"]?\s*[:=]""")
_UNIT_TAIL = re.compile(r"^[A-Za-zµ%]+(?:/[A-Za-z]+)?")
_WRAPPED = re.compile(r"np\.\w+\(|tensor\(")
_PHASE = re.compile(
    r"^\W*(?:(?:start(?:ing)?|begin(?:ning)?|running|now)\s+)?([A-Za-z]+)(?:\s+(?:phase|set|results?|errors?|performance|metrics|stats|loop|mode|step))?\s*(?:\.\.\.|\W*)$"
)
_PHASE_WORD = re.compile(
    r"\bphase[ :=]+['\"]?([A-Za-z]+)|\b(eval\w*|valid\w*) (?:on|at|for|after) epoch", re.IGNORECASE
)
_NO_HEADER = re.compile(
    r"\b(?:from|load\w*|until|every|per|for|max\w*|total|num\w*|warm\w*|takes?|took|duration|completed|finished|will|with)\b",
    re.IGNORECASE,
)


def learn(line: str) -> Shape:
    """The shape of a line that no known shape fits."""
    start = prefix_end(line)
    message = line[start : start + MAX_LINE]
    if not message or message.isspace():
        return NOTHING
    if TRACEBACK in message:
        return Shape(kind="traceback")
    if new_run_name(message) is not None:
        return Shape(kind="run")
    if is_config_line(message):
        return Shape(kind="config")
    if _HALF_BAR.search(message) and "[" not in message:
        return NOTHING
    kind, where = event_kind(message)
    shape, first_value = _walk(line, start)
    if kind:
        told_before = (
            shape.axes
            and shape.fields
            and first_value < start + where
            and kind in ("checkpoint", "early_stop", "resume")
        )
        if not told_before:
            return Shape(kind="event", event=kind, axes=tuple(a for a in shape.axes if a[1] != "?"))
    if message.lstrip().startswith("* ") and shape.kind == "data" and not (shape.split or shape.own_split or shape.axes):
        return replace(shape, split=LAST_SPLIT)
    if _SUMMARY.search(message):
        return replace(shape, kind="summary")
    return shape


@dataclass(slots=True)
class _Walk:
    """What is known while the numbers of a line are gone through from left to right."""

    axes: list[tuple[int, str]]
    totals: list[tuple[int, str]]
    fields: list[Field]
    sections: list[str]
    """The split section every field stands in (``Val - Loss: .. Acc: ..``)."""
    section: str = ""
    last: str = ""
    """What the number before was: ``axis``, ``total``, ``value``, ``index``, ``part``, ``skip`` or empty."""
    lead: Lead | None = None
    """The text in front of the number before."""


def _walk(line: str, start: int) -> tuple[Shape, int]:
    """The shape of a line by its words alone, and where its first value stands."""
    slots = [m.span() for m in SPLIT.finditer(line)]
    bar = find_bar(line[start : start + MAX_LINE])
    skipped = _skipped(line, start, bar)
    walk = _Walk([], [], [], [])
    previous, first_value = start, len(line)
    for i, (a, b) in enumerate(slots):
        if a < start:
            previous = max(start, b) if b > start else start
            continue
        if a > start + MAX_LINE:
            break
        if any(x <= a < y for x, y in skipped):
            previous, walk.last = b, "skip"
            continue
        gap = _gap_start(previous, a, skipped)
        text, value, after = line[gap:a], line[a:b], line[b : slots[i + 1][0] if i + 1 < len(slots) else len(line)]
        if bar is not None and a == start + bar.n[0]:
            _bar_counter(walk, i, line[start : start + bar.start])
        elif bar is not None and a == start + bar.total[0]:
            walk.totals.append((i, walk.axes[-1][1]))
            walk.last = "total"
        else:
            _number(walk, i, text, value, after, at_start=gap == start)
        if walk.fields and first_value == len(line):
            first_value = a
        previous = b
    return _finish(walk, line[start : start + MAX_LINE], bar), first_value


def _skipped(line: str, start: int, bar: Bar | None) -> list[tuple[int, int]]:
    """Stretches of a line whose numbers are clocks, rates or the drawing of a bar."""
    spans = [m.span() for m in _CLOCK.finditer(line, start, start + MAX_LINE)]
    if bar is not None:
        n, total, end = bar.n, bar.total, bar.end
        spans += [(start + x, start + y) for x, y in ((bar.start, n[0]), (n[1], total[0]), (max(total[1], n[1]), end))]
    return [s for s in spans if s[0] < s[1]]


def _gap_start(previous: int, a: int, skipped: Sequence[tuple[int, int]]) -> int:
    """Where the text in front of a number begins: behind the last skipped stretch before it."""
    return max([previous, *(y for x, y in skipped if previous <= y <= a)])


def _bar_counter(walk: _Walk, i: int, text: str) -> None:
    """The counter of a progress bar: epochs if the description says so, else steps."""
    epochs = re.search(r"\bepochs?\b\W*(?:\d+%\W*)?$", text, re.IGNORECASE)
    walk.axes.append((i, "epoch" if epochs and not any(n == "epoch" for _, n in walk.axes) else "step"))
    walk.last = "axis"


def _number(walk: _Walk, i: int, text: str, value: str, after: str, *, at_start: bool) -> None:
    """Place one number of the line."""
    if not at_start and (text[:1].isalpha() or text[:1] in ("%", "µ")):
        text = _UNIT_TAIL.sub("", text)
    bare = text.strip()
    if walk.last in ("axis", "total") and bare in ("/", "of", "\\") and walk.last == "axis" and is_integer(value):
        walk.totals.append((i, walk.axes[-1][1]))
        walk.last = "total"
        return
    if _continues(walk, i, text, after):
        return
    lead = lead_of(text, at_start=at_start, glued=walk.last in ("index", "skip") and text.startswith(" "))
    if lead.section:
        walk.section = lead.section
    if not _axis(walk, i, lead, value, after, at_start=at_start):
        _value(walk, i, lead, value, after)
    walk.lead = lead


def _continues(walk: _Walk, i: int, text: str, after: str) -> bool:
    """Numbers that belong to the value before: ``mean/std: a / b``, ``[a, b]``, ``0.5 (0.6)``, ``45/100 = 0.45``."""
    if walk.last not in ("value", "part") or not walk.fields:
        return False
    bare, field = _WRAPPED.sub("", text).strip(), walk.fields[-1]
    if bare in ("/", "±", "+/-", "+-", "|") and (parts := _part_names(walk)):
        walk.fields.append(Field(i, parts, unit=field.unit))
        walk.sections.append(walk.section)
    elif bare == "/" and field.over < 0 and field.index < 0:
        walk.fields[-1] = Field(field.slot, field.name, over=i)
        walk.last = "value"
        return True
    elif bare in ("=", "->") and field.over >= 0:
        walk.fields[-1] = Field(i, field.name)
    elif bare in ("±", "+/-", "+-"):
        walk.fields.append(Field(i, f"{field.name} (std)"))
        walk.sections.append(walk.section)
    elif bare in (",", "", "),") and field.name.endswith("]") and walk.last == "part":
        walk.fields.append(Field(i, f"{field.name.rsplit('[', 1)[0]}[{int(field.name.rsplit('[', 1)[1][:-1]) + 1}]"))
        walk.sections.append(walk.section)
    elif (
        bare in ("(", "(avg:", "(avg", "(mean:", "(average:", "(global_avg:")
        and after.lstrip("%")[:1] == ")"
        and field.over < 0
        and walk.last == "value"
    ):
        walk.fields.append(Field(i, _second_name(walk), unit=field.unit))
        walk.sections.append(walk.section)
    elif bare in ("(", "[", "/") and walk.last == "value" and not re.match(r"\s*/\s*$", after):
        walk.last = "skip"
        return True
    else:
        return False
    walk.last = "part"
    return True


def _second_name(walk: _Walk) -> str:
    """The name of a number in parentheses: a running average, or what the name says (``Accuracy (Loss): x (y)``)."""
    field = walk.fields[-1]
    both = re.match(r"^(.*\S)\s*\(([A-Za-z ]+)\)$", field.name)
    if both is None or not words.METRIC.search(both[2]) or not words.METRIC.search(both[1]):
        return f"{field.name} (avg)"
    walk.fields[-1] = replace(field, name=both[1])
    return " ".join([*both[1].split()[:-1], both[2]])


def _part_names(walk: _Walk) -> str:
    """The name of the next value under a name such as ``mean/std``, renaming the first when it is met."""
    field = walk.fields[-1]
    lead = walk.lead
    if lead is None or "/" not in lead.name:
        return ""
    stem, _, last = lead.name.rpartition(" ")
    names = [f"{stem} {part}".strip() for part in last.split("/")]
    if field.name == lead.name:
        walk.fields[-1] = replace(field, name=names[0])
        return names[1]
    position = names.index(field.name) + 1 if field.name in names else len(names)
    return names[position] if position < len(names) else ""


def _axis(walk: _Walk, i: int, lead: Lead, value: str, after: str, *, at_start: bool) -> bool:
    """Place a number that counts epochs, steps or batches."""
    named = lead.axis and not re.match(r"\s*%|[a-zA-Z]|\.\d", after)
    if named and (is_integer(value) or (lead.axis == "epoch" and re.fullmatch(r"\d+\.\d+", value))):
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


def _unnamed_axis(walk: _Walk, lead: Lead, after: str, *, at_start: bool) -> str:
    """The axis of an integer without an axis word: ``[3/80]``, ``100/2826 batches``, ``[1,  2000] loss``, ``Train: 0 [..``."""
    inside = any(name in ("epoch", "?") for _, name in walk.axes)
    if re.match(r"\s*[/\\]\s*$|\s+of\s+$", after):
        bracket = (lead.opens == "[" or (lead.opens and at_start)) and (not lead.name or lead.section or lead.is_split)
        if bracket or (not lead.name and (at_start or lead.alone) and not lead.strong):
            return "step" if inside else "?"
    if lead.strong and lead.is_split and re.match(r"\s*\[\s*$", after) and not walk.axes:
        walk.section = lead.name
        return "epoch"
    if lead.name:
        return ""
    if at_start and lead.opens == "[" and re.match(r",\s*$", after):
        return "epoch"
    if lead.comma and len(walk.axes) == 1 and walk.axes[0][1] == "epoch" and walk.last == "axis" and after.startswith("]"):
        return "batch"
    if at_start and not walk.axes and re.match(r"\]?\s*[:|\]\t]\s*[A-Za-z]|\]\s", after):
        return "step"
    return ""


def _value(walk: _Walk, i: int, lead: Lead, value: str, after: str) -> None:
    """Place a number that has a name; one without a usable name may be an index inside the next name."""
    name, lower = lead.name, lead.name.lower()
    unit_match = re.match(r"\s?([A-Za-zµ%]+(?:/\w+)?)", after)
    unit = (
        unit_match[1]
        if unit_match
        and not (after[:1] == " " and unit_match[1] not in ("ms", "s", "sec", "MB", "GB", "MiB", "GiB", "KB"))
        else ""
    )
    version = re.match(r"\.\d|:\d|[A-Za-z_]+\d|-\d|_", after) is not None or (value.count("-") and ":" in value)
    counted_thing = not lead.strong and re.match(r"\s[a-z]{3,}(?!\s*[:=\d])", after) is not None and is_integer(value)
    good = bool(name) and not version and not counted_thing and (lead.strong or bool(words.METRIC.search(name)))
    if not name and lead.strong and walk.last in ("axis", "total") and walk.lead is not None and walk.lead.before:
        name, good = walk.lead.before, not version
    if not good or words.IGNORED.match(lower):
        walk.last = "index" if is_integer(value) and not lead.strong and lead.tail else "skip"
        return
    index = -1
    if lead.glued and walk.last == "index" and walk.lead is not None and walk.lead.tail:
        name, index = f"{walk.lead.tail} {{}} {name}", i - 1
    if lead.opens == "[" and re.match(r"\)?\s*,?\s*$|\)?,\s*\S{0,12}$|\)?\]", after):
        name = f"{name}[0]"
        walk.last = "part"
    else:
        walk.last = "value"
    walk.fields.append(Field(i, name, index=index, unit=unit))
    walk.sections.append(walk.section)


def _finish(walk: _Walk, message: str, bar: Bar | None) -> Shape:
    """Shape from the walk: sections to splits, repeated names apart, header or data."""
    fields, split = _split_fields(walk)
    fields = _distinct(fields)
    axes = tuple(walk.axes)
    if bar is not None and not fields and not any(name == "epoch" for _, name in axes):
        return NOTHING
    kind = "data" if fields else ("header" if axes and _is_header(message, axes) else "")
    phase = ""
    if not fields:
        phase = _phase(message)
        kind = kind or ("header" if phase else "")
    trusted = bool(axes) or any(words.LEARNING.search(f.name) or words.SIGNAL.search(f.name) for f in fields)
    plain = not any(f.index >= 0 or f.over >= 0 or f.unit for f in fields)
    own = any(words.SPLIT_WORD.search(f.name) for f in fields)
    return Shape(
        kind=kind, axes=axes, totals=tuple(walk.totals), fields=fields, split=split, phase=phase,
        bar=bar.kind if bar else "", trusted=trusted, plain=plain, own_split=own,
    )  # fmt: skip


def _split_fields(walk: _Walk) -> tuple[tuple[Field, ...], str]:
    """Fields with their split in the name where a line holds several, else the one split of the line."""
    fields = walk.fields
    sections = list(walk.sections)
    first_words = [words.split_of(f.name.split(" ", 1)[0]) if " " in f.name else "" for f in fields]
    own = [bool(words.SPLIT_WORD.search(f.name)) for f in fields]
    if len(fields) > 1 and own[0] and first_words[0] and not any(own[1:]) and not any(sections):
        rest = [replace(fields[0], name=fields[0].name.split(" ", 1)[1]), *fields[1:]]
        if all(words.METRIC.search(f.name) for f in rest):
            return tuple(rest), first_words[0]
    if len({f.name for f in fields}) < len(fields) and not any(sections):
        carried = ""
        for k, first in enumerate(first_words):
            carried = fields[k].name.split(" ", 1)[0] if first else carried
            if not own[k] and carried and sum(f.name == fields[k].name for f in fields) > 1:
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


def _distinct(fields: Sequence[Field]) -> tuple[Field, ...]:
    """Fields with repeated names numbered: ``loss``, ``loss#2``."""
    seen: dict[str, int] = {}
    out = []
    for field in fields:
        count = seen[field.name] = seen.get(field.name, 0) + 1
        out.append(field if count == 1 or field.index >= 0 else replace(field, name=f"{field.name}#{count}"))
    return tuple(out)


def _is_header(message: str, axes: Sequence[tuple[int, str]]) -> bool:
    """True for a line that opens an epoch or a step, not for one that tells of an epoch in a sentence."""
    if all(name == "?" for _, name in axes):
        return False
    text = re.sub(r"\d[\d.,:/]*", " ", message)
    word_count = len(re.findall(r"[A-Za-z]+", text))
    return word_count <= 8 and not (
        _NO_HEADER.search(text)
        and not re.match(r"^\W*(?:epoch|\[?epoch|test on epoch|step|iter)", message, re.IGNORECASE)
    )


def _phase(message: str) -> str:
    """The split that a header line opens (``Validation:``, ``phase train``)."""
    if match := _PHASE_WORD.search(message):
        return words.split_of(match[1] or match[2])
    if len(message) < 60 and (match := _PHASE.match(message)):
        return words.split_of(match[1])
    return ""
