"""How long the run was meant to be."""

from __future__ import annotations

from run_diagnose.model.run import Run


def planned_end(run: Run, axis: str) -> float | None:
    """The planned last place on ``axis``, from the log's totals or the config; None where neither says it."""
    said = run.total(axis)
    if said is not None:
        return said
    knob = {"epoch": "epochs", "step": "max_steps"}.get(axis)
    value = run.config.number(knob) if knob else None
    if value is not None and value > 0:
        return value
    per_epoch, epochs = run.totals.get("step/epoch"), run.total("epoch") or run.config.number("epochs")
    return per_epoch * epochs if axis == "step" and per_epoch and epochs else None


def cut_short(run: Run, axis: str, last: float, share: float = 0.95) -> bool:
    """True if the run is known to have ended before ``share`` of its plan."""
    planned = planned_end(run, axis)
    return planned is not None and last < share * planned - 1
