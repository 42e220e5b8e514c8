"""SARIF 2.1.0 as GitHub's code scanning takes it: one run for the whole call, the config's line first."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import quote

from run_diagnose.model.change import Change
from run_diagnose.model.finding import Finding, Severity
from run_diagnose.model.report import Check, Report, RunReport
from run_diagnose.model.wording import certainty
from run_diagnose.render import phrases
from run_diagnose.render.escape import shorten, visible
from run_diagnose.render.json_v1 import TOOL, pretty, text
from run_diagnose.render.options import PLAIN, Options
from run_diagnose.render.places import Place, changes_for, in_log, path_of, primary, say

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
PRECISION = {"high": "very-high", "medium": "high", "low": "medium"}
"""GitHub orders its list by these; its ``low`` would hide an alert."""
MOST = 5_000
"""GitHub shows so many results of a run, the first ones."""
Node = dict[str, Any]


def render(report: Report, options: Options = PLAIN) -> str:
    """The SARIF text. Never one SARIF run a training run: GitHub refuses a file with more than 20."""
    pairs = sorted(((f, run) for run in report.runs for f in _all(run)), key=lambda pair: pair[0].order)[:MOST]
    rules = _rules(report, [f for f, _ in pairs])
    index = {rule["id"]: i for i, rule in enumerate(rules)}
    seen: dict[str, int] = {}
    results = [_result(f, run, index[f.code], seen) for f, run in pairs]
    notices = [_notice(e.path, f"{e.reason}. {e.hint}".strip()) for e in report.errors]
    notices += [
        _notice(r.name, f"undetermined: {r.answer}", "warning") for r in report.runs if r.verdict == "undetermined"
    ]
    log = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": TOOL, "semanticVersion": _version(report), "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "invocations": [
                    {"executionSuccessful": not report.errors, "toolExecutionNotifications": notices},
                ],
                "results": results,
            }
        ],
    }
    return text(pretty(log), ascii_only=options.ascii)


def _all(run: RunReport) -> list[Finding]:
    """Suppressed ones too: code hosts keep their alerts closed instead of calling them fixed."""
    return [*run.findings, *(s.finding for s in run.suppressed)]


def _suppressions(finding: Finding, run: RunReport) -> Node:
    waived = [s for s in run.suppressed if s.finding is finding]
    said = [{"kind": "external", "justification": _plain(phrases.waived(s))} for s in waived]
    return {"suppressions": said} if said else {}


def _version(report: Report) -> str:
    return visible(report.version) or "0"


def _rules(report: Report, found: list[Finding]) -> list[Node]:
    """Every rule with a result; its page is printed by ``diagnose rule``."""
    titles = {c.code: c for run in report.runs for c in run.checks}
    severest: dict[str, Finding] = {}
    for finding in found:
        severest.setdefault(finding.code, finding)
    return [_rule(severest[code], titles.get(code)) for code in sorted(severest)]


def _rule(finding: Finding, check: Check | None) -> Node:
    title = check.title if check is not None and check.title else finding.rule.replace("-", " ")
    return {
        "id": finding.code,
        "name": finding.rule,
        "shortDescription": {"text": phrases.sentence(visible(title))},
        "fullDescription": {"text": shorten(f"{phrases.sentence(visible(title))} Kind: {finding.kind}.", 1000)},
        "help": {
            "text": f"Run: diagnose rule {finding.code}",
            "markdown": f"`diagnose rule {finding.code}` explains this rule, its limits and its sources.",
        },
        "defaultConfiguration": {"level": LEVELS[finding.severity]},
        "properties": {
            "precision": PRECISION[certainty(finding.confidence)],
            "problem.severity": {"note": "recommendation"}.get(finding.severity.value, finding.severity.value),
            "tags": ["training", finding.kind],
        },
    }


def _result(finding: Finding, run: RunReport, index: int, seen: dict[str, int]) -> Node:
    """The config's line is the place; the log's line is told beside it."""
    place, log = primary(finding, run), in_log(finding, run)
    seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
    result: Node = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": _plain(f"{run.name}: {say(finding, run)}")},
        "locations": [_location(place)],
        "partialFingerprints": {"primaryLocationLineHash": f"{finding.fingerprint}:{seen[finding.fingerprint]}"},
        "properties": {"confidence": finding.confidence, "kind": finding.kind, "run": visible(run.name)},
    }
    if log != place:
        result["relatedLocations"] = [{"id": 1, **_location(log), "message": {"text": "where it shows in the log"}}]
    fixes = [_fix(change, run) for change in changes_for(finding, run) if _whole_line(change)]
    return {**result, **_suppressions(finding, run), **({"fixes": fixes} if fixes else {})}


def _plain(said: str) -> str:
    """Even a plain message may hold a link, ``[text](target)`` (section 3.11.6): none of the log's becomes one."""
    return visible(said).replace("](", "] (")


def _location(place: Place) -> Node:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(place.path)}, "region": _region(place.line)}}


def _region(line: int) -> Node:
    return {"startLine": line, "startColumn": 1, "endLine": line, "endColumn": 2}


def _uri(path: str) -> str:
    """A relative reference of RFC 3986; what it cannot hold is percent-encoded."""
    plain = path_of(path).encode("utf-8", "surrogateescape" if not _lone(path) else "replace")
    return quote(plain, safe="/~") or "unknown"


def _lone(path: str) -> bool:
    return any("\ud800" <= c <= "\udfff" and not "\udc80" <= c <= "\udcff" for c in path)


def _whole_line(change: Change) -> bool:
    """True where the edit is a whole line for sure: a key of a YAML file that is not indented, a plain value."""
    file = (change.file or "").lower()
    scalar = isinstance(change.old, int | float | str) and isinstance(change.new, int | float)
    return bool(change.line) and file.endswith((".yaml", ".yml")) and "." not in change.key and scalar


def _fix(change: Change, run: RunReport) -> Node:
    """The edit of the line. GitHub passes it over, editors offer it."""
    return {
        "description": {"text": visible(phrases.edit(change, run))},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": _uri(change.file or "")},
                "replacements": [
                    {
                        "deletedRegion": {"startLine": change.line, "endLine": change.line},
                        "insertedContent": {"text": f"{visible(change.key)}: {visible(phrases.new(change))}"},
                    }
                ],
            }
        ],
    }


def _notice(where: str, said: str, level: str = "error") -> Node:
    identity = hashlib.sha256(where.encode("utf-8", "replace")).hexdigest()[:8]
    return {"level": level, "message": {"text": _plain(f"{where}: {said}")}, "descriptor": {"id": f"input-{identity}"}}
