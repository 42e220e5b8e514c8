"""The course of the learning rate, and how long it is followed."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from run_diagnose.changes.base import Proposal, edit, recipe, rounded
from run_diagnose.model.change import Advice, Risk
from run_diagnose.model.wording import number, setting
from run_diagnose.views import planned_steps
from run_diagnose.views.case import Case
from run_diagnose.views.planned import planned_end
from run_diagnose.views.steps_taken import peak_rate

CONSTANT = ("constant", "none", "null", "fixed", "")
WARMUP = 0.05
"""Warm-ups in use take 1 to 10 % of the steps (BERT 1 %, fine-tuning 3 to 10 %), very long runs less: nanoGPT 2000 of
600 000 steps."""
_NO_STEPS = ("exp", "cos", "linear", "poly", "cycle", "sqrt", "plateau")
"""Schedules that do not count in steps of a fixed size, whatever else the config holds."""
LAST = 0.05
"""Share of the peak at which a decay may end: schedules in use end at a tenth (GPT-3) or near 0."""


def _decays(case: Case) -> bool:
    """True where the config names a schedule that falls, or the logged rate does."""
    if (case.run.config.text("scheduler") or "") not in CONSTANT:
        return True
    lr = case.run.get("lr")
    return lr is not None and len(lr.finite) > 2 and float(lr.finite.y[-1]) < 0.99 * float(np.max(lr.finite.y))


@recipe("shorter-warmup")
def shorter_warmup(case: Case, cause: str) -> Iterator[Proposal]:
    """Shorten a warm-up that takes a good part of what was run."""
    old, whole = case.run.config.number("warmup_epochs"), planned_end(case.run, "epoch")
    if old is None or old < 4 or (whole is not None and old < 0.1 * whole):
        return
    yield from edit(
        case, "warmup_epochs", round(0.6 * old), cause=cause,
        why="a higher rate is to be reached while there are epochs left to use it",
        watch="no spike at the end of the warm-up",
    )  # fmt: skip


@recipe("warmup-of-a-twentieth")
def warmup_of_a_twentieth(case: Case, cause: str) -> Iterator[Proposal]:
    """A twentieth of the run, in the unit of the config's own key."""
    wholes = {
        "warmup_steps": planned_steps.steps(case.run),
        "warmup_epochs": planned_steps.epochs(case.run),
        "warmup_ratio": 1.0,
    }
    for knob, whole in wholes.items():
        old = case.run.config.number(knob)
        if not old or not whole or old <= 0.3 * whole:
            continue
        new = WARMUP if knob == "warmup_ratio" else max(1, int(rounded(WARMUP * whole)))
        yield from edit(
            case, knob, new, cause=cause, risk=Risk.SAFE,
            why=f"it takes {number(100 * old / whole, 2)} % of the run; a twentieth is enough for the gradients to settle",
            watch="the logged rate reaches its peak within the first tenth of the run",
        )  # fmt: skip
        return


@recipe("longer-decay")
def longer_decay(case: Case, cause: str) -> Iterator[Proposal]:
    """A period that fits the run: half of it for steps, all of it for a cosine; else a slower factor, or a floor."""
    watch = "the logged rate is above a hundredth of its peak until the last tenth of the run"
    named = case.run.config.text("scheduler") or ""
    for knob, share in (("step_size", 0.5), ("decay_steps", 1.0)):
        if knob == "step_size" and any(word in named for word in _NO_STEPS):
            continue  # a key of another schedule
        old, whole = case.run.config.number(knob), _whole_in_its_unit(case, knob)
        if old and whole and old < share * whole:
            yield from edit(
                case, knob, round(share * whole), cause=cause, risk=Risk.SAFE, watch=watch,
                why=f"the run has {number(whole)} of what {number(old)} is counted in",
            )  # fmt: skip
            return
    gamma, decays = case.run.config.number("gamma"), _decays_made(case)
    if gamma is not None and 0 < gamma < 1 and decays is not None and decays > 1:
        yield from edit(
            case, "gamma", rounded(LAST ** (1 / decays), 4), cause=cause, risk=Risk.SAFE, watch=watch,
            why=f"after about {number(decays, 2)} decays this leaves a twentieth of the peak",
        )  # fmt: skip
        return
    peak = peak_rate(case.run)
    if peak is not None:
        yield from edit(
            case, "min_lr", rounded(LAST * peak.value), cause=cause, watch=watch,
            why="a twentieth of the peak is the least at which something still moves",
        )  # fmt: skip


