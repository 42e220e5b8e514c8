"""The person's own criteria, the run's cost and the next runs, in words."""

from __future__ import annotations

from run_diagnose.model.criterion import LEVELS, Graded
from run_diagnose.model.report import Experiment, RunReport
from run_diagnose.model.wording import number, percent
from run_diagnose.render.phrases.runs import sentence


def level(graded: Graded, value: float | None) -> str:
    """A level or the run's value as it is shown; empty where none is set."""
    if value is None:
        return ""
    return percent(value) if graded.share else number(value)


def levels(graded: Graded) -> str:
    """``minimum 0.3, good 0.5``: the levels that are set."""
    said = [(name, level(graded, getattr(graded, name))) for name in LEVELS]
    return ", ".join(f"{name} {value}" for name, value in said if value)


def direction(graded: Graded) -> str:
    """`` (higher is better)``; empty where it is not known."""
    return {"max": " (higher is better)", "min": " (lower is better)"}.get(graded.goal or "", "")


COST = "Cost so far, and going on"
"""Heading of what the run took and of what more of it would bring."""


def outlook(run: RunReport) -> list[str]:
    """What the run took and what more would bring, a sentence each."""
    said = (run.cost.spent, run.cost.more) if run.cost is not None else ()
    return [sentence(text) for text in said if text]


def after(experiment: Experiment) -> str:
    """The word before ``decided``: what follows from a run, or why there need be none."""
    return "why" if experiment.kind == "spared" else "then"


def decided(experiment: Experiment) -> str:
    """The rule that decides, as it is said after a colon."""
    return experiment.decide.removeprefix("so: ")
