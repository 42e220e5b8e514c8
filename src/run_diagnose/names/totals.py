"""The planned end of an axis: from bars and counters of the log, else from the config."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from run_diagnose.model.config import Config
from run_diagnose.model.series import Series
from run_diagnose.names.axis_words import EPOCH, STEP, canonical, planned
from run_diagnose.names.gather import Table


def run_totals(tables: Sequence[Table], series: Sequence[Series], config: Config) -> dict[str, float]:
    """``epoch`` and ``step``: their planned ends; ``step/epoch``: the steps of an epoch."""
    totals: dict[str, float] = {}
    for table in tables:
        for t in table.totals:
            axis = canonical(t.axis)
            axis = STEP if t.per and axis != EPOCH else axis
            totals[f"{axis}/{canonical(t.per)}" if t.per else axis] = float(t.value)
    for s in series:
        axis_planned = planned(s.name)
        if axis_planned and len(s) and np.isfinite(s.y).all() and np.ptp(s.y) == 0:
            totals.setdefault(axis_planned, float(s.y[-1]))
    for axis, knob in ((EPOCH, "epochs"), (STEP, "max_steps")):
        value = config.number(knob)
        if value is not None and value > 0:
            totals.setdefault(axis, value)
    if "step/epoch" in totals and EPOCH in totals:
        totals.setdefault(STEP, totals["step/epoch"] * totals[EPOCH])
    return totals