def _whole_in_its_unit(case: Case, knob: str) -> float | None:
    """The length of the run in epochs where the logged rate falls at epoch ``value`` sooner than at that step."""
    value, fell = case.run.config.number(knob), _epochs_until_low(case, 0.5 if knob == "step_size" else 0.05)
    epochs, steps = planned_steps.epochs(case.run), planned_steps.steps(case.run)
    each = planned_steps.steps_per_epoch(case.run)
    if (
        value
        and fell is not None
        and epochs
        and value < epochs
        and abs(fell - value) < abs(fell - value / (each or 1e9))
    ):
        return epochs
    return steps


def _epochs_until_low(case: Case, share: float) -> float | None:
    """Epochs from the first logged rate to the first below ``share`` of the peak."""
    lr = case.run.get("lr")
    if lr is None or len(lr.finite) < 3:
        return None
    x = lr.finite.x if lr.axis == "epoch" else lr.finite.also.get("epoch")
    if x is None or not np.all(np.isfinite(x)):
        return None
    y = lr.finite.y
    low = np.flatnonzero(y <= share * float(np.max(y)))
    return float(x[low[0]] - x[0]) if len(low) else None


def _decays_made(case: Case) -> float | None:
    """How often the configured factor was applied, from the logged rate."""
    gamma, lr = case.run.config.number("gamma"), case.run.get("lr")
    if lr is None or gamma is None or not 0 < gamma < 1 or len(lr.finite) < 3:
        return None
    y = lr.finite.y[lr.finite.y > 0]
    return math.log(float(y[-1]) / float(np.max(y))) / math.log(gamma) if len(y) > 2 else None


@recipe("floor-learning-rate")
def floor_learning_rate(case: Case, cause: str) -> Iterator[Proposal]:
    """Keep the rate above a hundredth of its peak."""
    peak = case.run.config.number("learning_rate")
    if peak is None or not _decays(case):
        return
    floor = rounded(peak / 100)
    old = case.run.config.number("min_lr")
    if old is not None and old >= floor:
        return
    yield from edit(
        case, "min_lr", floor, cause=cause, risk=Risk.SAFE,
        why="the decay must not end at nothing while the loss is still to fall",
        watch=f"the last logged rate is at least {setting(floor)}",
    )  # fmt: skip


@recipe("calmer-schedule")
def calmer_schedule(case: Case, cause: str) -> Iterator[Proposal]:
    """Replace a one-cycle schedule, whose peak is many times its start, by a cosine."""
    said, s = case.run.config.text("scheduler"), case.run.config.knob("scheduler")
    if said is None or s is None or "cycle" not in said or case.run.config.knob("max_lr") is not None:
        return
    yield from edit(
        case, "scheduler", "cosine", cause=cause,
        why=f"{said} raises the rate far above its start for a third of the run; a cosine with a short warm-up does not",
        watch="the logged rate falls from the end of the warm-up on",
    )  # fmt: skip


@recipe("check-scheduler")
def check_scheduler(case: Case, cause: str) -> Iterator[Proposal]:
    """See whether the scheduler steps at all."""
    yield Advice(
        title="Step the scheduler, and see that it holds the optimiser that steps",
        why="the logged rate does not follow the schedule that the config names",
        snippet='scheduler = make_scheduler(optimizer)  # after the optimizer that is used\noptimizer.step()\nscheduler.step()\nlog("lr", scheduler.get_last_lr()[0])',
        cause=cause,
    )
