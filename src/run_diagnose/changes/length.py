"""How long the run is."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe, rounded
from run_diagnose.model.change import Risk
from run_diagnose.views import usual
from run_diagnose.views.case import Case

ROUNDS = 10.0
"""Rounds times rate at which boosting libraries start: 100 at 0.1 (LightGBM, scikit-learn; XGBoost 100 at 0.3)."""


def _rounds(case: Case) -> int:
    """The least number of rounds for boosting at this rate; 0 for anything else."""
    rate = case.run.config.number("learning_rate")
    return int(rounded(ROUNDS / rate)) if usual.boosted(case.run) and rate and 0.001 <= rate <= 1 else 0


@recipe("more-epochs")
def more_epochs(case: Case, cause: str) -> Iterator[Proposal]:
    """Twice the epochs, three times where the last quarter still took a tenth off, four times for a fifth."""
    fall = case.value("underfitting", "fall")
    factor = next((f for f, least in ((4, 0.2), (3, 0.1)) if isinstance(fall, float) and fall > least), 2)
    knob = "epochs" if case.run.config.number("epochs") else "max_steps"
    old = case.run.config.number(knob)
    yield from edit(
        case, knob, None if old is None else max(round(factor * old), _rounds(case)), cause=cause, factor=None if old is not None else factor,
        why="the loss was still falling at the end", watch="the gain of the added epochs is above the curve's noise",
        risk=Risk.SAFE,
    )  # fmt: skip
