"""A comparison on a terminal: a table that is never cut inside a number, and what to know before believing it."""

from __future__ import annotations

from collections.abc import Sequence

from run_diagnose.model.comparison import Comparison
from run_diagnose.model.report import Report
from run_diagnose.model.wording import number
from run_diagnose.render.compare_cells import (
    BEST,
    LEGEND,
    SUSPECT,
    Table,
    Wanted,
    comparison,
    details,
    findings_that_differ,
    left_out,
    table,
    title,
    trimmed,
)
from run_diagnose.render.compare_chart import common, curves, spark
from run_diagnose.render.compare_sentences import agreed, repeated
from run_diagnose.render.escape import name
from run_diagnose.render.options import PLAIN, Options
from run_diagnose.render.terminal import painted
from run_diagnose.render.terminal.page import NARROWEST, Page, Span, cells

STYLES = {"error": "bold red", "warning": "yellow", "note": "dim"}
SIGNS = {"error": "!!", "warning": "! ", "note": "· "}
VERDICTS = {"FAILED": "bold red", "SUSPECT": "yellow", "HEALTHY": "green", "UNDETERMINED": "magenta"}


def render(report: Report, options: Options = PLAIN, wanted: Wanted | None = None) -> str:
    """The comparison as text for a terminal of ``options.width`` columns."""
    wanted = wanted or Wanted()
    made = trimmed(comparison(report), wanted)
    page = Page(max(options.width, NARROWEST))
    page.blank()
    page.write([(title(made), "bold")], 1)
    page.blank()
    _main(page, made, wanted)
    _said(page, made)
    _gates(page, made)
    if options.verbose:
        _more(page, made, wanted)
    if options.charts:
        _curves(page, report, made)
    if made.unchecked:
        page.title("Not checked")
        for u in made.unchecked:
            page.write([(u.question, ""), (f"  log: {u.needs}", "dim")], 3, 5)
    for error in report.errors:
        page.write([(name(error.path), "bold"), (f": {error.reason}", "red")], 1, 3)
    text = painted(page, options)
    return text.replace("\\u2605", "*").replace("\\u2606", "(*)") if options.ascii else text


def _main(page: Page, made: Comparison, wanted: Wanted) -> None:
    """The table; config differences that do not fit beside it stand below."""
    shown = table(made, wanted)
    lost = _draw(page, shown)
    if rest := left_out(made, wanted):
        page.write([(rest, "dim")], 1)
    beside = next((i for i, head in enumerate(shown.head) if head in lost and head.startswith("config against ")), None)
    metrics = [head for head in lost if beside is None or head != shown.head[beside]]
    if metrics:
        page.write([(f"too wide for this terminal: {', '.join(metrics)} (--md, --csv or --json show all)", "dim")], 1)
    if any(c.winner for c in made.columns):
        page.write([(LEGEND, "dim")], 1)
    if beside is not None:
        page.title(shown.head[beside])
        for row in shown.rows:
            page.write([(f"{name(row[0])}: ", "bold"), (name(row[beside]), "")], 3, 5)


def _draw(page: Page, shown: Table) -> list[str]:
    """Columns side by side; those that do not fit are left out from the right and given back."""
    grid = [shown.head, *shown.rows]
    grid = [tuple(name(c) for c in row) for row in grid]
    widths = [max(cells(row[i]) for row in grid) for i in range(len(shown.head))]
    kept, used = [], 1
    for i, width in enumerate(widths):
        if used + width > page.width and i > 1:
            continue
        kept.append(i)
        used += width + 2
    for r, row in enumerate(grid):
        line: list[Span] = [(" ", "")]
        for i in kept:
            pad = " " * (widths[i] - cells(row[i]))
            right = 2 <= i < 2 + shown.metrics
            text = f"{pad}{row[i]}" if right else f"{row[i]}{pad}"
            line += [(text, _style(row[i], r, i)), ("  ", "")]
        page.lines.append(line)
    return [shown.head[i] for i in range(len(widths)) if i not in kept]


def _style(text: str, row: int, column: int) -> str:
    if row == 0:
        return "dim"
    if column == 1:
        return VERDICTS.get(text.split(maxsplit=1)[0], "")
    return "bold" if column == 0 or text.endswith(BEST) else "red" if text.endswith(SUSPECT) else ""


def _said(page: Page, made: Comparison) -> None:
    page.blank()
    for r in made.remarks:
        page.write([(f"{SIGNS[r.severity]} {r.code} {r.rule}: ", STYLES[r.severity]), (r.message, "")], 1, 4)
    told = [e for e in made.entries if e.against]
    if told:
        page.title("Run by run")
        for e in told:
            page.write([(f"{name(e.label)}: ", "bold"), ("; ".join(e.against), "")], 3, 5)
    if made.effects:
        page.title("What goes with which change", "seen beside each other, not proven")
        for effect in made.effects[:8]:
            page.write([(effect.message, {True: "green", False: "red", None: ""}[effect.better])], 3, 5)
    _listed(page, "Repeated runs", repeated(made, 8))
    _listed(page, "How alike the criteria rank the runs", agreed(made))
    _listed(page, "Runs that would tell them apart", made.next_runs)


def _listed(page: Page, title: str, said: Sequence[str]) -> None:
    if said:
        page.title(title)
    for text in said:
        page.write([(name(text), "")], 3, 5)


def _gates(page: Page, made: Comparison) -> None:
    if not made.gates:
        return
    page.title("Gates", f"{sum(not g.tripped for g in made.gates)} of {len(made.gates)} passed")
    for g in made.gates:
        if g.tripped:
            style = "bold red" if g.level == "fail" else "yellow"
            page.write([("FAILED " if g.level == "fail" else "alert  ", style), (g.message, "")], 3, 10)


def _more(page: Page, made: Comparison, wanted: Wanted) -> None:
    shown = details(made, wanted)
    if shown.rows:
        page.title("Best, kept and last")
        _draw(page, shown)
    for run, said in findings_that_differ(made, wanted):
        page.write([(f"{name(run)} alone: ", "bold"), (said, "")], 3, 5)


def _curves(page: Page, report: Report, made: Comparison) -> None:
    """A line for each run on one axis: the same column is the same step."""
    for key in made.charts[:2]:
        shown = curves(report, made, key)
        if len(shown) < 2:
            continue
        stretch, scale = common(shown)
        some = f"the first {len(shown)} runs, " if len(shown) < len(made.entries) else ""
        page.title(key, f"{some}{shown[0].axis} {number(stretch[0], 6)} to {number(stretch[1], 6)}, on one scale")
        wide = max(cells(name(s.name)) for s in shown)
        for s in shown:
            line = spark(s, stretch, scale)
            label = name(s.name)
            figures = f"  {number(s.first)} -> {number(s.last)}"
            page.lines.append([("   ", ""), (label + " " * (wide - cells(label)), "bold"), (f"  {line}{figures}", "")])
    for note in made.notes:
        page.write([(note, "")], 3, 5)
