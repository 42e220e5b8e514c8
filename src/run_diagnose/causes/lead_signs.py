"""What rate, gradients and losses did on the way to the trouble, as signs."""

from __future__ import annotations

import numpy as np

from run_diagnose.causes.base import Missing
from run_diagnose.model.wording import at, number, percent, place
from run_diagnose.stats.arrays import median
from run_diagnose.stats.gradients import gradient_trend
from run_diagnose.views import curves
from run_diagnose.views.case import Case
from run_diagnose.views.run_up import loss_calm_before, loss_rose_first, onset

__all__ = [
    "configured_peak_not_reached",
    "gradients_calm",
    "gradients_grew",
    "gradients_rose_just_before",
    "loss_calm_before",
    "loss_rose_first",
    "rate_high_at_onset",
    "train_and_val_rise_together",
]


def rate_high_at_onset(case: Case) -> str | Missing | None:
    """The learning rate was still rising, or near its peak, where the trouble begins."""
    lr, start = case.run.get("lr"), onset(case)
    if lr is None or not len(lr.finite):
        return Missing('log the learning rate: log("lr", optimizer.param_groups[0]["lr"])')
    if start is None or lr.axis != start.axis:
        return None
    before = lr.finite.upto(start.value)
    if not len(before):
        return None
    now, peak = float(before.y[-1]), float(np.max(lr.finite.y))
    rising = len(before) > 2 and now > 1.02 * float(before.y[len(before) // 2])
    if rising:
        return f"the learning rate was still rising at {at(start)} ({number(float(before.y[0]))} -> {number(now)})"
    if now >= 0.8 * peak and float(np.min(lr.finite.y)) < 0.9 * peak:
        return f"the learning rate was at {percent(now / peak)} of its peak at {at(start)}"
    return None


def configured_peak_not_reached(case: Case) -> str | None:
    """The logged rate is still below the configured one: whatever it did, it did early in its rise."""
    lr, configured = case.run.get("lr"), case.run.config.number("learning_rate")
    if lr is None or configured is None or not len(lr.finite):
        return None
    top = float(np.max(lr.finite.y))
    return f"it had reached {number(top)} of the configured {number(configured)}" if top < 0.9 * configured else None


def gradients_grew(case: Case) -> str | Missing | None:
    """The gradient norm rose tenfold or more before the onset."""
    norms, start = case.run.get("grad_norm"), onset(case)
    if norms is None:
        return Missing(
            'log the gradient norm: log("grad_norm", torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0))'
        )
    if (told := gradients_rose_just_before(case)) is not None:
        return told
    before = norms.upto(start.value) if start is not None and norms.axis == start.axis else norms
    trend = gradient_trend(before.y) if len(before) >= 8 else None
    if trend is not None and trend.verdict == "exploding":
        return f"{norms.name} grew {number(10**trend.decades, 2)}-fold before it"
    return None


def gradients_calm(case: Case) -> str | None:
    """The gradient norm was logged and did not grow before the onset."""
    norms, start = case.run.get("grad_norm"), onset(case)
    if norms is None or gradients_rose_just_before(case) is not None:
        return None
    before = norms.finite.upto(start.value) if start is not None and norms.axis == start.axis else norms.finite
    trend = gradient_trend(before.y) if len(before) >= 8 else None
    if trend is None or trend.verdict == "exploding":
        return None
    return f"{norms.name} stayed calm (largest {number(float(np.max(before.y)), 3)})"


def gradients_rose_just_before(case: Case) -> str | None:
    """The norm had reached ten times its median before the break: the finding itself says so."""
    norms, times = case.run.get("grad_norm"), case.value("non-finite-loss", "grad_rise")
    if norms is None or not isinstance(times, int | float):
        return None
    return f"{norms.name} rose {number(times, 2)}-fold just before it"


def train_and_val_rise_together(case: Case) -> str | None:
    """Both losses rise after their best: not what overfitting looks like."""
    train, val = curves.train_loss(case.run), curves.val_loss(case.run)
    if train is None or val is None or len(train.finite) < 6 or len(val.finite) < 6:
        return None
    best = int(np.argmin(val.finite.y))
    after = train.finite.after(float(val.finite.x[best])) if train.axis == val.axis else None
    if after is None or len(after) < 3:
        return None
    first, last = float(after.y[0]), float(median(after.y[-3:]))
    gain = float(train.finite.y[0]) - float(np.min(train.finite.y))
    if gain <= 0 or last - first < 0.1 * gain:
        return None
    return f"{train.name} rises too after {place(val.axis, float(val.finite.x[best]))} ({number(first)} -> {number(last)}); overfitting would lower it"
