"""Why a training loss may lie above the validation loss without a fault: each reason in a sentence, where it holds."""

from __future__ import annotations

import numpy as np

from run_diagnose.model.run import Grid, Run
from run_diagnose.model.wording import number
from run_diagnose.stats.arrays import median
from run_diagnose.views import regularisers


def explained(run: Run, grid: Grid, names: tuple[str, str]) -> str | None:
    """The first reason that holds; ``grid`` has the losses ``names`` of training and validation, both finite."""
    return smoothed(run, grid, names) or beyond_judging(run) or same_as_a_term(run, grid, names)


def smoothed(run: Run, grid: Grid, names: tuple[str, str]) -> str | None:
    """The entropy of smoothed labels, which no model gets below, explains the difference."""
    train, val = names
    floor = regularisers.smoothing_floor(run, float(grid.y[train][0]))
    if not floor or float(median(grid.y[train] - grid.y[val])) > 1.1 * floor:
        return None
    return f"{train} exceeds {val} by no more than the {number(floor)} that label smoothing adds to training"


def beyond_judging(run: Run) -> str | None:
    """Losses of a model far worse than any constant: they tell of its blow-up, not of the two splits."""
    r2 = run.get("val_metric", "r2")
    if r2 is None or not len(r2.finite) or float(np.max(r2.finite.y)) > -1.0:
        return None
    return f"{r2.name} never exceeds {number(float(np.max(r2.finite.y)))}: both losses tell of the blow-up alone"


def same_as_a_term(run: Run, grid: Grid, names: tuple[str, str]) -> str | None:
    """A term logged for training alone that is nearer to the validation loss than the whole is, by more than half."""
    train, val = names
    held_out = run.named(val)
    if held_out is None or run.has("val_loss_part"):
        return None
    whole = median(np.abs(np.log(np.abs(grid.y[train] / grid.y[val]))))
    for part in run.all("train_loss_part"):
        both = run.aligned(part, held_out)
        if len(both) < len(grid) / 2:
            continue
        apart = np.abs(np.log(np.abs(both.y[part.name] / both.y[val])))
        apart = apart[np.isfinite(apart)]
        if len(apart) and median(apart) < whole / 2:
            return f"{val} lies at the level of {part.name}, one term of {train}: validation leaves the other terms out"
    return None
