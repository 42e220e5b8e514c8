"""Which checkpoint to keep."""

from __future__ import annotations

from run_diagnose.model.report import CheckpointAdvice, RunReport
from run_diagnose.model.wording import listing, number, place
from run_diagnose.render import phrases
from run_diagnose.render.markdown.escape import markdown, prose
from run_diagnose.render.markdown.parts import Lines, section, table


def checkpoint(run: RunReport) -> Lines:
    """The answer, the reasons, the epochs that matter side by side."""
    advice = run.checkpoint
    if advice is None:
        return []
    lines = [f"**{prose(phrases.sentence(phrases.keep(advice)))}** {_why(advice)}".strip()]
    return section("Checkpoint to keep", [*lines, "", *_table(advice)])


def _why(advice: CheckpointAdvice) -> str:
    better = advice.recommended
    why = f"{place(advice.axis, better.at)}: {better.why}" if better and better.why else ""
    said = [phrases.sentence(text) for text in (advice.why, why, phrases.picked(advice)) if text]
    if len(advice.tied) > 1:
        said.append(f"Tied within the noise: {advice.axis}s {listing([number(t, 6) for t in advice.tied])}.")
    return " ".join(prose(text) for text in said)


def _table(advice: CheckpointAdvice) -> Lines:
    if len(advice.table) < 2:
        return []
    head, *rows = advice.table
    filled = [tuple(markdown(cell) for cell in (*row, *[""] * len(head))[: len(head)]) for row in rows]
    return table(tuple(markdown(cell) for cell in head), filled)
