"""One finding a line: ``run.csv:38: error COL001 spread-collapse: ...``; for editors, grep and problem matchers."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.model.report import Report
from run_diagnose.model.wording import count
from run_diagnose.render import phrases
from run_diagnose.render.escape import ascii_only, name, visible
from run_diagnose.render.options import PLAIN, Options
from run_diagnose.render.places import in_log


def render(report: Report, options: Options = PLAIN) -> str:
    """Findings, inputs that could not be read, and a line on every run."""
    text = "".join(f"{line}\n" for line in _lines(report, options)) or "nothing was read\n"
    return ascii_only(text) if options.ascii else text


def _lines(report: Report, options: Options) -> Iterator[str]:
    for run in report.runs:
        for finding in run.findings[: options.top]:
            place = in_log(finding, run)
            said = visible(phrases.sentence(finding.message, run))
            yield f"{name(place.path)}:{place.line}: {finding.severity.value} {finding.code} {finding.rule}: {said}"
        for s in run.suppressed if options.suppressed else ():
            place = in_log(s.finding, run)
            said = visible(f"{phrases.sentence(s.finding.message, run)} Suppressed {phrases.waived(s)}")
            yield f"{name(place.path)}:{place.line}: suppressed {s.finding.code} {s.finding.rule}: {said}"
        more = f", {count(len(run.findings), 'finding')}" if run.findings else ""
        more += f", {len(run.suppressed)} suppressed" if run.suppressed else ""
        yield f"{name(run.name)}: {run.verdict}{more}: {visible(phrases.sentence(run.answer, run))}"
    for error in report.errors:
        hint = f" Try: {visible(error.hint)}" if error.hint else ""
        yield f"{name(error.path)}: not read: {visible(phrases.sentence(error.reason))}{hint}"
