"""How many optimiser steps and epochs a run has, from the log, the config, or the size of the data."""

from __future__ import annotations

import math

from run_diagnose.model.run import Run
from run_diagnose.views.planned import planned_end


def epochs(run: Run) -> float | None:
    """Planned epochs; the last logged one where nothing says more."""
    return planned_end(run, "epoch") or _last(run, "epoch")


def steps(run: Run) -> float | None:
    """Optimiser steps of the whole run."""
    planned = planned_end(run, "step")
    if planned:
        return planned
    each, count = steps_per_epoch(run), epochs(run)
    return each * count if each and count else _last(run, "step")


def steps_per_epoch(run: Run) -> float | None:
    """Optimiser steps of one epoch: said by the log, seen in it, or samples by batch size."""
    said = run.totals.get("step/epoch")
    if said:
        return said
    last_step, last_epoch = _last(run, "step"), _last(run, "epoch")
    if last_step and last_epoch and last_epoch >= 1 and run.axis == "epoch":
        return last_step / last_epoch
    samples, batch = run.config.number("train_samples"), run.config.number("batch_size")
    share = run.config.number("accumulation") or 1
    return samples / batch / share if samples and batch else None


def last_epoch(run: Run) -> float | None:
    """The last logged epoch."""
    return _last(run, "epoch")


def _last(run: Run, axis: str) -> float | None:
    """The last place on ``axis``, on its own or logged beside the series."""
    ends = [float(s.x[-1]) for s in run.series if s.axis == axis and len(s)]
    ends += [float(s.also[axis][-1]) for s in run.series if len(s) and axis in s.also]
    return max((e for e in ends if math.isfinite(e)), default=None)
