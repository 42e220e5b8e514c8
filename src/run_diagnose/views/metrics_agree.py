"""Whether a metric of both splits tells the same as their losses: a metric has no scale that a bug could change."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.roles import Goal
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import number
from run_diagnose.stats.arrays import median
from run_diagnose.views.shares import SHARES, whole

FEWEST = 4
FEWER = 0.7
"""Validation makes at most so many of the errors of training, at the middle row: half an epoch of lag explains less."""


@dataclass(frozen=True)
class Better:
    """A metric that is better on validation."""

    train: Series
    val: Series
    first: tuple[float, float]
    """Training and validation at the first shared place."""

    @property
    def words(self) -> str:
        """``accuracy tells the same: 0.55 in training, 0.985 in validation at the first place``."""
        return (
            f"{self.val.name} tells the same: {number(self.first[1], 3)} beside {self.train.name} of "
            f"{number(self.first[0], 3)} at the first place"
        )


def better_on_validation(run: Run) -> Better | None:
    """The metric that validation clearly does better by, nearly everywhere; None where none says so."""
    for val in run.all("val_metric"):
        train = next((s for s in run.all("train_metric") if s.role.quantity == val.role.quantity), None)
        if train is None or val.role.quantity not in SHARES or val.role.goal is not Goal.MAX:
            continue
        grid = run.aligned(train, val)
        here, there = grid.y.get(train.name, np.empty(0)), grid.y.get(val.name, np.empty(0))
        keep = np.isfinite(here) & np.isfinite(there)
        here, there = here[keep], there[keep]
        if len(here) < FEWEST:
            continue
        best = whole(max(float(here.max()), float(there.max())))
        left = (best - there) / np.maximum(best - here, 1e-9 * best)
        if float(median(left)) <= FEWER and float(np.mean(there > here)) >= 0.8:
            return Better(train, val, (float(here[0]), float(there[0])))
    return None
