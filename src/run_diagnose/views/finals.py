"""Single values of a run: from a metrics file, a summary, a predictions file, or a log of one row."""

from __future__ import annotations

import math

import numpy as np

from run_diagnose.model.run import Predictions, Run
from run_diagnose.model.series import Series


def final(run: Run, role: str, quantity: str | None = None) -> float | None:
    """The final value of this role (and quantity) where one was stated apart from the curves."""
    for s in finals(run):
        if s.role.name == role and quantity in (None, s.role.quantity) and len(s.finite):
            return float(s.finite.y[-1])
    return None


def metric(run: Run, quantity: str) -> float | None:
    """The final value of a metric, whatever split the summary gives it."""
    for s in finals(run):
        if s.role.is_metric and s.role.quantity == quantity and len(s.finite):
            return float(s.finite.y[-1])
    return None


def finals(run: Run) -> tuple[Series, ...]:
    """Final values with roles: those of a metrics file, else the series of a run that logged one row."""
    return run.final_series or tuple(s for s in run.series if len(s) == 1)


def sample_count(run: Run) -> int | None:
    """How many samples the final metrics were measured on, where a summary or a predictions file says it."""
    if run.predictions is not None:
        return len(run.predictions.true)
    for s in finals(run):
        if s.name.lower().rsplit(".", 1)[-1] in ("samples", "n_samples", "num_samples", "n", "count", "support"):
            value = float(s.y[-1])
            return int(value) if math.isfinite(value) and value >= 2 else None
    return None


def fit(predictions: Predictions) -> dict[str, float]:
    """Spread, range, bias, correlation and errors of predictions against truth.

    ``s`` = std(pred)/std(true), ``r`` = Pearson, ``b`` = mean error / std(true); R2 = 2rs - s^2 - b^2 exactly.
    NaN where the truth or the predictions do not vary. ``distinct`` is the share of distinct predicted values.
    """
    true, pred = predictions.true, predictions.pred
    error = pred - true
    spread, target = float(np.std(pred)), float(np.std(true))
    with np.errstate(all="ignore"):
        r = (
            float(np.mean((pred - pred.mean()) * (true - true.mean())) / (spread * target))
            if spread * target
            else math.nan
        )
        return {
            "n": float(len(true)),
            "pred_mean": float(np.mean(pred)),
            "pred_std": spread,
            "target_mean": float(np.mean(true)),
            "target_std": target,
            "s": spread / target if target else math.nan,
            "r": r,
            "b": float(np.mean(error)) / target if target else math.nan,
            "r2": 1 - float(np.mean(error**2)) / target**2 if target else math.nan,
            "mae": float(np.mean(np.abs(error))),
            "rmse": float(np.sqrt(np.mean(error**2))),
            "range": float(np.ptp(pred)),
            "target_range": float(np.ptp(true)),
            "distinct": len(np.unique(pred)) / max(len(pred), 1),
        }
