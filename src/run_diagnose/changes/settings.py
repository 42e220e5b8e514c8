"""Slips of the config itself."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, recipe
from run_diagnose.model.change import Advice, Change, Risk
from run_diagnose.views.case import Case


@recipe("spell-number")
def spell_number(case: Case, cause: str) -> Iterator[Proposal]:
    """The number that was meant, in a spelling that every reader takes for it."""
    for problem in case.run.config.problems:
        s = problem.setting
        try:
            meant = float(str(s.raw).strip("\"'").replace("_", ""))
        except ValueError:
            continue
        yield Change(
            key=s.key, old=s.raw, new=int(meant) if meant.is_integer() and "e" not in str(s.raw).lower() else meant,
            why=f"plain readers take it for {problem.reads_as}; {problem.hint}",
            watch="the program prints a number of the expected size", risk=Risk.SAFE, cause=cause,
            file=s.file or None, line=s.line or None,
        )  # fmt: skip


@recipe("possible-value")
def possible_value(case: Case, cause: str) -> Iterator[Proposal]:
    """Say which key holds a value that cannot be."""
    keys = case.value("impossible-value", "keys")
    yield Advice(
        title=f"Correct {keys or 'the value'} in the config",
        why="a value outside of what its knob can have is a slip, and only its author knows what was meant",
        snippet="assert 0 <= config.dropout < 1 and config.learning_rate > 0  # at the start of the program",
        cause=cause,
    )
