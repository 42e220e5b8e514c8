"""How the log was read, so that a wrong guess is seen."""

from __future__ import annotations

from run_diagnose.model.report import RunReport, SeriesSummary
from run_diagnose.model.wording import count, number, place
from run_diagnose.render import phrases
from run_diagnose.render.markdown.escape import code, markdown, prose
from run_diagnose.render.markdown.parts import Lines, Room, fold, table

MOST = 60
"""Columns listed; ``diagnose inspect`` shows all."""


def reading(run: RunReport, room: Room) -> Lines:
    """Files, columns and what they were taken for, what was left out."""
    if room.folded < 2:
        return []
    lines = [_source(s.path, s.format, s.encoding, s.detail, s.lines) for s in run.sources]
    if run.config:
        lines.append(f"- config {code(run.config.path)}: {count(len(run.config.values), 'key')}")
    read = run.reading
    for what, said in (
        ("segments", read.segments),
        ("not logged (placeholders)", read.placeholders),
        ("not understood", read.unread),
        ("assumed", read.assumed),
        ("note", run.notes),
    ):
        lines += [f"- {what}: {prose(text)}" for text in said[:MOST]]
    rows = [_column(s) for s in run.series[:MOST]]
    if len(run.series) > MOST:
        lines.append(f"- {len(run.series) - MOST} more columns: `diagnose inspect` lists them")
    head = ("column", "read as", "how sure", "points", "NaN or inf", "best")
    title = f"{count(len(run.sources), 'file')}, {count(len(run.series), 'column')}"
    return ["### How the log was read", "", *fold(title, [*lines, "", *table(head, rows)])]


def _source(path: str, format_: str, encoding: str, detail: str, lines: int) -> str:
    facts = [format_, encoding, detail, count(lines, "line") if lines else ""]
    return f"- {code(path)}: {markdown(', '.join(f for f in facts if f))}"


def _column(series: SeriesSummary) -> tuple[str, ...]:
    best = "" if series.best is None else f"{number(series.best)} at {place(series.axis, series.best_at)}"
    sure = f"{series.certainty:.0%}" + (" (a guess: check it)" if series.certainty < 0.6 else "")
    bad = str(series.nonfinite) if series.nonfinite else ""
    return code(series.name), markdown(phrases.meaning(series)), sure, str(series.points), bad, markdown(best)
