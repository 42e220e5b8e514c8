"""Causes in the course of the learning rate."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Look, Sign
from run_diagnose.causes.signs import fired
from run_diagnose.model.wording import number, percent, setting
from run_diagnose.views import planned_steps
from run_diagnose.views.case import Case
from run_diagnose.views.planned import planned_end

_SHORT = ("lr-schedule", "no-learning", "plateau", "underfitting", "worse-than-constant", "spread-collapse")


def fault(name: str, words: str) -> Look:
    """The rule on schedules names this fault."""
    return lambda case: words if case.value("lr-schedule", "fault") == name else None


def warmup_share(case: Case) -> float | None:
    """The part of the run that its warm-up takes."""
    config, run = case.run.config, case.run
    for knob, whole in (("warmup_steps", planned_steps.steps(run)), ("warmup_epochs", planned_end(run, "epoch"))):
        value = config.number(knob)
        if value and whole:
            return value / whole
    return config.number("warmup_ratio") if config.knob("warmup_ratio") else None


def _warmup_long(case: Case) -> str | None:
    share = warmup_share(case)
    return f"the warm-up is set to {percent(share)} of the run" if share is not None and share > 0.3 else None


def _period(case: Case) -> str | None:
    """A period that was meant in epochs is counted in steps, or another run's."""
    whole = planned_steps.steps(case.run)
    for knob in ("step_size", "decay_steps"):
        value, s = case.run.config.number(knob), case.run.config.knob(knob)
        if value and s is not None and whole and value < 0.5 * whole:
            return f"the config has {s.key}: {setting(s.value)}, of {number(whole)} steps"
    return None


def _in_epochs(case: Case) -> str | None:
    value, epochs = case.run.config.number("step_size"), planned_steps.epochs(case.run)
    if not value or not epochs or not epochs > 1 or value > epochs:
        return None
    return f"{number(value)} would fit the {number(epochs)} epochs: the unit may be mistaken"


WARMUP_TOO_LONG = Cause(
    slug="warmup-too-long",
    title="The warm-up lasts longer than the run",
    story="The rate is still on its way up when the run ends, so no step was ever as long as it was meant to be.",
    explains=("warmup-outlasts-run", *_SHORT),
    prior=0.3,
    signs=(
        Sign(+1.5, _warmup_long, "warm-ups in use take up to a tenth of the steps"),
        Sign(+1.2, fault("warmup-never-ends", "the logged rate still rises at the end of the run")),
        Sign(+0.5, fired("warmup-outlasts-run")),
    ),
    changes=("warmup-of-a-twentieth",),
    test="print the rate of every hundredth step before training",
    needs=lambda case: case.has("warmup-outlasts-run") or _warmup_long(case) is not None,
)

DECAYS_TOO_EARLY = Cause(
    slug="decay-ends-too-early",
    title="The learning rate is used up long before the run is",
    story="A period counted in steps where epochs were meant, or one that belongs to a shorter run, brings the rate to nothing; from there on no weight moves.",
    explains=_SHORT,
    prior=0.2,
    signs=(
        Sign(+1.6, fault("decayed-early", "the logged rate is next to nothing for a good part of the run")),
        Sign(+0.8, _period),
        Sign(+0.4, _in_epochs),
    ),
    changes=("longer-decay",),
    test="print the rate of every hundredth step before training",
    needs=lambda case: case.value("lr-schedule", "fault") == "decayed-early",
)

RATE_NOT_APPLIED = Cause(
    slug="schedule-not-applied",
    title="The schedule does not reach the optimiser",
    story="Nobody calls the scheduler, or it holds another optimiser than the one that steps: the logged rate is not what the config says.",
    explains=("lr-schedule",),
    prior=0.0,
    signs=(
        Sign(+1.2, fault("not-applied", "the logged rate never leaves its first value")),
        Sign(+1.2, fault("zero", "the logged rate is 0 all along")),
    ),
    changes=("check-scheduler",),
    test="print optimizer.param_groups[0]['lr'] before and after ten steps",
    needs=lambda case: case.value("lr-schedule", "fault") in ("not-applied", "zero"),
)
