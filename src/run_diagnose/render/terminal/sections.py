"""The sections of the terminal report, in the order of the Markdown one."""

from __future__ import annotations

from run_diagnose.model.finding import Finding
from run_diagnose.model.report import RunReport, SeriesSummary
from run_diagnose.model.wording import number
from run_diagnose.render import phrases
from run_diagnose.render.curves import finals, span_of, telling
from run_diagnose.render.escape import name
from run_diagnose.render.options import Options
from run_diagnose.render.sparkline import columns, ruler, sparkline
from run_diagnose.render.terminal.page import Page, cells

COLOURS = {
    "failed": "bold red",
    "suspect": "bold yellow",
    "healthy": "bold green",
    "undetermined": "bold cyan",
    "error": "red",
    "warning": "yellow",
    "note": "cyan",
}
SPARKS = 5
FEW = 6
"""Up to so many items stand on lines of their own without --verbose."""
SMALL = 10
"""Beyond so many skipped checks only their names are listed; the lines to log say what they need."""


def head(page: Page, run: RunReport) -> None:
    """Which run, and how it ended."""
    page.write([(name(run.name), "bold"), (f"   {phrases.size(run)}", "dim")], 1, 3)
    verdict = phrases.verdict(run)
    answer = phrases.sentence(run.answer, run)
    style = COLOURS.get(run.verdict, "bold")
    page.write([(verdict, style), (f"  {phrases.counts(run)} · ", ""), (answer, "bold")], 1, 3)


def curves(page: Page, run: RunReport, options: Options) -> None:
    """The most telling series, a line each, and the axis under them."""
    for series in finals(run)[: 2 * SPARKS]:
        page.write(
            [(name(series.name), "bold"), (f" {number(series.last)}", ""), (f"  {phrases.meaning(series)}", "dim")], 3
        )
    shown = telling(run, SPARKS)
    if not shown or not options.charts:
        return
    page.blank()
    first, last = span_of(shown)
    names = [name(s.name) for s in shown]
    label = min(max(cells(n) for n in names), page.width // 4)
    tails = [_tail(s) for s in shown]
    room = page.width - label - 5 - max(cells(t) for t in tails)
    width = columns(run, max(room, 12))
    for series, said, tail in zip(shown, names, tails, strict=True):
        curve = sparkline(series, first, last, width, ascii_only=options.ascii)
        if cells(said) <= label:
            page.lines.append([(f" {said}{' ' * (label - cells(said))}  ", "bold")])
        else:
            page.write([(said, "bold")], 1)
            page.lines.append([(" " * (label + 3), "")])
        page.lines[-1] += [(curve, "cyan"), (f"  {tail}", "")]
    page.raw(" " * (label + 3) + ruler(run, first, last, width, ascii_only=options.ascii), "dim")


def _tail(series: SeriesSummary) -> str:
    said = f"{number(series.first)} -> {number(series.last)}"
    best = "" if series.best is None else f"   best {number(series.best)} @{number(series.best_at, 6)}"
    nan = f"   {series.nonfinite} NaN" if series.nonfinite else ""
    return said + best + nan


def findings(page: Page, run: RunReport, options: Options) -> None:
    """What was found, with its numbers and their lines."""
    for rank, finding in enumerate(run.findings[: options.top], 1):
        page.blank() if rank == 1 else None
        style = COLOURS[finding.severity.value]
        facts = " · ".join(
            f for f in (finding.severity.value, phrases.confidence(finding), phrases.when(finding, run)) if f
        )
        page.write([(f"{rank} ", ""), (f"{finding.code} {finding.rule}", "bold"), (f"   {facts}", style)], 1, 3)
        page.write([(phrases.sentence(finding.message, run), "")], 3)
        _evidence(page, run, finding, options)
    if options.top is not None and len(run.findings) > options.top:
        page.write([(f"... and {len(run.findings) - options.top} more", "dim")], 1)
    if parts := phrases.silenced(run):
        said = ", ".join(f"{c.rule} (of {c.silenced_by})" for c in parts)
        page.write([(f"Seen too, as a part of these: {said}", "dim")], 1, 3)


def _evidence(page: Page, run: RunReport, finding: Finding, options: Options) -> None:
    most = len(finding.evidence) if options.verbose else 3 if finding.severity.level else 1
    for evidence in finding.evidence[:most]:
        row = phrases.row(evidence, run, ascii_only=options.ascii)
        where = row.line or row.where
        said = f"{row.what} {row.value}".strip() if not row.quoted else row.value
        against = f"   {row.against}" if row.against else ""
        beside = f"   {row.where}" if row.line and row.where else ""
        page.write([(f"{where}  " if where else "", "dim"), (said, ""), (against, ""), (beside, "dim")], 5, 7)


def causes(page: Page, run: RunReport, options: Options) -> None:
    """Why, most likely first."""
    if not run.causes:
        return
    page.title("Why, most likely first")
    for cause in run.causes[: options.top or FEW]:
        codes = f"  [{' '.join(cause.findings)}]" if cause.findings else ""
        title = phrases.sentence(cause.title).rstrip(".")
        page.write([(f"{cause.likelihood:9s} ", ""), (title, "bold"), (codes, "dim")], 3, 13)
        brief = cause.likelihood == "possible" and cause.rank > 1 and not options.verbose
        page.write([(phrases.sentence(cause.story), "")], 13) if cause.story and not brief else None
        for mark, said in (("+", cause.supports), ("-", cause.against), ("?", () if brief else cause.untested)):
            for sign in said[: None if options.verbose else 1 if brief else 3]:
                page.write([(f"{mark} {sign}", "dim" if mark == "?" else "")], 13, 15)
        page.write([(f"test: {cause.test}", "")], 13, 15) if cause.test and not brief else None
