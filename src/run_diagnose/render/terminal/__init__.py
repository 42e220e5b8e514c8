"""The report on a terminal. Colours by rich, which is loaded only if colour is wanted; the layout is ours."""

from __future__ import annotations

import shlex
from itertools import groupby

from run_diagnose.model.report import Report, RunReport
from run_diagnose.render import phrases
from run_diagnose.render.escape import ascii_only, name
from run_diagnose.render.options import PLAIN, Options
from run_diagnose.render.terminal import advice, sections
from run_diagnose.render.terminal.page import NARROWEST, Page, Span

WHOLE = 4
"""Up to so many runs are told in full; of more only how each ended."""


def render(report: Report, options: Options = PLAIN) -> str:
    """The report for a terminal of ``options.width`` columns; escape codes only with ``options.color``."""
    page = Page(max(options.width, NARROWEST))
    page.lines.append([])
    if len(report.runs) > 1:
        _overview(page, report)
    if len(report.runs) <= WHOLE or options.verbose:
        for i, run in enumerate(report.runs):
            page.lines.append([("-" * page.width, "dim")]) if i or len(report.runs) > 1 else None
            _run(page, run, options)
    _errors(page, report)
    _foot(page, report, options)
    return painted(page, options)


def _run(page: Page, run: RunReport, options: Options) -> None:
    sections.head(page, run)
    sections.curves(page, run, options)
    sections.findings(page, run, options)
    sections.causes(page, run, options)
    advice.changes(page, run, options)
    advice.checkpoint(page, run)
    advice.cost(page, run)
    advice.checked(page, run, options)
    advice.healthy(page, run) if options.verbose else None
    advice.previous(page, run)
    advice.next_run(page, run)
    advice.experiments(page, run, options)
    advice.suppressed(page, run) if options.suppressed else None
    advice.reading(page, run)
    page.blank()


def _overview(page: Page, report: Report) -> None:
    for run in phrases.sorted_runs(report):
        style = sections.COLOURS.get(run.verdict, "bold")
        codes = " ".join(f.code for f in run.findings[:5])
        said = f"  {phrases.sentence(run.answer, run)}"
        page.write(
            [(f"{phrases.verdict(run):13s}", style), (name(run.name), "bold"), (said, ""), (f"  {codes}", "dim")], 1, 14
        )
    page.blank()


def _errors(page: Page, report: Report) -> None:
    if report.errors:
        page.title("Could not be read")
    for error in report.errors:
        page.write([(name(error.path), "bold"), (f": {phrases.sentence(error.reason)}", "red")], 3, 5)
        page.write([(f"try: {error.hint}", "")], 5, 7) if error.hint else None


def _foot(page: Page, report: Report, options: Options) -> None:
    page.blank()
    hints: list[str] = []
    found = [f for run in report.runs for f in run.findings]
    if found:
        hints.append(f"diagnose rule {found[0].code} explains a rule")
    if report.runs and report.runs[0].sources:
        again = f"diagnose {shlex.quote(name(report.runs[0].sources[0].path))}"
        hints += [f"{again} -o report.html"] + ([] if options.verbose or not found else [f"{again} -v tells all"])
    if len(report.runs) == 1:
        run = report.runs[0]
        style = sections.COLOURS.get(run.verdict, "bold")
        change = phrases.first_change(run)
        keep = phrases.keep(run.checkpoint) if run.checkpoint and run.findings else ""
        first = f"first change {phrases.edit(change, run)}" if change else ""
        said = " · ".join(part for part in (phrases.counts(run), keep, first) if part)
        page.write([(phrases.verdict(run), style), (f"  {said}", "")], 1, 3)  # the end is what a terminal shows
    if hints:
        page.write([(" · ".join(hints), "dim")], 1)


def painted(page: Page, options: Options) -> str:
    """The lines as text; without colour not a single escape code, bold included."""
    lines = page.lines
    while lines and not lines[-1]:
        lines.pop()
    paint = _ansi if options.color else _bare
    text = "\n".join(paint(line).rstrip() for line in lines) + "\n"
    return ascii_only(text) if options.ascii else text


def _bare(line: list[Span]) -> str:
    return "".join(text for text, _ in line)


def _ansi(line: list[Span]) -> str:
    from rich.color import ColorSystem
    from rich.style import Style

    out = ""
    for style, group in groupby(line, key=lambda span: span[1]):
        text = "".join(span[0] for span in group)
        body = text.strip()
        painted = Style.parse(style).render(body, color_system=ColorSystem.STANDARD) if style and body else body
        out += text.replace(body, painted, 1) if body else text
    return out
