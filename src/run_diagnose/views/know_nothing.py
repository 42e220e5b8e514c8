"""The loss of a constant prediction, where a run's own figures fix it."""

from __future__ import annotations

import numpy as np

from run_diagnose.model.run import Run
from run_diagnose.stats.arrays import median
from run_diagnose.stats.baselines import cross_entropy
from run_diagnose.views import curves
from run_diagnose.views.baseline import number_of_classes


def know_nothing_loss(run: Run) -> float | None:
    """ln C for a classifier of C classes; the target's variance, where loss / (1 - R2) is the same at every place."""
    return run.remember("know_nothing_loss", lambda: _loss(run))


def _loss(run: Run) -> float | None:
    if run.task in ("classification", "lm"):
        classes = number_of_classes(run) or run.config.number("vocab_size")
        return cross_entropy(int(classes)) if classes and classes >= 2 else None
    loss = curves.val_loss(run)
    r2 = None if loss is None else run.get(f"{loss.role.split.value}_metric", "r2")
    if loss is None or r2 is None:
        return None
    grid = run.aligned(loss, r2)
    if len(grid) < 3:
        return None
    missed = 1.0 - grid.y[r2.name]
    variance = grid.y[loss.name] / np.where(missed > 0, missed, np.nan)
    variance = variance[np.isfinite(variance)]
    if len(variance) < 3:
        return None
    middle = float(median(variance))
    agrees = float(median(np.abs(variance - middle))) < 0.02 * middle
    return middle if agrees and middle > 0 else None
