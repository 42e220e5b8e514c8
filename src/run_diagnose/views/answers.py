"""Whether the answers got better while the loss got worse: a few confident mistakes weigh more than many mended ones."""

from __future__ import annotations

import numpy as np

from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.stats.arrays import median
from run_diagnose.stats.noise import noise
from run_diagnose.stats.smoothing import smooth
from run_diagnose.views import curves
from run_diagnose.views.shares import SHARES, whole
from run_diagnose.views.turn import turn

HALVED = 0.5
"""Of the errors that are left. (Runs that did overfit kept 0.7 to 1.7 times the errors they had at the loss's best.)"""

FEWEST, LATE, JUDGED = 5, 3, 8
"""Values of a metric that show where its best lies, those of them that must come late, and those that show a turn."""


def better_since(run: Run, val: Series, x: float) -> str:
    """Words for a metric whose errors have more than halved since ``x``, where ``val`` was best; empty if none has."""
    metric = curves.main_metric(run)
    if metric is None or metric.axis != val.axis or metric.role.quantity not in SHARES or len(metric.finite) < 8:
        return ""
    s = metric.finite
    y = s.y / whole(float(np.max(s.y)))
    at = int(np.searchsorted(s.x, x))
    then, end = float(median(y[max(0, at - 1) : at + 2])), float(median(y[-3:]))
    if at >= len(y) - 3 or then >= 1 or (1 - end) >= HALVED * (1 - then):
        return ""
    return f"{s.name} has gone from {then:.3f} to {end:.3f} since: the answers got better"


def better_later(run: Run, loss: Series, x: float) -> tuple[Series, int] | None:
    """A held-out metric and the row of its best, where that lies past ``x``, the turn of ``loss``, by more than noise."""
    metric = curves.main_metric(run)
    if metric is None or metric.axis != loss.axis or len(metric.finite) < FEWEST:
        return None
    s = metric.finite
    before, best, own = int(np.sum(s.x <= x)), s.best_index, noise(s.losslike)
    if best is None or not before or len(s) - before < LATE:
        return None
    calm = smooth(s.losslike)
    gain = float(np.min(calm[:before]) - np.min(calm))
    return (s, best) if s.x[best] > x and gain > (own.wide if own else 0.0) else None


def metric_holds(run: Run) -> bool:
    """The metric has not turned: detectors go on finding while their box and class losses rise."""
    metric = curves.main_metric(run)
    return metric is not None and len(metric.finite) >= JUDGED and turn(run, metric) is None
