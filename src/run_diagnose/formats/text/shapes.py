"""The shape of a log line: which of its numbers is an axis, which a total, which a value, and under what name.

A line is learnt once; every later line with the same skeleton (the text between its numbers) is read by position.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from run_diagnose.formats.text import words
from run_diagnose.formats.text.bars import Bar, find_bar
from run_diagnose.formats.text.config_lines import is_config_line
from run_diagnose.formats.text.events import TRACEBACK, event_kind, new_run_name
from run_diagnose.formats.text.headers import is_header, opens_phase, phase_of
from run_diagnose.formats.text.naming import section_of
from run_diagnose.formats.text.numbers import SPLIT
from run_diagnose.formats.text.placing import place
from run_diagnose.formats.text.prefixes import prefix_end
from run_diagnose.formats.text.shape import LAST_SPLIT, MAX_LINE, NOTHING, Shape, Walk
from run_diagnose.formats.text.splitting import distinct, headed, split_fields

_CLOCK = re.compile(r"(?<![\w.:])\d+:\d\d(?::\d\d)?(?:\.\d+)?(?!\w)(?!:)|\b\d+ days?, ")
_WINDOW = re.compile(
    r"\s*\((?P<before>(?:[A-Za-z]+[ =:_-]){0,4})\d+(?:[ -]?[A-Za-z]+(?:[ -][A-Za-z]+){0,2})?\)(?=\s*[:=])"
    r"|\s+(?:(?:over |of |in )?(?:the )?(?:last|past|previous) |over )\d+(?: [A-Za-z]+){0,2}(?=\s*[:=])"
    r"|\s*\(last \d+[^()]*\)(?=\s+[-+\d])"
    r"|\s+of (?:param(?:eter)? ?)?group \d+(?= to )"
)
"""Over how many entries a mean was taken: ``Avg Reward (last 100 ep): 12.3``; whose rate it is: ``learning rate of
group 0 to 1e-4``."""
_WINDOW_WORD = re.compile(r"\(|last|past|previous|over|group")
_HALF_BAR = re.compile(r"[=>.]{3,}\]? - ETA:")
_SUMMARY = re.compile(r"""['"]?train_runtime['"]?\s*[:=]""")


def learn(line: str) -> Shape:  # noqa: PLR0911 - one answer per kind of line
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
        ) or any(name == "generation" for _, name in shape.axes)
        if not told_before:
            return Shape(kind="event", event=kind, axes=tuple(a for a in shape.axes if a[1] != "?"))
    if (
        message.lstrip().startswith("* ")
        and shape.kind == "data"
        and not (shape.split or shape.own_split or shape.axes)
    ):
        return replace(shape, split=LAST_SPLIT)
    if _SUMMARY.search(message):
        return replace(shape, kind="summary")
    return shape


def _walk(line: str, start: int) -> tuple[Shape, int]:
    """The shape of a line by its words alone, and where its first value stands."""
    slots = [m.span() for m in SPLIT.finditer(line)]
    bar = find_bar(line[start : start + MAX_LINE])
    skipped, windows = _skipped(line, start, bar), _windows(line, start)
    walk = Walk()
    previous, first_value = start, len(line)
    for i, (a, b) in enumerate(slots):
        if a < start:
            previous = max(start, b) if b > start else start
            continue
        if a > start + MAX_LINE:
            break
        if any(x <= a < y for x, y in windows):
            continue
        gap = _gap_start(previous, a, skipped)
        if any(x <= a < y for x, y in skipped):
            walk.section = section_of(line[previous:a]) or walk.section
            previous, walk.last = b, "skip"
            continue
        text, value, after = line[gap:a], line[a:b], line[b : slots[i + 1][0] if i + 1 < len(slots) else len(line)]
        if bar is not None and a == start + bar.n[0]:
            _bar_counter(walk, i, line[start : start + bar.start])
        elif bar is not None and walk.axes and a == start + bar.total[0]:
            walk.totals.append((i, walk.axes[-1][1]))
            walk.last = "total"
        else:
            place(walk, i, _WINDOW.sub("", text) if windows else text, value, after, at_start=gap == start)
        if walk.fields and first_value == len(line):
            first_value = a
        previous = b
    told = _told_behind(line, start, bar, slots, walk)
    if told:
        walk.axes, walk.totals = [a for a in walk.axes if a[0] >= told], [t for t in walk.totals if t[0] >= told]
    return _finish(walk, line[start : start + MAX_LINE], None if told else bar), first_value


