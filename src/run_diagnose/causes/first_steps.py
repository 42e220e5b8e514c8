"""Causes in the first steps: a rate that is there at once, moments that look back too far."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Sign
from run_diagnose.causes.lead_signs import loss_calm_before, rate_high_at_onset
from run_diagnose.causes.schedule import warmup_share
from run_diagnose.causes.signs import fired, number_of, spikes_return, validation_only
from run_diagnose.model.wording import number, percent, place
from run_diagnose.views import planned_steps
from run_diagnose.views.case import Case
from run_diagnose.views.run_up import onset

EARLY = 0.15
"""A warm-up in use takes up to a tenth of the run; what breaks later than half again after that broke without it."""
SHORT = 0.02
"""A warm-up shorter than a fiftieth of the run is next to none, but in runs of hundreds of thousands of steps."""
MEMORY = 0.99
"""Adam's second moment with beta2 = 0.99 looks back a hundred steps; 0.999 a thousand."""
_BREAKS = ("non-finite-loss", "divergence", "loss-spike", "exploding-gradients")


def breaks_early(case: Case) -> str | None:
    """The trouble begins in the first part of the run, where a warm-up would be."""
    start = onset(case)
    whole = (
        planned_steps.steps(case.run) if start is not None and start.axis == "step" else planned_steps.epochs(case.run)
    )
    if start is None or not whole or start.axis not in ("step", "epoch") or start.value > EARLY * whole:
        return None
    return f"it begins at {place(start.axis, start.value)} of {number(whole)}"


def _no_warmup(case: Case) -> str | None:
    share = warmup_share(case)
    if share is not None and share > SHORT:
        return None
    return f"the warm-up takes {percent(share)} of the run" if share else "the config sets no warm-up"


def _adaptive(case: Case) -> bool:
    name = case.run.config.text("optimizer") or ""
    return "adam" in name or "lamb" in name or "lion" in name


def _long_memory(case: Case) -> str | None:
    value, s = case.run.config.number("beta2"), case.run.config.knob("beta2")
    if value is None or s is None or value <= MEMORY:
        return None
    return f"the config has {s.key}: {number(value, 4)}, a memory of {number(1 / (1 - value), 2)} steps"


def _spikes_again(case: Case) -> str | None:
    count = case.value("loss-spike", "count")
    return f"it happens {count} times" if isinstance(count, int | float) and count >= 3 else None


NO_WARMUP = Cause(
    slug="no-warm-up",
    title="The rate is at its height before the moments know the gradients",
    story="Adam divides by an average that a few steps have made; without a warm-up its first steps are the longest of the run.",
    explains=_BREAKS,
    prior=-0.2,
    signs=(
        Sign(+0.9, breaks_early, "spikes and NaN within three times the warm-up: BigScience chronicles"),
        Sign(+0.4, _no_warmup),
        Sign(+0.3, rate_high_at_onset),
        Sign(-0.8, loss_calm_before, "a step too long shows in the loss before it breaks it"),
        Sign(-0.8, spikes_return),
        Sign(-1.5, validation_only),
    ),
    changes=("longer-warmup",),
    test="the same run with the rate at a tenth for the first twentieth of the steps",
    needs=lambda case: (
        bool(case.run.config) and breaks_early(case) is not None and _no_warmup(case) is not None and _adaptive(case)
    ),
)

LONG_MEMORY = Cause(
    slug="second-moment-too-slow",
    title="The second moment of Adam is slower than the gradients",
    story="Where gradients grow within some dozens of steps, an average over a thousand is still small, and the step that it divides is too long.",
    explains=("loss-spike", "divergence"),
    prior=-0.3,
    signs=(
        Sign(
            +0.7,
            _long_memory,
            "0.95 where large language models are trained (GPT-3, OPT, LLaMA), 0.999 is Adam's default",
        ),
        Sign(+0.5, _spikes_again),
        Sign(+0.2, fired("exploding-gradients")),
    ),
    changes=("shorter-memory",),
    test="log the norm of each update: at the spike it is many times its median",
    needs=lambda case: (
        case.run.task == "lm" and number_of(case, "beta2") > MEMORY and case.has("loss-spike", "divergence")
    ),
)
