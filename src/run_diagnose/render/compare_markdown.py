"""A comparison as Markdown: what deceives first, then the table, then what the runs differ in."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.model.comparison import Comparison, Remark
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
from run_diagnose.render.compare_chart import mermaid_chart
from run_diagnose.render.compare_sentences import agreed, distinct_values, repeated
from run_diagnose.render.escape import ascii_only
from run_diagnose.render.markdown import parts
from run_diagnose.render.markdown.escape import code, markdown, prose
from run_diagnose.render.options import PLAIN, Options

ALERTS = {"error": "CAUTION", "warning": "WARNING", "note": "NOTE"}
SIGNS = {"error": "**!!**", "warning": "**!**", "note": ""}
MOST_KEYS = 40
"""Config keys shown; all of them stand in the JSON."""


def render(report: Report, options: Options = PLAIN, wanted: Wanted | None = None) -> str:
    """The comparison as Markdown that ends in a newline."""
    made = trimmed(comparison(report), wanted or Wanted())
    text = "\n".join(parts.squeeze(_lines(report, made, options, wanted or Wanted()))).strip("\n") + "\n"
    return ascii_only(text.replace(BEST, "*").replace(SUSPECT, "(*)")) if options.ascii else text


def _lines(report: Report, made: Comparison, options: Options, wanted: Wanted) -> Iterator[str]:
    yield "<!-- diagnose:compare v1 -->"
    yield f"## {markdown(title(made))}"
    yield ""
    yield from _alert(made)
    yield from _table(table(made, wanted))
    yield ""
    if rest := left_out(made, wanted):
        yield prose(rest)
        yield ""
    yield f"<sub>{LEGEND}</sub>" if any(c.winner for c in made.columns) else ""
    yield ""
    yield from _gates(made)
    yield from parts.section("Before you believe the table", [_remark(r) for r in made.remarks])
    yield from parts.section("Run by run", [line for e in made.entries for line in _against(e.label, e.against)])
    yield from _configs(made)
    yield from _effects(made)
    yield from parts.section("How alike the criteria rank the runs", [f"- {prose(said)}" for said in agreed(made)])
    differ = [f"- {code(run)}: {prose(said)}" for run, said in findings_that_differ(made, wanted)]
    yield from parts.section("Findings that differ", differ)
    shown = details(made, wanted)
    yield from parts.fold("Best, kept and last values", [*_table(shown)] if shown.rows else [])
    if options.charts:
        drawn = [line for key in made.charts for line in mermaid_chart(report, made, key)]
        yield from parts.fold("Curves, matched by step", [*drawn, *(prose(n) for n in made.notes)] if drawn else [])
    open_ = [f"- {prose(u.question)}. Log: {prose(u.needs)}" for u in made.unchecked]
    yield from parts.section("Not checked", open_)
    yield from parts.section("Could not be read", [f"- {code(e.path)}: {prose(e.reason)}" for e in report.errors])


def _alert(made: Comparison) -> Iterator[str]:
    worst = next((r for r in made.remarks if r.severity == "error"), None)
    if worst is not None:
        yield f"> [!{ALERTS[worst.severity]}]"
        yield f"> {prose(worst.message)}"
        yield ""


def _table(shown: Table) -> list[str]:
    head = tuple(code(h) if 2 <= i < 2 + shown.metrics else markdown(h) for i, h in enumerate(shown.head))
    return parts.table(head, [(code(row[0]), *(markdown(cell) for cell in row[1:])) for row in shown.rows])


def _remark(remark: Remark) -> str:
    sign = SIGNS[remark.severity]
    return f"- {sign}{' ' if sign else ''}`{remark.code}` {remark.rule}: {prose(remark.message)}"


def _against(label: str, said: tuple[str, ...]) -> list[str]:
    return [f"- {code(label)}: {'; '.join(prose(s) for s in said)}"] if said else []


def _configs(made: Comparison) -> list[str]:
    """The keys that differ, a row each; of many runs only how many values there are."""
    runs = [e.label for e in made.entries]
    few = len(runs) <= 6
    rows = []
    for d in made.differences[:MOST_KEYS]:
        values = [code(setting(d.values[r])) if r in d.values else "-" for r in runs]
        distinct = distinct_values(d)
        told = f"{len(distinct)} values: {', '.join(code(v) for v in distinct[:5])}" + (
            " ..." if len(distinct) > 5 else ""
        )
        rows.append((code(d.key), *(values if few else [told])))
    head = ("key", *(code(r) for r in runs)) if few else ("key", "values")
    rest = len(made.differences) - MOST_KEYS
    more = [f"\n... and {rest} more keys: `--json` has all of them."] if rest > 0 else []
    return parts.section("What the configs differ in", [*parts.table(head, rows), *more] if rows else [])


def _effects(made: Comparison) -> Iterator[str]:
    said = [f"- {prose(e.message)}{_judged(e.better)}" for e in made.effects]
    if said and made.effects:
        said.append("\nWhat goes with a change need not come from it.")
    yield from parts.section("What goes with which change", said)
    yield from parts.section("Repeated runs", [f"- {prose(text)}" for text in repeated(made)])
    yield from parts.section("Runs that would tell them apart", [f"- {prose(n)}" for n in made.next_runs])


def _judged(better: bool | None) -> str:
    return "" if better is None else " (better)" if better else " (worse)"


def _gates(made: Comparison) -> list[str]:
    said = [f"- {'FAILED' if g.level == 'fail' else 'alert'}: {prose(g.message)}" for g in made.gates if g.tripped]
    passed = sum(not g.tripped for g in made.gates)
    return parts.section("Gates", [*said, f"- {passed} of {len(made.gates)} checks passed"] if made.gates else [])
