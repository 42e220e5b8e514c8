"""GitLab's code quality report."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from run_diagnose.model.finding import Finding, Severity
from run_diagnose.model.report import Report, RunReport
from run_diagnose.render.escape import name, visible
from run_diagnose.render.json_v1 import pretty, text
from run_diagnose.render.options import PLAIN, Options
from run_diagnose.render.places import Place, path_of, primary, say

LEVELS = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info"}


def render(report: Report, options: Options = PLAIN) -> str:
    """A list of issues; the code stands first in the description, for the widget hides ``check_name``."""
    issues = [_issue(f, run) for run in report.runs for f in run.findings]
    issues += [_undetermined(run) for run in report.runs if run.verdict == "undetermined"]
    issues += [_unread(e.path, e.reason) for e in report.errors]
    return text(pretty(_unique(issues)), ascii_only=options.ascii)


def _issue(finding: Finding, run: RunReport) -> dict[str, Any]:
    said = f"{finding.code} {finding.rule}: {visible(say(finding, run))}"
    return _entry(said, finding.rule, finding.fingerprint, LEVELS[finding.severity], primary(finding, run))


def _undetermined(run: RunReport) -> dict[str, Any]:
    place = Place(path_of(run.sources[0].path if run.sources else run.name))
    return _entry(
        visible(f"undetermined: {run.answer}"), "undetermined", _hash("undetermined", run.name), "minor", place
    )


def _unread(path: str, reason: str) -> dict[str, Any]:
    return _entry(
        visible(f"not read: {reason}"), "unreadable", _hash("unreadable", path), "blocker", Place(path_of(path))
    )


def _entry(said: str, check: str, fingerprint: str, severity: str, place: Place) -> dict[str, Any]:
    return {
        "description": said,
        "check_name": check,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": name(place.path), "lines": {"begin": place.line}},
    }


def _unique(issues: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """GitLab drops issues that share a fingerprint: two findings of one rule on one series get a number."""
    seen: dict[str, int] = {}
    for issue in issues:
        times = seen[issue["fingerprint"]] = seen.get(issue["fingerprint"], 0) + 1
        if times > 1:
            issue["fingerprint"] = _hash(issue["fingerprint"], str(times))
    return issues


def _hash(*words: str) -> str:
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:32]
