"""A finding and what it rests on, in words."""

from __future__ import annotations

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, Finding
from run_diagnose.model.report import RunReport
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import at, certainty, line_of, number, percent, span
from run_diagnose.render.escape import shorten
from run_diagnose.render.phrases.runs import one_row
from run_diagnose.render.sparkline import of_values

PLACED = ("at ", "in ", "on ", "from ", "before ", "after ")
"""Labels that read better behind their value: ``26 % at epoch 30``."""


def confidence(finding: Finding) -> str:
    """``high confidence``."""
    return f"{certainty(finding.confidence)} confidence"


def since(finding: Finding) -> str:
    """``epoch 31``, ``epochs 31-37``; empty where it has no beginning."""
    if finding.onset is None:
        return ""
    end = finding.end
    if end is not None and end.axis == finding.onset.axis and end.value != finding.onset.value:
        return span(finding.onset.axis, finding.onset.value, end.value)
    return at(finding.onset)


def when(finding: Finding, run: RunReport) -> str:
    """``since epoch 31``, ``epochs 31-37``, ``at epoch 37``; empty where the log is one row."""
    if finding.onset is None or one_row(run):
        return ""
    if finding.end is None:
        return f"since {since(finding)}"
    return since(finding) if finding.end.value != finding.onset.value else f"at {since(finding)}"


def amount(value: float | None, unit: str) -> str:
    """A value with its unit; ``%`` takes a share of 1."""
    if value is None:
        return ""
    return percent(value) if unit == "%" else f"{number(value)} {unit}".strip()


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of evidence in the columns of a table."""

    what: str
    value: str
    against: str
    where: str
    line: str
    quoted: bool = False
    """True where ``value`` is a line of the log, word for word."""


def row(evidence: Evidence, run: RunReport, *, ascii_only: bool = False) -> Row:
    """Evidence in columns: what, value, what it is held against, where, and its line in the log."""
    place_, line = "" if one_row(run) else _where(evidence.at), line_of(evidence.at)
    what, unit = shorten(evidence.label), shorten(evidence.unit, 40)
    if evidence.kind == "quote":
        return Row(what, evidence.text, "", place_, line, quoted=True)
    if evidence.kind == "excerpt":
        return _excerpt(evidence, evidence.at.axis if evidence.at else run.axis.name, line, ascii_only)
    against = f"limit {amount(evidence.limit, unit)}" if evidence.limit is not None else ""
    if evidence.other is not None:
        value = amount(evidence.other, unit)
        label = shorten(evidence.other_label)
        against = f"{value} {label}" if label.startswith(PLACED) else f"{label} {value}".strip()
        other = line_of(evidence.other_at)
        if other and other != line:
            against += f" ({other})"
    return Row(what, amount(evidence.value, unit), against, place_, line)


def _excerpt(evidence: Evidence, axis: str, line: str, ascii_only: bool) -> Row:
    curve = of_values(evidence.y, ascii_only=ascii_only)
    ends = f"{number(evidence.y[0])} to {number(evidence.y[-1])}" if evidence.y else ""
    where = span(axis or "point", evidence.x[0], evidence.x[-1]) if evidence.x else _where(evidence.at)
    return Row(shorten(evidence.label), f"{curve} {ends}".strip(), "", where, line)


def _where(moment: Moment | None) -> str:
    return "" if moment is None else at(moment)
