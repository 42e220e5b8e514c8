"""Causes in copies: weights that are not the ones being trained, states that were not taken along."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Missing, Sign
from run_diagnose.causes.signs import beyond, fired, is_off, off
from run_diagnose.model.wording import number
from run_diagnose.views.case import Case

_NEVER_MOVES = 0.9999
"""An average with this decay needs 10 000 steps for two thirds of the way."""


def _ema_on(case: Case) -> bool:
    return case.run.config.knob("ema_decay") is not None and is_off(case, "ema") is None


def _average_stands(case: Case) -> str | None:
    decay, s = case.run.config.number("ema_decay"), case.run.config.knob("ema_decay")
    return f"the config has {s.key}: {number(decay)}: the average keeps its first value" if s and decay == 1 else None


def _rewound(case: Case) -> str | None:
    back = case.value("resume-discontinuity", "rewound")
    return f"it went back by {number(back)}" if isinstance(back, int | float) and back > 0 else None


def _unknown(case: Case) -> Missing | None:
    known = case.run.config.knob("resume_optimizer") is not None
    return None if known else Missing("say in the log whether optimiser, scheduler and sampler were restored")


FROZEN_AVERAGE = Cause(
    slug="average-never-moves",
    title="Validation looks at averaged weights that hardly move",
    story="With a decay of 1, or one far too near it for the length of the run, the averaged copy stays what it was at the start, and so does every metric of it.",
    explains=("frozen-metric", "worse-than-constant", "no-learning", "one-class", "spread-collapse"),
    prior=0.4,
    signs=(
        Sign(+1.6, _average_stands),
        Sign(+1.0, beyond("ema_decay", _NEVER_MOVES, "an average that moves within 10 000 steps ends at")),
        Sign(+0.8, fired("frozen-metric")),
    ),
    changes=("faster-average",),
    test="evaluate the trained weights themselves once, beside the average",
    needs=lambda case: _ema_on(case) and (case.run.config.number("ema_decay") or 0) > _NEVER_MOVES,
)

STALE_COPY = Cause(
    slug="evaluates-a-stale-copy",
    title="Validation does not look at the weights being trained",
    story="A copy made before training, a cached result or a loader that is used up gives the same figure every time.",
    explains=("frozen-metric",),
    prior=0.2,
    signs=(Sign(+0.5, fired("frozen-metric")),),
    changes=("evaluate-live-weights",),
    test="change one weight by hand before an evaluation: the figure must change",
)

STATE_NOT_RESTORED = Cause(
    slug="state-not-restored",
    title="The resume took the weights along and left the rest behind",
    story="An optimiser without its moments takes steps of the wrong size, a checkpoint older than the stop repeats what was done, a scheduler starts its warm-up again.",
    explains=("resume-discontinuity", "loss-spike", "divergence"),
    prior=0.4,
    signs=(
        Sign(+1.4, off("resume_optimizer", "the optimiser starts anew")),
        Sign(+0.8, _rewound),
        Sign(+0.5, fired("resume-discontinuity"), "Accelerate loading no state restarted the warm-up: m4 chronicles"),
        Sign(0.0, _unknown),
    ),
    changes=("restore-state", "save-state"),
    test="save and load at once: the losses of the next ten steps must be the same",
    needs=lambda case: case.has("resume-discontinuity"),
)
