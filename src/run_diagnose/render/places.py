"""Where a finding is shown in a code review: at the config line that mends it, else at its line in the log."""

from __future__ import annotations

from run_diagnose.facts import dataclass
from run_diagnose.model.change import Change
from run_diagnose.model.finding import Finding
from run_diagnose.model.report import RunReport
from run_diagnose.model.series import Moment
from run_diagnose.render import phrases


@dataclass(frozen=True, slots=True)
class Place:
    """A file and a line, 1 where the line is not known; paths with ``/``."""

    path: str
    line: int = 1


def path_of(path: str) -> str:
    """A path as code reviews take it: ``/`` between its parts, no ``./`` before it."""
    plain = path.replace("\\", "/")
    while plain.startswith("./"):
        plain = plain[2:]
    return plain


def changes_for(finding: Finding, run: RunReport) -> list[Change]:
    """Changes that mend the causes of this finding, those of the likeliest cause first."""
    causes = [c.cause for c in run.causes if finding.code in c.findings or finding.rule in c.findings]
    return [change for cause in causes for change in run.changes if change.cause == cause]


def primary(finding: Finding, run: RunReport) -> Place:
    """Where to show it. Code hosts show only lines that a pull request touches: of configs, rarely of logs."""
    for change in changes_for(finding, run):
        if change.file and change.line:
            return Place(path_of(change.file), change.line)
    return in_log(finding, run)


def in_log(finding: Finding, run: RunReport) -> Place:
    """The line of the log where it began, or where its first evidence stands."""
    moments = [finding.onset, finding.known, *(e.at for e in finding.evidence)]
    for moment in moments:
        if moment is not None and moment.line > 0:
            return Place(_file(moment, run), moment.line)
    return Place(_file(None, run))


def _file(moment: Moment | None, run: RunReport) -> str:
    """The path as given: the source whose name the moment carries, else the first."""
    named = moment.file if moment is not None else ""
    for source in run.sources:
        if named and (source.path == named or path_of(source.path).endswith("/" + path_of(named))):
            return path_of(source.path)
    return path_of(named or (run.sources[0].path if run.sources else run.name))


def say(finding: Finding, run: RunReport) -> str:
    """The finding in a line: what, since when, and the change that mends it."""
    said = phrases.sentence(finding.message, run)
    change = next(iter(changes_for(finding, run)), None)
    return f"{said} Try {phrases.edit(change, run)}." if change else said
