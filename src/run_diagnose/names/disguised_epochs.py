"""Epochs that a logger calls steps: TensorBoard knows no other axis."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from run_diagnose.model.roles import LEARNING_ROLES
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.names.axis_words import EPOCH, STEP


def epochs_by_name(run: Run) -> Run:
    """The same run on epochs where its steps count exactly the configured epochs, one by one; else the run as it is."""
    planned = run.config.number("epochs")
    on_steps = [s for s in run.series if s.axis == STEP and s.role.name in LEARNING_ROLES]
    if run.axis != STEP or not planned or planned < 2 or not on_steps or run.config.number("max_steps"):
        return run
    if any(EPOCH in s.also for s in on_steps) or not all(_counts(s, planned) for s in on_steps):
        return run
    note = f"the log's steps count the {planned:.0f} epochs of the config: they are taken for epochs"
    return replace(
        run, axis=EPOCH, series=_renamed(run.series), logged=_renamed(run.logged), notes=(*run.notes, note), memo={}
    )


def _counts(s: Series, planned: float) -> bool:
    """0, 1, ... or 1, 2, ..., up to the last planned epoch."""
    return len(s) > 1 and bool(np.all(np.diff(s.x) == 1)) and s.x[0] in (0, 1) and s.x[-1] - s.x[0] + 1 == planned


def _renamed(series: tuple[Series, ...]) -> tuple[Series, ...]:
    return tuple(replace(s, axis=EPOCH) if s.axis == STEP else s for s in series)
