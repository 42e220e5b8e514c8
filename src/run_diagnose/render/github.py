"""Workflow commands: GitHub draws them at the lines they name."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.model.finding import Finding, Severity
from run_diagnose.model.report import Failure, Report, RunReport
from run_diagnose.model.wording import count
from run_diagnose.render import phrases
from run_diagnose.render.escape import annotation, annotation_property, ascii_only
from run_diagnose.render.options import PLAIN, Options
from run_diagnose.render.places import path_of, primary, say

MOST = 10
"""GitHub shows ten errors, ten warnings and ten notices a step and drops the rest silently (actions/toolkit#734)."""
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(report: Report, options: Options = PLAIN) -> str:
    """The surest findings of every level; what did not fit is told in a last notice."""
    lines = [*_lines(report)] or ["::notice title=diagnose::nothing was found"]
    text = "".join(f"{line}\n" for line in lines)
    return ascii_only(text) if options.ascii else text


def _lines(report: Report) -> Iterator[str]:
    found = sorted(((f, run) for run in report.runs for f in run.findings), key=lambda pair: pair[0].order)
    by: dict[str, list[str]] = {level: [] for level in LEVELS.values()}
    by["error"] += [_unread(error) for error in report.errors]
    for finding, run in found:
        by[LEVELS[finding.severity]].append(_finding(finding, run, LEVELS[finding.severity]))
    by["warning"] += [_undetermined(run) for run in report.runs if run.verdict == "undetermined"]
    room = {"error": MOST, "warning": MOST, "notice": MOST - 1}
    left = [f"{count(len(lines) - room[level], level)}" for level, lines in by.items() if len(lines) > room[level]]
    for level, lines in by.items():
        yield from lines[: room[level]]
    if left:
        yield f"::notice title=diagnose::and {', '.join(left)} more: see the full report"


def _finding(finding: Finding, run: RunReport, level: str) -> str:
    place = primary(finding, run)
    title = annotation_property(f"{finding.code} {finding.rule} ({run.name})")
    return f"::{level} title={title},file={_path(place.path)},line={place.line}::{annotation(say(finding, run))}"


def _undetermined(run: RunReport) -> str:
    title = annotation_property(f"undetermined ({run.name})")
    where = f",file={_path(run.sources[0].path)}" if run.sources else ""
    return f"::warning title={title}{where}::{annotation(phrases.sentence(run.answer, run))}"


def _unread(error: Failure) -> str:
    hint = f" Try: {error.hint}" if error.hint else ""
    said = annotation(f"{phrases.sentence(error.reason)}{hint}")
    return f"::error title=diagnose,file={_path(error.path)}::{said}"


def _path(path: str) -> str:
    return annotation_property(path_of(path))
