"""Causes in the length of the steps: too long, too short."""

from __future__ import annotations

import numpy as np

from run_diagnose.causes.base import Cause, Missing, Sign
from run_diagnose.causes.lead_signs import (
    configured_peak_not_reached,
    gradients_calm,
    gradients_grew,
    loss_calm_before,
    loss_rose_first,
    rate_high_at_onset,
)
from run_diagnose.causes.signs import clear, fired, number_of, spikes_return, validation_only
from run_diagnose.model.wording import number, percent
from run_diagnose.stats.arrays import median
from run_diagnose.views import curves, usual
from run_diagnose.views.case import Case
from run_diagnose.views.steps_taken import largest_norm, peak_rate

BREAKS = (
    "non-finite-loss", "divergence", "constant-predictions-nan-metric", "correlation-collapse", "loss-spike",
    "exploding-gradients", "oscillation", "zero-loss",
)  # fmt: skip
FEWEST, WELL, RESTS = 8, 0.3, 0.02
"""Places of a loss that show its course; the share of its first value that is a good fall; and the share of that fall
that the last quarter of the run may still bring where a loss rests."""
FEW_SAMPLES = 8
"""Below this the noise of the gradient outweighs it: noise scales measured begin at tens of samples (McCandlish et al.
2018)."""


def gradient_below_clip(case: Case) -> str | None:
    """The largest logged norm is far below the clip limit: clipping never acted."""
    top, limit = largest_norm(case.run), case.run.config.number("clip_grad_norm")
    if top is None or not limit or top > 0.5 * limit:
        return None
    return f"the largest logged gradient norm, {number(top, 3)}, never reached the clip limit {number(limit)}"


def _gain_small_and_even(case: Case) -> str | None:
    share = case.value("no-learning", "share")
    return (
        f"the loss gained {percent(share)} of its first value and no more"
        if isinstance(share, float) and 0 < share < 0.2
        else None
    )


def _steep_schedule(case: Case) -> str | None:
    """A one-cycle schedule raises the rate many times above its start while the model has hardly begun."""
    s, rate = case.run.config.knob("scheduler"), case.run.config.number("learning_rate")
    if s is None or "cycle" not in str(s.value).lower():
        return None
    peak = "" if rate is None else f" up to {number(rate)}"
    return f"the config has {s.key}: {s.value}, which raises the rate{peak} in the first third of the run"


