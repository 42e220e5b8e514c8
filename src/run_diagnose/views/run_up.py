"""What the training loss did before the trouble began."""

from __future__ import annotations

import numpy as np

from run_diagnose.model.series import Moment, Series
from run_diagnose.model.wording import number, place
from run_diagnose.views import curves
from run_diagnose.views.case import Case

PLACES = 3
"""Rises on end that chance makes of noise once in eight tries; with the divergence behind them it is a climb."""


def onset(case: Case) -> Moment | None:
    """Where the worst finding begins."""
    worst = case.serious[0] if case.serious else None
    return None if worst is None else worst.onset


def loss_rose_first(case: Case) -> str | None:
    """The training loss rose by more than half of its gain before the onset, or place by place from there on."""
    loss, start = curves.train_loss(case.run), onset(case)
    if loss is None or start is None or loss.axis != start.axis or case.run.task == "rl":
        return None  # a policy's loss is an estimate made anew at every update: its level says nothing
    before = loss.finite.upto(start.value)
    if len(before) < 4:
        return None
    low = int(np.argmin(before.y))
    gain = float(before.y[0] - before.y[low])
    rise = float(before.y[-1] - before.y[low])
    if gain <= 0 or rise < 0.5 * gain:
        return _climbs(case, loss, start) if gain > 0 else None
    return f"{loss.name} rose from {number(float(before.y[low]))} ({place(loss.axis, float(before.x[low]))}) to {number(float(before.y[-1]))} before it"


def _climbs(case: Case, loss: Series, start: Moment) -> str | None:
    """A divergence begins where its rise does: one that takes several places is a rise, one that takes one is a jump."""
    if case.serious[0].rule != "divergence":
        return None
    after = loss.finite.y[loss.finite.x >= start.value]
    steps = np.diff(after) > 0
    climb = int(np.argmin(steps)) if len(steps) and not steps.all() else len(steps)
    if climb < PLACES:
        return None
    return f"{loss.name} rose for {climb} places on end from {place(loss.axis, start.value)} ({number(float(after[0]))} -> {number(float(after[climb]))})"


def loss_calm_before(case: Case) -> str | None:
    """The training loss was still at its best level when the trouble began."""
    loss, start = curves.train_loss(case.run), onset(case)
    if loss is None or start is None or loss.axis != start.axis or case.run.task == "rl" or loss_rose_first(case):
        return None
    before = loss.finite.upto(start.value)
    if len(before) < 4:
        return None
    return f"{loss.name} showed nothing until then (last finite value {number(float(before.y[-1]))}, best {number(float(np.min(before.y)))})"