def _told_behind(line: str, start: int, bar: Bar | None, slots: Sequence[tuple[int, int]], walk: Walk) -> int:
    """The first number of a message of its own that a bar was left standing before (``...]Epoch: 3, Loss: 0.5``)."""
    if bar is None or "]" not in line[start + bar.total[1] :]:
        return 0
    end = line.index("]", start + bar.total[1])
    first = next((i for i, name in walk.axes if name == "epoch" and slots[i][0] > end), 0)
    return next((i for i, (a, _) in enumerate(slots) if a > end), 0) if first else 0


def _skipped(line: str, start: int, bar: Bar | None) -> list[tuple[int, int]]:
    """Stretches of a line whose numbers are clocks, rates or the drawing of a bar."""
    spans = [m.span() for m in _CLOCK.finditer(line, start, start + MAX_LINE)]
    if bar is not None:
        n, total, end = bar.n, bar.total, bar.end
        spans += [(start + x, start + y) for x, y in ((bar.start, n[0]), (n[1], total[0]), (max(total[1], n[1]), end))]
    return [s for s in spans if s[0] < s[1]]


def _windows(line: str, start: int) -> list[tuple[int, int]]:
    """Stretches that tell over how many entries a mean was taken; they belong to the name in front of them."""
    if not _WINDOW_WORD.search(line):
        return []
    found = _WINDOW.finditer(line, start, start + MAX_LINE)
    return [m.span() for m in found if (m["before"] or "").strip(" =:_-").lower() not in words.AXES]


def _gap_start(previous: int, a: int, skipped: Sequence[tuple[int, int]]) -> int:
    """Where the text in front of a number begins: behind the last skipped stretch before it."""
    return max([previous, *(y for x, y in skipped if previous <= y <= a)])


def _bar_counter(walk: Walk, i: int, text: str) -> None:
    """The counter of a progress bar: epochs if the description says so, else steps."""
    epochs = re.search(r"\bepochs?\b(?: on [\w:]+)?\W*(?:\d+%\W*)?$", text, re.IGNORECASE)
    walk.axes.append((i, "epoch" if epochs and not any(n == "epoch" for _, n in walk.axes) else "step"))
    walk.last = "axis"
    said = words.SPLIT_WORD.match(text.lstrip(" \r[(*-"))
    walk.section = walk.section or (said[1] if said else "")


def _finish(walk: Walk, message: str, bar: Bar | None) -> Shape:
    """Shape from the walk: sections to splits, repeated names apart, header or data."""
    fields, split = split_fields(walk)
    fields = distinct(headed(fields, message))
    fields = () if walk.axes and opens_phase(message) else fields
    axes = tuple(walk.axes)
    if bar is not None and not fields and not any(name == "epoch" for _, name in axes):
        return NOTHING
    kind = "data" if fields else ("header" if axes and is_header(message, axes) else "")
    phase = ""
    if not fields:
        phase = phase_of(message)
        kind = kind or ("header" if phase else "")
    trusted = bool(axes) or any(words.LEARNING.search(f.name) or words.SIGNAL.search(f.name) for f in fields)
    own = [words.SPLIT_WORD.search(f.name) for f in fields]
    told = {words.split_of(found[1]) for found in own if found}
    return Shape(
        kind=kind, axes=axes, totals=tuple(walk.totals), fields=fields, split=split, phase=phase,
        bar=bar.kind if bar else "", trusted=trusted, own_split=bool(told),
        told=told.pop() if len(told) == 1 and not all(own) else "",
    )  # fmt: skip
