"""What was found, and the numbers with their lines that say so."""

from __future__ import annotations

from run_diagnose.model.finding import Evidence, Finding
from run_diagnose.model.report import RunReport
from run_diagnose.render import phrases
from run_diagnose.render.markdown.escape import code, markdown, prose
from run_diagnose.render.markdown.parts import Lines, Room, fold, line_ref, section, table

HEAD = ("#", "evidence", "value", "against", "where", "log line")


def findings(run: RunReport, room: Room) -> Lines:
    """The findings by rank, and their strongest evidence in one table."""
    if not run.findings:
        return []
    shown = run.findings[: room.findings]
    lines = [_item(i, finding, run) for i, finding in enumerate(shown, 1)]
    if len(run.findings) > len(shown):
        lines.append(f"{len(shown) + 1}. … and {len(run.findings) - len(shown)} more, listed under the evidence")
    rows = [_row(i, e, run) for i, f in enumerate(shown, 1) for e in _strongest(f, room.evidence)]
    return section("Findings", [*lines, "", *table(HEAD, rows)])


def _silenced(run: RunReport) -> Lines:
    """What is only a part of a finding above."""
    parts = [f"{markdown(c.rule)} (of {markdown(c.silenced_by)})" for c in phrases.silenced(run)]
    return ["", f"Seen too, as a part of these: {', '.join(parts)}.", ""] if parts else []


def _item(rank: int, finding: Finding, run: RunReport) -> str:
    facts = [finding.severity.value, phrases.confidence(finding), phrases.when(finding, run)]
    about = " · ".join(markdown(fact) for fact in facts if fact)
    message = prose(phrases.sentence(finding.message, run))
    return f"{rank}. **{markdown(finding.rule)}** {code(finding.code)} · {about}<br>{message}"


def _strongest(finding: Finding, rows: int) -> list[Evidence]:
    return list(finding.evidence[:rows]) if finding.severity.level else []


def _row(rank: int, evidence: Evidence, run: RunReport) -> tuple[str, ...]:
    row = phrases.row(evidence, run)
    value = code(row.value) if row.quoted else markdown(row.value)
    return (str(rank), markdown(row.what), value, markdown(row.against), markdown(row.where), line_ref(row.line))


def all_evidence(run: RunReport, room: Room) -> Lines:
    """Everything that the findings rest on, where the first screen had no room for it."""
    if room.folded < 2 or all(list(f.evidence) == _strongest(f, room.evidence) for f in run.findings):
        return _silenced(run)
    rows = [_row(i, e, run) for i, f in enumerate(run.findings, 1) for e in f.evidence]
    rest = [_item(i, f, run) for i, f in enumerate(run.findings, 1) if i > room.findings]
    return fold(f"All evidence ({len(rows)} rows)", [*rest, *_silenced(run), "", *table(HEAD, rows)])


def suppressed(run: RunReport) -> Lines:
    """Findings that do not count, with the reason given for it."""
    rows = [
        (code(s.finding.code), prose(s.finding.message), markdown(s.by), markdown(s.reason), markdown(s.until))
        for s in run.suppressed
    ]
    return fold(f"Suppressed ({len(rows)})", table(("rule", "what", "by", "reason", "until"), rows))
