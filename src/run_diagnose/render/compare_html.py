"""A comparison as one HTML page that loads nothing: remarks, table, curves of all runs in one chart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from run_diagnose.model.comparison import Comparison
from run_diagnose.model.report import Report
from run_diagnose.model.wording import setting
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
from run_diagnose.render.compare_chart import curves
from run_diagnose.render.compare_sentences import agreed, repeated
from run_diagnose.render.curves import Panel
from run_diagnose.render.escape import in_html
from run_diagnose.render.html import POLICY
from run_diagnose.render.html.parts import bullets, code, raised, section, text
from run_diagnose.render.html.parts import table as drawn
from run_diagnose.render.html.style import CSS
from run_diagnose.render.html.svg import chart
from run_diagnose.render.options import PLAIN, Options


def render(report: Report, options: Options = PLAIN, wanted: Wanted | None = None) -> str:
    """The page; ``options.ascii`` writes every other character as a reference."""
    made = trimmed(comparison(report), wanted or Wanted())
    page = "\n".join(_page(report, made, options, wanted or Wanted())) + "\n"
    return page.encode("ascii", "xmlcharrefreplace").decode() if options.ascii else page


def _page(report: Report, made: Comparison, options: Options, wanted: Wanted) -> Iterator[str]:
    heading = in_html(title(made))
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield f"<title>{heading}</title><style>{CSS}</style></head><body>"
    yield '<a class="skip" href="#main">Skip to the table</a>'
    yield f'<header><h1>{heading}</h1></header><main id="main">'
    yield _fields(table(made, wanted), "Runs, the best first")
    yield f"<p>{text(left_out(made, wanted))}</p>" if left_out(made, wanted) else ""
    yield f'<p class="dim">{in_html(LEGEND)}</p>'
    yield raised("\n".join(_sections(report, made, options, wanted)))
    yield f"</main><footer><p>run-diagnose {in_html(report.version)}</p></footer></body></html>"


def _sections(report: Report, made: Comparison, options: Options, wanted: Wanted) -> Iterator[str]:
    gates = [f"{'FAILED' if g.level == 'fail' else 'alert'}: {text(g.message)}" for g in made.gates if g.tripped]
    yield section("Gates", bullets(gates))
    remarks = [f"<strong>{r.severity}</strong> {code(f'{r.code} {r.rule}')} {text(r.message)}" for r in made.remarks]
    yield section("Before you believe the table", bullets(remarks))
    yield section(
        "Run by run", bullets([f"{code(e.label)}: {text('; '.join(e.against))}" for e in made.entries if e.against])
    )
    keys = [
        (code(d.key), ", ".join(f"{in_html(run)}: {code(setting(v))}" for run, v in list(d.values.items())[:12]))
        for d in made.differences
    ]
    yield section("What the configs differ in", drawn(("key", "values"), keys, "Keys that differ"))
    yield section("What goes with which change", bullets([text(e.message) for e in made.effects]))
    yield section("Repeated runs", bullets([text(said) for said in repeated(made)]))
    yield section("How alike the criteria rank the runs", bullets([text(said) for said in agreed(made)]))
    yield section("Runs that would tell them apart", bullets([text(n) for n in made.next_runs]))
    yield section(
        "Findings that differ",
        bullets([f"{code(run)}: {text(said)}" for run, said in findings_that_differ(made, wanted)]),
    )
    if options.charts:
        figures = [_chart(report, made, key, f"chart-{i}") for i, key in enumerate(made.charts)]
        yield section("Curves, matched by step", "".join(figures) + "".join(f"<p>{text(n)}</p>" for n in made.notes))
    shown = details(made, wanted)
    yield section("Best, kept and last values", _fields(shown, "Best, kept and last values") if shown.rows else "")
    yield section("Not checked", bullets([f"{text(u.question)}. Log: {text(u.needs)}" for u in made.unchecked]))
    yield section("Could not be read", bullets([f"{code(e.path)}: {text(e.reason)}" for e in report.errors]))


def _fields(shown: Table, caption: str) -> str:
    rows = [tuple(_cell(cell) for cell in row) for row in shown.rows]
    return drawn(tuple(in_html(h) for h in shown.head), rows, caption)


def _cell(cell: str) -> str:
    return f"<strong>{in_html(cell)}</strong>" if cell.endswith((BEST, SUSPECT)) else in_html(cell)


def _chart(report: Report, made: Comparison, key: str, identity: str) -> str:
    """One line a run; the marks of a single run (onset, picked) have no place here."""
    shown = curves(report, made, key)
    if len(shown) < 2:
        return ""
    frame = replace(report.runs[0], findings=(), checkpoint=None)
    return chart(Panel(key, tuple(shown)), frame, identity)
