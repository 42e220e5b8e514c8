"""What to change: a diff of the run's own config, why, what to watch, and what would change nothing."""

from __future__ import annotations

from run_diagnose.model.change import Change, NoEffect
from run_diagnose.model.report import RunReport
from run_diagnose.render import phrases
from run_diagnose.render.escape import name
from run_diagnose.render.markdown.escape import code, fence, markdown, prose
from run_diagnose.render.markdown.parts import Lines, Room, fold, section


def changes(run: RunReport, room: Room) -> Lines:
    """The diff, and under it the reasons."""
    lines: Lines = []
    if run.changes:
        lines += [*diff(run, room.changes), ""]
        lines += [_reason(c) for c in run.changes[: room.changes]] if room.reasons else []
        if len(run.changes) > room.changes:
            lines.append(f"- … and {len(run.changes) - room.changes} more")
    if run.advice:
        titles = "; ".join(prose(a.title) for a in run.advice)
        lines.append(f"- in the code (folded below): {titles}")
    if run.no_effect:
        lines.append(f"- would change nothing: {'; '.join(_nothing(run))}")
    return section("Recommended changes", lines)


def diff(run: RunReport, most: int) -> Lines:
    """The changes as a diff block, options labelled in the order to try."""
    lines: Lines = []
    left = most
    for option, group in phrases.options(run):
        shown = group[: max(left, 0)]
        left -= len(shown)
        if shown and (option or len(phrases.options(run)) > 1):
            lines.append(f"  # {_label(option)}")
        lines += [line for change in shown for line in _edit(change, run)]
    return fence(lines, "diff")


def _label(option: str) -> str:
    if not option:
        return "in any case"
    return f"option {name(option)}" + (", to be tried first" if option == "A" else "")


def _edit(change: Change, run: RunReport) -> Lines:
    key = name(change.key)
    if change.old is None and change.line is None:
        return [f"+ {key}: {name(phrases.new(change))}  # {phrases.unknown(change, run)}"]
    place = phrases.stands(change)
    before = f"- {key}: {name(phrases.old(change, run))}"
    return [f"{before}  # {name(place)}" if place else before, f"+ {key}: {name(phrases.new(change))}"]


def _reason(change: Change) -> str:
    option = f"option {markdown(change.option)}, " if change.option else ""
    watch = f" Watch: {prose(phrases.sentence(change.watch))}" if change.watch else ""
    value = f"{code(change.key)} to {code(phrases.new(change))}"
    return f"- {value} ({option}{change.risk.value}): {prose(phrases.sentence(change.why))}{watch}"


def _nothing(run: RunReport) -> list[str]:
    return [f"{code(n.key)}{_values(n, run)} ({prose(n.why)})" for n in run.no_effect]


def _values(nothing: NoEffect, run: RunReport) -> str:
    values = phrases.values(nothing, run)
    return f" {markdown(values)}" if values else ""


def reasons(run: RunReport, room: Room) -> Lines:
    """Why and what to watch, where the first screen had no room for it."""
    if not run.changes or not room.folded or (room.reasons and len(run.changes) <= room.changes):
        return []
    lines = [_reason(c) for c in run.changes]
    whole = diff(run, len(run.changes)) if len(run.changes) > room.changes else []
    return fold("Why these changes, and what to watch", [*whole, "", *lines])


def advice(run: RunReport, room: Room) -> Lines:
    """Changes of code, where no config key exists."""
    lines: Lines = []
    for item in run.advice:
        lines += [f"**{prose(phrases.sentence(item.title).rstrip('.'))}**: {prose(phrases.sentence(item.why))}", ""]
        lines += [*fence(item.snippet.splitlines(), item.language), ""]
    return fold(f"Changes in the code ({len(run.advice)})", lines) if room.folded else []
