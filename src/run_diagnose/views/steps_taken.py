"""How long the steps were: the highest rate that was set, the one that was logged, the largest gradient."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment


@dataclass(frozen=True, slots=True)
class Peak:
    """The highest rate: what says it, and the knob that sets it ("" where it was only logged)."""

    value: float
    name: str
    knob: str


def peak_rate(run: Run) -> Peak | None:
    """The peak that the config sets, by its schedule where that has one of its own; else the highest logged rate."""
    found = [
        Peak(value, s.key, knob)
        for knob in ("max_lr", "learning_rate")
        if (s := run.config.knob(knob)) is not None and (value := run.config.number(knob)) is not None
    ]
    if found:
        return max(found, key=lambda p: p.value)
    lr = run.get("lr")
    top = None if lr is None or not len(lr.finite) else float(np.max(lr.finite.y))
    return None if top is None or lr is None else Peak(top, lr.name, "")


def rate_at(run: Run, place: Moment | None) -> float | None:
    """The last rate logged before a place."""
    lr = run.get("lr")
    if lr is None or place is None or lr.axis != place.axis:
        return None
    before = lr.finite.upto(place.value)
    return float(before.y[-1]) if len(before) else None


def largest_norm(run: Run) -> float | None:
    """The largest finite gradient norm that the log shows, of the whole or of any group."""
    found = [float(np.max(s.finite.y)) for s in run.all("grad_norm", "grad_norm_part") if len(s.finite)]
    return max(found, default=None)
