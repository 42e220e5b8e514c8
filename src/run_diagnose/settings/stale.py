"""Ignores that do nothing any more: each is told once, as a note of the LOG family, at the line where it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from run_diagnose.model.finding import Finding, Severity, fingerprint, quote
from run_diagnose.model.ignore import Ignore
from run_diagnose.model.report import Report, RunReport
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import listing

STALE = ("LOG901", "stale-ignore")
EXPIRED = ("LOG902", "expired-ignore")


def told(parts: Sequence[tuple[Sequence[Ignore], Report]]) -> list[Report]:
    """The reports, with a note in the first run that an idle ignore speaks of.

    An ignore is stale where its rule looked at a run it speaks of and no run of the whole call needed it.
    """
    used = {s.by for _, report in parts for run in report.runs for s in run.suppressed}
    said: set[str] = set()
    out = []
    for ignores, report in parts:
        idle = [i for i in ignores if i.watched and i.rules and i.by not in used and i.by not in said]
        runs = []
        for run in report.runs:
            notes = [n for i in idle if i.by not in said and (n := _note(i, run)) is not None]
            said |= {n.series[0] for n in notes}
            runs.append(replace(run, findings=(*run.findings, *(replace(n, series=()) for n in notes))))
        out.append(replace(report, runs=tuple(runs)))
    return out


def _note(ignore: Ignore, run: RunReport) -> Finding | None:
    looked = {c.rule for c in run.checks if c.status in ("fired", "clear")}
    if not ignore.about([s.path for s in run.sources]) or not (looked & ignore.rules):
        return None
    rules = listing(sorted(ignore.rules)[:3]) + (" and others" if len(ignore.rules) > 3 else "")
    if ignore.expired:
        message = f"the ignore of {rules} held until {ignore.until} and counts no longer: mend what it hid, or renew it"
    else:
        message = f"the ignore of {rules} matches nothing any more: it can be taken out"
    code, rule = EXPIRED if ignore.expired else STALE
    file, _, line = ignore.by.rpartition(":")
    at = Moment("line", float(line), int(line), file) if line.isdecimal() else None
    return Finding(
        code=code,
        rule=rule,
        kind="other",
        severity=Severity.NOTE,
        confidence=1.0,
        series=(ignore.by,),
        onset=None,
        known=None,
        end=None,
        message=message,
        evidence=(quote(ignore.reason, at, "reason given"),),
        values={},
        fingerprint=fingerprint(rule, run.name, tuple(sorted(ignore.rules))),
    )
