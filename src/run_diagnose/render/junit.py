"""JUnit XML: a suite a run, a test case a rule that ran; skipped means that it could not look."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.model.finding import Finding
from run_diagnose.model.report import Check, Failure, Report, RunReport
from run_diagnose.render import phrases
from run_diagnose.render.escape import name, xml
from run_diagnose.render.options import PLAIN, Options
from run_diagnose.render.places import say


def render(report: Report, options: Options = PLAIN) -> str:
    """The XML text. Errors and warnings fail their test case; a note is written into a passed one."""
    suites = [_suite(run) for run in report.runs]
    if report.errors:
        suites.append(_unread(report.errors))
    totals = [sum(s[1][i] for s in suites) for i in range(4)]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="diagnose" {_counts(totals[:3])}>',  # the schema knows ``skipped`` for a suite only
        *(line for suite, _ in suites for line in suite),
        "</testsuites>",
    ]
    text = "\n".join(lines) + "\n"
    return text.encode("ascii", "xmlcharrefreplace").decode() if options.ascii else text


def _counts(totals: list[int]) -> str:
    words = ("tests", "failures", "errors", "skipped")
    return " ".join(f'{word}="{n}"' for word, n in zip(words, totals, strict=False))


def _suite(run: RunReport) -> tuple[list[str], list[int]]:
    said = name(run.name)
    cases = [(c, [f for f in run.findings if f.rule == c.rule]) for c in run.checks]
    known = {c.rule for c in run.checks}
    rules = dict.fromkeys(f.rule for f in run.findings if f.rule not in known)
    cases += [(_as_check(rule, run), [f for f in run.findings if f.rule == rule]) for rule in rules]
    failed = sum(_fails(found) for _, found in cases)
    judged = run.verdict != "undetermined"
    totals = [
        len(cases) + (not judged),
        failed + (not judged),
        sum(c.status == "broke" for c, _ in cases),
        sum(c.status == "skipped" and not found for c, found in cases),
    ]
    lines = [line for check, found in cases for line in _case(said, check, found, run)]
    if not judged:
        lines += _undetermined(said, run)
    answer = f"<system-out>{xml(phrases.sentence(run.answer, run))}</system-out>"
    head = f'  <testsuite name="{xml(said)}" {_counts(totals)}>'
    return [head, *(f"    {line}" for line in [*lines, answer]), "  </testsuite>"], totals


def _as_check(rule: str, run: RunReport) -> Check:
    code = next(f.code for f in run.findings if f.rule == rule)
    return Check(code=code, rule=rule, status="fired", detail="", needs=())


def _fails(found: list[Finding]) -> bool:
    return any(f.severity.level for f in found)


def _case(suite: str, check: Check, found: list[Finding], run: RunReport) -> Iterator[str]:
    head = f'<testcase classname="{xml(suite)}" name="{xml(f"{check.code} {check.rule}")}"'
    inner = list(_outcome(check, found, run))
    if not inner:
        yield f"{head}/>"
        return
    yield f"{head}>"
    yield from (f"  {line}" for line in inner)
    yield "</testcase>"


def _outcome(check: Check, found: list[Finding], run: RunReport) -> Iterator[str]:
    if _fails(found):
        worst = found[0]
        text = "\n".join(line for f in found for line in _proof(f, run))
        yield f'<failure type="{worst.severity.value}" message="{xml(say(worst, run))}">{text}</failure>'
    elif found:
        yield f"<system-out>{' '.join(xml(phrases.sentence(f.message, run)) for f in found)}</system-out>"
    elif waived := [s for s in run.suppressed if s.finding.rule == check.rule]:
        said = " ".join(f"{phrases.sentence(s.finding.message, run)} Suppressed {phrases.waived(s)}." for s in waived)
        yield f"<system-out>{xml(said)}</system-out>"
    elif check.status == "skipped":
        yield f'<skipped message="{xml(phrases.why_not(check) or "could not look")}"/>'
    elif check.status == "broke":
        yield f'<error type="bug" message="{xml(check.detail)}"/>'
    elif about := phrases.about(check):
        yield f"<system-out>{xml(about)}</system-out>"


def _proof(finding: Finding, run: RunReport) -> Iterator[str]:
    """The finding and its evidence, a line each."""
    yield xml(phrases.sentence(finding.message, run))
    for evidence in finding.evidence:
        row = phrases.row(evidence, run)
        parts = (row.line, row.what, row.value, row.against, row.where)
        yield "  " + xml("  ".join(part for part in parts if part))


def _undetermined(suite: str, run: RunReport) -> Iterator[str]:
    """A log in which nothing could be judged must not look like a pass."""
    yield f'<testcase classname="{xml(suite)}" name="could be judged">'
    yield f'  <failure type="undetermined" message="{xml(phrases.sentence(run.answer, run))}"/>'
    yield "</testcase>"


def _unread(errors: tuple[Failure, ...]) -> tuple[list[str], list[int]]:
    totals = [len(errors), 0, len(errors), 0]
    lines = [f'  <testsuite name="inputs" {_counts(totals)}>']
    for error in errors:
        lines += [
            f'    <testcase classname="inputs" name="{xml(name(error.path))}">',
            f'      <error type="unreadable" message="{xml(error.reason)}">{xml(error.hint)}</error>',
            "    </testcase>",
        ]
    return [*lines, "  </testsuite>"], totals
