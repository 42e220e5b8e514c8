"""What the training loss did before the trouble began."""

from __future__ import annotations

import numpy as np

from run_diagnose.model.series import Moment
from run_diagnose.model.wording import number, place
from run_diagnose.views import curves
from run_diagnose.views.case import Case


def onset(case: Case) -> Moment | None:
    """Where the worst finding begins."""
    worst = case.serious[0] if case.serious else None
    return None if worst is None else worst.onset


def loss_rose_first(case: Case) -> str | None:
    """The training loss rose by more than half of its gain before the onset of the worst finding."""
    loss, start = curves.train_loss(case.run), onset(case)
    if loss is None or start is None or loss.axis != start.axis:
        return None
    before = loss.finite.upto(start.value)
    if len(before) < 4:
        return None
    low = int(np.argmin(before.y))
    gain = float(before.y[0] - before.y[low])
    rise = float(before.y[-1] - before.y[low])
    if gain <= 0 or rise < 0.5 * gain:
        return None
    return f"{loss.name} rose from {number(float(before.y[low]))} ({place(loss.axis, float(before.x[low]))}) to {number(float(before.y[-1]))} before it"


def loss_calm_before(case: Case) -> str | None:
    """The training loss was still at its best level when the trouble began."""
    loss, start = curves.train_loss(case.run), onset(case)
    if loss is None or start is None or loss.axis != start.axis or loss_rose_first(case):
        return None
    before = loss.finite.upto(start.value)
    if len(before) < 4:
        return None
    return f"{loss.name} showed nothing until then (last finite value {number(float(before.y[-1]))}, best {number(float(np.min(before.y)))})"
