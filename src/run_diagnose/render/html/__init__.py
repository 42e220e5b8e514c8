"""The report as one HTML file: no script, no network, light and dark, for screens, paper and screen readers."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.model.report import Report, RunReport
from run_diagnose.model.wording import count
from run_diagnose.render import phrases
from run_diagnose.render.escape import in_html, name
from run_diagnose.render.html import asked, sections
from run_diagnose.render.html.parts import bullets, code, raised, section, table, text
from run_diagnose.render.html.style import CSS
from run_diagnose.render.options import PLAIN, Options

WHOLE = 30
"""So many runs, the worst first, are told in full: the file stays one that a browser opens at once."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""Even if something of the log got through: nothing may be loaded, nothing may run."""


def render(report: Report, options: Options = PLAIN) -> str:
    """The page; ``options.ascii`` writes every other character as a reference."""
    page = "\n".join(_page(report, options)) + "\n"
    return page.encode("ascii", "xmlcharrefreplace").decode() if options.ascii else page


def _page(report: Report, options: Options) -> Iterator[str]:
    title = _title(report)
    yield '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    yield f"<title>{in_html(title)}</title><style>{CSS}</style></head><body>"
    yield '<a class="skip" href="#main">Skip to the report</a>'
    yield f'<header><h1>{in_html(title)}</h1></header><main id="main">'
    runs = phrases.sorted_runs(report)
    if len(runs) != 1:
        yield _overview(runs)
    yield raised(_errors(report))
    for i, run in enumerate(runs[:WHOLE], 1):
        told = "\n".join(_run(run, f"run-{i}", options))
        heading = f'<h2 id="run-{i}">{in_html(name(run.name))}</h2>\n'
        yield raised(told) if len(runs) == 1 else heading + told
    yield "</main>"
    version = f"run-diagnose {in_html(report.version)} · schema {report.schema_version}"
    yield f"<footer><p>{version}</p></footer></body></html>"


def _title(report: Report) -> str:
    if len(report.runs) == 1:
        return f"{name(report.runs[0].name)}: {phrases.verdict(report.runs[0])}"
    verdicts = [run.verdict for run in report.runs]
    said = ", ".join(f"{verdicts.count(v)} {v}" for v in phrases.VERDICTS if v in verdicts)
    return f"{count(len(verdicts), 'run')}: {said}" if verdicts else "No run could be read"


def _overview(runs: list[RunReport]) -> str:
    rows = [
        (
            f'<a href="#run-{i}">{in_html(name(run.name))}</a>' if i <= WHOLE else in_html(name(run.name)),
            f'<span class="verdict {in_html(run.verdict)}">{phrases.verdict(run)}</span>',
            text(run.answer),
            " ".join(code(f.code) for f in run.findings[:5]),
        )
        for i, run in enumerate(runs, 1)
    ]
    return table(("run", "verdict", "what happened", "findings"), rows, "All runs, the worst first")


def _errors(report: Report) -> str:
    lines = [
        f"{code(e.path)}: {text(phrases.sentence(e.reason))}" + (f" Try: {text(e.hint)}" if e.hint else "")
        for e in report.errors
    ]
    return section("Could not be read", bullets(lines))


def _run(run: RunReport, identity: str, options: Options) -> Iterator[str]:
    yield sections.answer(run)
    if options.charts:
        yield sections.curves(run, identity)
    yield sections.findings(run, options.top)
    yield sections.causes(run, options.top)
    yield sections.changes(run, options.top)
    yield sections.checkpoint(run)
    yield asked.cost(run)
    yield sections.checked(run)
    yield sections.healthy(run)
    yield sections.suppressed(run) if options.suppressed else ""
    yield sections.reading(run)
    yield f'<p class="dim">Again: {code(phrases.again(run))}</p>'
