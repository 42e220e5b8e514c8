"""The metric that has to say alone how a run went, where no loss does."""

from __future__ import annotations

from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.views import curves

SAMPLES = ("fid", "inception_score")
"""What says of an adversarial run how good its samples are; its two losses do not."""


def alone(run: Run) -> Series | None:
    """The metric, held-out before training, finite entries only; None where a loss is judged, or no metric is logged."""
    return run.remember("metric_alone", lambda: _alone(run))


def _alone(run: Run) -> Series | None:
    if run.task == "rl":
        return None
    if run.task == "gan":
        found = [s for s in curves.metrics(run) if s.role.quantity in SAMPLES]
        longest = max(found, key=lambda s: len(s.finite), default=None)
        return None if longest is None else longest.finite
    if any(s.role.is_loss and not s.role.part for s in run.series):
        return None
    metric = curves.main_metric(run) or next((s for s in curves.metrics(run) if not s.role.part), None)
    return None if metric is None or not len(metric.finite) else metric.finite
