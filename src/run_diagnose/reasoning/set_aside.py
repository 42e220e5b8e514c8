"""Findings that somebody asked not to count: they are kept apart, and nothing is concluded from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from run_diagnose.model.finding import Finding
from run_diagnose.model.ignore import Ignore
from run_diagnose.model.outcome import Clear, Fired, Outcome
from run_diagnose.model.report import Suppressed


def set_aside(
    outcomes: tuple[Outcome, ...], ignores: Sequence[Ignore], files: Sequence[str]
) -> tuple[tuple[Outcome, ...], tuple[Suppressed, ...]]:
    """What is left to reason about, and what was taken out of it.

    A rule all of whose findings are taken out has fired all the same: for causes it is as good as silenced.
    """
    if not ignores:
        return outcomes, ()
    left: list[Outcome] = []
    out: list[Suppressed] = []
    for outcome in outcomes:
        if not isinstance(outcome, Fired):
            left.append(outcome)
            continue
        taken = [s for f in outcome.findings if (s := _suppressed(f, ignores, files)) is not None]
        gone = [s.finding for s in taken]
        kept = tuple(f for f in outcome.findings if f not in gone)
        silent = Clear(outcome.rule, outcome.code, outcome.findings[0].message, silenced_by="an ignore")
        left.append(replace(outcome, findings=kept) if kept else silent)
        out += taken
    return tuple(left), tuple(sorted(out, key=lambda s: s.finding.order))


def _suppressed(finding: Finding, ignores: Sequence[Ignore], files: Sequence[str]) -> Suppressed | None:
    found = next((i for i in ignores if i.covers(finding, files)), None)
    return None if found is None else Suppressed(finding=finding, by=found.by, reason=found.reason, until=found.until)
