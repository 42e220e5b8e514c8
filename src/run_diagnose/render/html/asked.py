"""The criteria of the settings with their grades, those derived from the run, and what the run took."""

from __future__ import annotations

from run_diagnose.model.report import RunReport
from run_diagnose.render import phrases
from run_diagnose.render.escape import in_html
from run_diagnose.render.html.parts import bullets, code, section, table, text

HEAD = ("asked for", "minimum", "good", "excellent", "this run", "grade", "in words")


def asked(run: RunReport) -> str:
    """The person's own criteria, graded."""
    rows = [
        (
            f"{code(g.metric)}{phrases.direction(g)}",
            *(in_html(phrases.level(g, v)) for v in (g.minimum, g.good, g.excellent, g.value)),
            f"<strong>{g.grade}</strong>" if g.grade in ("missed", "not judged") else in_html(g.grade),
            text(g.detail),
        )
        for g in run.graded
    ]
    return table(HEAD, rows, "The criteria of the settings, graded") if rows else ""


def derived(run: RunReport) -> str:
    """What the findings of this run ask of the next."""
    return f"<p>Derived from this run:</p>{bullets([text(t) for t in run.next_run])}" if run.next_run else ""


def cost(run: RunReport) -> str:
    """What the run took, and what more of it would bring."""
    return section(phrases.COST, bullets([text(said) for said in phrases.outlook(run)]))
