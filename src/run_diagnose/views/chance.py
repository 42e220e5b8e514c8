"""Held-out rankings that are no better than chance: an area under the ROC curve of one half."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.stats.arrays import median
from run_diagnose.stats.noise import sigma
from run_diagnose.stats.smoothing import smooth
from run_diagnose.views.shares import whole

CHANCE = 0.5
NEAR = 0.02
"""One standard error of an area of one half from 400 samples of each class: sqrt((n + m + 1) / (12 n m)), Hanley and
McNeil 1982."""
FEWEST = 5
"""Fewer evaluations show neither their noise nor a beginning."""


@dataclass(frozen=True, slots=True)
class Chance:
    """``level`` and ``best`` (smoothed) of a ranking metric, and whether both are those of chance."""

    series: Series
    level: float
    best: float
    at_chance: bool


def rankings(run: Run) -> tuple[Chance, ...]:
    """Every held-out area under the ROC curve of the whole, beside one half."""
    found = [s.finite for s in run.all("val_metric", "test_metric") if s.role.quantity == "auroc" and not s.role.part]
    return tuple(_beside(s) for s in found if len(s) >= FEWEST)


def _beside(s: Series) -> Chance:
    y = s.y / whole(float(np.max(s.y)))
    spread = sigma(y) or 0.0
    level, best = float(median(y[-max(3, len(y) // 3) :])), float(np.max(smooth(y)))
    there = abs(level - CHANCE) <= NEAR + spread / 2 and best <= CHANCE + NEAR + 2 * spread
    return Chance(s, level, best, there and spread <= 2 * NEAR)
