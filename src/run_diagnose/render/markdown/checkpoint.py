"""Which checkpoint to keep."""

from __future__ import annotations

from run_diagnose.model.report import CheckpointAdvice, RunReport
from run_diagnose.render import phrases
from run_diagnose.render.markdown.escape import markdown, prose
from run_diagnose.render.markdown.parts import Lines, section, table


def checkpoint(run: RunReport) -> Lines:
    """The answer, the reasons, the epochs that matter side by side."""
    advice = run.checkpoint
    if advice is None:
        return []
    lines = [f"**{prose(phrases.sentence(phrases.keep(advice)))}** {prose(' '.join(phrases.reasons(advice)))}".strip()]
    return section("Checkpoint to keep", [*lines, "", *_table(advice)])


def _table(advice: CheckpointAdvice) -> Lines:
    if len(advice.table) < 2:
        return []
    head, *rows = advice.table
    filled = [tuple(markdown(cell) for cell in (*row, *[""] * len(head))[: len(head)]) for row in rows]
    return table(tuple(markdown(cell) for cell in head), filled)
