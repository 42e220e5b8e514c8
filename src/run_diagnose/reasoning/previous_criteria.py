"""Which criteria of the last report came true, the derived ones and the person's own; and what is to be done next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from run_diagnose.model.change import Change
from run_diagnose.model.criterion import Graded
from run_diagnose.model.report import Grade, RunReport
from run_diagnose.model.wording import listing, number, percent, setting
from run_diagnose.reasoning.next_run import CRITERIA

LEVELS = ("missed", "minimum", "good", "excellent")
STARTS = {
    "correlation-collapse": "the correlation stays above",
    "spread-collapse": "pred_std / target_std",
    "trained-past-best": "the run ends, or goes back",
}
"""How a criterion begins that is worded with the figures of its run."""


def predicted(before: RunReport, findings: Sequence[Grade]) -> Iterator[Grade]:
    """A derived criterion came true where the finding that it was derived from is gone."""
    for grade in findings:
        text = _text(before, grade.what)
        if not text or grade.outcome not in ("gone", "still there", "not judged"):
            continue
        outcome = {"gone": "came true", "still there": "not met"}.get(grade.outcome, "not judged")
        yield Grade(kind="criterion", what=text, outcome=outcome, detail=f"{grade.what} is {grade.outcome}")


def _text(before: RunReport, rule: str) -> str:
    start = STARTS.get(rule) or CRITERIA.get(rule)
    return next((said for said in before.next_run if start and said.startswith(start)), "")


def asked(now: RunReport, before: RunReport) -> Iterator[Grade]:
    """The person's own criteria, where both reports grade them."""
    old = {g.metric: g for g in before.graded}
    for g in now.graded:
        was = old.get(g.metric)
        if was is None or was.grade not in LEVELS or g.grade not in LEVELS:
            continue
        gain = LEVELS.index(g.grade) - LEVELS.index(was.grade)
        outcome = "better" if gain > 0 else "worse" if gain < 0 else "as before"
        yield Grade(kind="criterion", what=g.metric, outcome=outcome, detail=f"{_said(was)} before, {_said(g)} now")


def _said(g: Graded) -> str:
    value = "" if g.value is None else f" ({percent(g.value) if g.share else number(g.value)})"
    return f"{g.grade}{value}"


def next_step(now: RunReport, before: RunReport, grades: Sequence[Grade]) -> str:
    """What this pair of runs says to do: keep, go on to the next option, or make the advised change at last."""
    made = [
        c
        for c, g in zip(before.changes, (g for g in grades if g.kind == "change"), strict=False)
        if g.outcome == "applied"
    ]
    left = [c for c in before.changes if c not in made]
    stays = [g.what for g in grades if g.kind == "finding" and g.outcome == "still there"]
    new = [g.what for g in grades if g.kind == "finding" and g.outcome == "new"]
    if new:
        first = f", first {_edit(now.changes[0])}" if now.changes else ""
        return f"mend what is new ({listing(new[:3])}){first}"
    if not before.changes or (not stays and not any(g.outcome == "gone" for g in grades if g.kind == "finding")):
        return ""
    if not stays:
        return (
            "keep what was changed; the other options need no run"
            if made and left
            else "keep what was changed"
            if made
            else "find out what else was changed: none of the advice was taken"
        )
    if not made:
        return f"make the change that was advised, {_edit(left[0])}: this run says nothing about it"
    return (
        f"take back {listing([c.key for c in made[:3]])} and try {_edit(left[0])}"
        if left
        else "read this report anew: all that was advised is made"
    )


def _edit(change: Change) -> str:
    if change.new is None:
        return f"{change.key} times {number(change.factor or 1.0, 2)}"
    return f"{change.key} to {setting(change.new)}"
