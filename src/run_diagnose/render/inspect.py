"""How each log was read, as plain text: what to look at when a number or a name seems wrong."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.model.report import Report, RunReport, SeriesSummary
from run_diagnose.model.roles import LEARNING_ROLES
from run_diagnose.model.wording import count, number, place
from run_diagnose.render import phrases
from run_diagnose.render.escape import ascii_only, name, visible
from run_diagnose.render.options import PLAIN, Options

UNSURE = 0.6
"""Below this certainty a role is called a guess."""
SOME = 40
"""Lines of one kind that are listed; the JSON has all."""


def render(report: Report, options: Options = PLAIN) -> str:
    """Sources, axis, columns with role and direction, what was left out and why."""
    blocks = ["\n".join(_run(run)) for run in report.runs]
    blocks += ["\n".join(_error(e.path, e.reason, e.hint)) for e in report.errors]
    text = "\n\n".join(blocks) + "\n" if blocks else "nothing was read\n"
    return ascii_only(text) if options.ascii else text


def _error(path: str, reason: str, hint: str) -> Iterator[str]:
    yield f"{name(path)}: not read: {visible(reason)}"
    if hint:
        yield f"  try        {visible(hint)}"


def _run(run: RunReport) -> Iterator[str]:
    yield name(run.name)
    for source in run.sources:
        facts = [source.format, source.encoding, source.detail, count(source.lines, "line") if source.lines else ""]
        yield f"  file       {name(source.path)}: {', '.join(visible(f) for f in facts if f)}"
    yield f"  axis       {visible(run.axis.name)}: {visible(phrases.length(run))}"
    yield f"  task       {visible(run.task or 'unknown')}"
    yield _config(run)
    yield from _columns(run)
    yield from _listed("segments", run.reading.segments)
    yield from _listed("not logged", run.reading.placeholders)
    yield from _listed("not read", run.reading.unread)
    yield from _listed("assumed", run.reading.assumed)
    yield from _listed("note", run.notes)
    yield from _advice(run)


def _config(run: RunReport) -> str:
    if run.config is None:
        return "  config     none found; name it with --config-file FILE"
    return f"  config     {name(run.config.path)}: {count(len(run.config.values), 'key')}"


def _columns(run: RunReport) -> Iterator[str]:
    """A row a column, as wide as its widest entry: nothing is cut."""
    head = ("column", "role", "read as", "sure", "points", "NaN/inf", "first", "last", "best")
    rows = [head, *(_column(s) for s in run.series)]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    yield f"  columns    {len(run.series)}"
    for row in rows:
        yield "    " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _column(series: SeriesSummary) -> tuple[str, ...]:
    best = "" if series.best is None else f"{number(series.best)} at {place(series.axis, series.best_at)}"
    sure = f"{series.certainty:.0%}" + (" guess" if 0 < series.certainty < UNSURE else "")
    said = (series.name, series.role, phrases.meaning(series), sure, str(series.points), str(series.nonfinite or ""))
    return *(name(text) for text in said), number(series.first), number(series.last), visible(best)


def _listed(what: str, said: tuple[str, ...]) -> Iterator[str]:
    shown = said[:SOME]
    for i, text in enumerate(shown):
        yield f"  {what if not i else '':10s} {visible(text)}"
    if len(said) > len(shown):
        yield f"  {'':10s} and {len(said) - len(shown)} more, all in --format json"


def _advice(run: RunReport) -> Iterator[str]:
    """The next thing to try where something was not placed."""
    guesses = [s for s in run.series if 0 < s.certainty < UNSURE]
    unused = [s for s in run.series if s.role == "other"]
    if guesses:
        yield f"  try        --map {guesses[0].role}={name(guesses[0].name)}, if the guess is wrong: --map ROLE=COLUMN"
    if not any(s.role in LEARNING_ROLES for s in run.series):
        column = name(unused[0].name) if unused else "COLUMN"
        yield f"  try        --map val_loss={column}: no column was taken for a loss or a metric"
    no_goal = [s for s in run.series if s.goal is None and s.role in LEARNING_ROLES]
    for series in no_goal[:3]:
        yield f"  try        --higher-is-better {name(series.name)}, or --lower-is-better: its direction is not known"