def _fell_and_rests(case: Case) -> str | None:
    """The training loss fell a long way and then stayed: the steps were long enough to get there."""
    loss = curves.train_loss(case.run)
    if loss is None or len(loss.finite) < FEWEST or float(np.min(loss.finite.y)) <= 0:
        return None
    y = loss.finite.y
    half = y[len(y) // 2 :]
    fell, late = float(y[0] - np.min(y)), float(median(half[: len(half) // 2]) - median(half[len(half) // 2 :]))
    if fell < WELL * float(y[0]) or late > RESTS * fell:
        return None
    return f"{loss.name} fell by {percent(fell / float(y[0]))} and rests there: the steps were long enough"


def _rate_not_known(case: Case) -> Missing | None:
    known = case.run.has("lr") or case.run.config.number("learning_rate") is not None
    return None if known else Missing("give the config (--config-file) or log the learning rate")


def _far_above_usual(case: Case) -> str | None:
    peak, known = peak_rate(case.run), usual.rate(case.run)
    if peak is None or not known.far_above(peak.value) or usual.adams_alone(case.run, peak.value):
        return None
    named = usual.optimiser_known(case.run)
    whose = "for this optimiser" if named else f"for Adam, and SGD goes no further than {number(usual.SGD.high)}"
    return f"{peak.name} is {number(peak.value)}, where {number(known.low)} to {number(known.high)} is usual {whose} ({known.source})"


def _above_adams(case: Case) -> str | None:
    peak = peak_rate(case.run)
    if peak is None or not usual.adams_alone(case.run, peak.value):
        return None
    return f"{peak.name} is {number(peak.value)}: usual for SGD, too high for Adam (up to {number(usual.ADAM.high)}); no optimiser is named"


def _above_start(case: Case) -> str | None:
    peak, known = peak_rate(case.run), usual.rate(case.run)
    if peak is None or known.far_above(peak.value) or peak.value < usual.DISTANT * known.start:
        return None
    return f"{peak.name} is {number(peak.value / known.start, 2)} times the {number(known.start)} that one starts with"


def _below_start(case: Case) -> str | None:
    peak, known = peak_rate(case.run), usual.rate(case.run)
    if peak is None or known.far_below(peak.value) or peak.value > 1.01 * known.start / usual.DISTANT:
        return None
    return f"{peak.name} is {number(peak.value)}, a {number(known.start / peak.value, 2)}th of the {number(known.start)} that one starts with"


def _far_below_usual(case: Case) -> str | None:
    peak, known = peak_rate(case.run), usual.rate(case.run)
    if peak is None or not known.far_below(peak.value):
        return None
    return f"{peak.name} is {number(peak.value)}, where {number(known.low)} to {number(known.high)} is usual for this optimiser ({known.source})"


LEARNING_RATE_TOO_HIGH = Cause(
    slug="learning-rate-too-high",
    title="The learning rate is too high for where the run had got to",
    story="Steps longer than the valley is wide throw the weights out of it; what was learned is lost within a few epochs.",
    explains=(
        *BREAKS,
        "spread-collapse",
        "entropy-collapse",
        "kl-blowup",
        "reward-collapse",
        "value-blowup",
        "worse-than-constant",
    ),
    prior=0.4,
    signs=(
        Sign(+1.8, _far_above_usual, "Adam at 0.1 sits at ln C from the first epoch on: issue threads, seeded faults"),
        Sign(+0.9, _above_adams, "Adam is the optimiser of most runs that do not name theirs"),
        Sign(+0.5, _above_start),
        Sign(-0.9, _below_start, "a rate that low seldom throws anything out"),
        Sign(+1.2, rate_high_at_onset, "spikes and NaN come at the peak: BigScience chronicles tr8, m4"),
        Sign(+0.9, loss_rose_first, "a loss that rises first is a step-size failure, not a bad sample"),
        Sign(+1.0, gradients_grew, "grad norm leads the loss by a few steps: BigScience tr11"),
        Sign(+0.4, fired("oscillation")),
        Sign(
            +0.5,
            _steep_schedule,
            "torch OneCycleLR starts at a 25th of its peak (div_factor) and takes 30 % of the run (pct_start) to reach it",
        ),
        Sign(-0.5, loss_calm_before, "a sudden NaN without any rise is more often precision or data"),
        Sign(-0.6, gradients_calm),
        Sign(-1.5, validation_only),
        Sign(-0.8, spikes_return, "a step too long leaves the loss higher for a while: BigScience chronicles"),
        Sign(
            -0.4,
            configured_peak_not_reached,
            "a rate far below the configured one was survived by other runs of that config",
        ),
    ),
    changes=(
        "lower-learning-rate",
        "calmer-schedule",
        "fewer-accumulated",
        "stop-in-collapse",
        "stop-on-break",
        "log-spread",
    ),
    test="repeat the run from the last good checkpoint with a third of the learning rate; the break must come later or not at all",
    needs=lambda case: (
        case.has(*BREAKS, "entropy-collapse", "kl-blowup", "reward-collapse", "value-blowup")
        or _far_above_usual(case) is not None
        or _above_adams(case) is not None
    ),
)

LEARNING_RATE_TOO_LOW = Cause(
    slug="learning-rate-too-low",
    title="The learning rate is too low to leave the start",
    story="Each step is so short that the model only finds the mean of the targets within the epochs it was given.",
    explains=(
        "no-learning",
        "spread-collapse",
        "worse-than-constant",
        "underfitting",
        "policy-stands-still",
        "metric-at-rest",
    ),
    prior=0.1,
    signs=(
        Sign(+1.8, _far_below_usual),
        Sign(+0.9, _below_start),
        Sign(-1.0, _above_start),
        Sign(-2.0, _far_above_usual),
        Sign(-1.0, _above_adams),
        Sign(+0.6, _gain_small_and_even),
        Sign(-1.0, _fell_and_rests),
        Sign(+0.5, clear("loss-spike", "no spike and no oscillation: there is room for longer steps")),
        Sign(+0.4, gradient_below_clip),
        Sign(-1.0, fired("loss-spike", "oscillation", "divergence", "exploding-gradients", "entropy-collapse")),
        Sign(+0.5, fired("policy-stands-still")),
        Sign(0.0, _rate_not_known),
    ),
    changes=("raise-learning-rate", "shorter-warmup", "floor-learning-rate", "loosen-clipping"),
    test="three epochs at three times the rate: the training loss, or the spread of the predictions, must move faster from the first one on",
    needs=lambda case: (
        not case.has(
            "non-finite-loss",
            "divergence",
            "correlation-collapse",
            "best-epoch-in-collapse",
            "frozen-metric",
            "overfitting",
        )
    ),
)

SMALL_BATCH = Cause(
    slug="batch-too-small",
    title="Batches too small to point the same way twice",
    story="The gradient of a handful of samples is mostly noise; steps along it shake the loss instead of lowering it.",
    explains=("oscillation", "loss-spike"),
    prior=-0.2,
    signs=(
        Sign(
            +1.0,
            lambda case: (
                f"a batch holds {number_of(case, 'batch_size'):.0f} samples"
                if 0 < number_of(case, "batch_size") < FEW_SAMPLES
                else None
            ),
        ),
        Sign(-0.6, _far_above_usual, "a rate that far off shakes any batch"),
    ),
    changes=("bigger-batch",),
    test="the same run with four times the batch and the same rate",
    needs=lambda case: 0 < number_of(case, "batch_size") < FEW_SAMPLES,
)
