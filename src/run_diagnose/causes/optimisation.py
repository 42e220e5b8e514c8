"""Causes in the optimiser: steps too long, too short, or along gradients that are not there."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Missing, Sign
from run_diagnose.causes.signs import (
    clear,
    configured_peak_not_reached,
    fired,
    gradients_calm,
    gradients_grew,
    loss_calm_before,
    loss_rose_first,
    no_knob,
    rate_high_at_onset,
    train_and_val_rise_together,
)
from run_diagnose.model.wording import number, percent
from run_diagnose.views import curves
from run_diagnose.views.case import Case

_BREAKS = (
    "non-finite-loss", "divergence", "constant-predictions-nan-metric", "correlation-collapse", "loss-spike",
    "exploding-gradients", "oscillation",
)  # fmt: skip


def _gradient_below_clip(case: Case) -> str | None:
    """The largest logged norm is far below the clip limit: clipping never acted."""
    top, limit = largest_norm(case), case.run.config.number("clip_grad_norm")
    if top is None or not limit or top > 0.5 * limit:
        return None
    return f"the largest logged gradient norm, {number(top, 3)}, never reached the clip limit {number(limit)}"


def largest_norm(case: Case) -> float | None:
    """The largest finite gradient norm that the log shows, of the whole or of any group."""
    found = [float(max(s.finite.y)) for s in case.run.all("grad_norm", "grad_norm_part") if len(s.finite)]
    return max(found, default=None)


def _first_epoch_far_above(case: Case) -> str | None:
    loss = curves.train_loss(case.run)
    if loss is None or len(loss.finite) < 5:
        return None
    y = loss.finite.y
    tail = float(sorted(y[len(y) // 2 :])[len(y) // 4])
    return (
        f"{loss.name} starts at {number(float(y[0]))}, far above the {number(tail)} it settles at"
        if tail > 0 and y[0] > 5 * tail
        else None
    )


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


def _collapsed_at_best(case: Case) -> str | None:
    found = case.first("best-epoch-in-collapse")
    return (
        None
        if found is None
        else "the lowest validation loss lies in the collapse of the predictions: its rise is not memorising alone"
    )


def _rate_not_known(case: Case) -> Missing | None:
    known = case.run.has("lr") or case.run.config.number("learning_rate") is not None
    return None if known else Missing("give the config (--config-file) or log the learning rate")


def _dead_groups(case: Case) -> str | None:
    found = case.first("dead-gradients")
    return None if found is None else found.message


LEARNING_RATE_TOO_HIGH = Cause(
    slug="learning-rate-too-high",
    title="The learning rate is too high for where the run had got to",
    story="Steps longer than the valley is wide throw the weights out of it; what was learned is lost within a few epochs.",
    explains=_BREAKS,
    prior=0.4,
    signs=(
        Sign(+1.2, rate_high_at_onset, "spikes and NaN come at the peak: BigScience chronicles tr8, m4"),
        Sign(+0.9, loss_rose_first, "a loss that rises first is a step-size failure, not a bad sample"),
        Sign(+1.0, gradients_grew, "grad norm leads the loss by a few steps: BigScience tr11"),
        Sign(+0.4, fired("loss-spike", "oscillation")),
        Sign(
            +0.5,
            _steep_schedule,
            "one-cycle starts at a 25th of its peak and takes 30 % of the run to reach it: Smith 2018",
        ),
        Sign(-0.5, loss_calm_before, "a sudden NaN without any rise is more often precision or data"),
        Sign(-0.6, gradients_calm),
        Sign(
            -0.4,
            configured_peak_not_reached,
            "a rate far below the configured one was survived by other runs of that config",
        ),
    ),
    changes=("lower-learning-rate", "calmer-schedule", "fewer-accumulated", "stop-on-break", "log-spread"),
    test="repeat the run from the last good checkpoint with a third of the learning rate; the break must come later or not at all",
)

EXPLODING_GRADIENTS = Cause(
    slug="unclipped-gradients",
    title="Nothing stops a single large gradient",
    story="One batch with a huge gradient moves the weights to where no later step brings them back.",
    explains=_BREAKS,
    prior=0.2,
    signs=(
        Sign(+1.2, gradients_grew),
        Sign(
            +0.7,
            no_knob("clip_grad_norm", "the config sets no gradient clipping"),
            "modded runs: max_grad_norm 0 and a jump to inf",
        ),
        Sign(+0.3, loss_rose_first),
        Sign(-0.8, gradients_calm),
        Sign(-0.6, _gradient_below_clip),
    ),
    changes=("clip-gradients", "log-gradients"),
    test="log the gradient norm of every step; a tenfold rise within 50 steps before the break confirms it",
)

LEARNING_RATE_TOO_LOW = Cause(
    slug="learning-rate-too-low",
    title="The learning rate is too low to leave the start",
    story="Each step is so short that the model only finds the mean of the targets within the epochs it was given.",
    explains=("no-learning", "spread-collapse", "worse-than-constant", "underfitting"),
    prior=0.1,
    signs=(
        Sign(+0.6, _gain_small_and_even),
        Sign(+0.5, clear("loss-spike", "no spike and no oscillation: there is room for longer steps")),
        Sign(+0.4, _gradient_below_clip),
        Sign(-1.0, fired("loss-spike", "oscillation", "divergence", "exploding-gradients")),
        Sign(0.0, _rate_not_known),
    ),
    changes=("raise-learning-rate", "shorter-warmup", "floor-learning-rate", "loosen-clipping"),
    test="three epochs at three times the rate: the spread of the predictions must rise from the first one on",
    needs=lambda case: not case.has("non-finite-loss", "divergence", "correlation-collapse", "best-epoch-in-collapse"),
)

DEAD_PARTS = Cause(
    slug="dead-branch",
    title="Part of the network receives no gradient",
    story="Parameters whose gradient is exactly zero never move; what flows through them stays as initialised.",
    explains=("dead-gradients", "no-learning", "spread-collapse"),
    prior=-0.8,
    signs=(Sign(+1.6, _dead_groups, "an exact zero is a broken path, not a small gradient"),),
    changes=("check-dead-groups",),
    test="one backward pass on one batch: print the parameters whose .grad is None or zero",
    needs=lambda case: case.has("dead-gradients"),
)

OVERFITTING = Cause(
    slug="overfitting",
    title="The model learned the training set by heart",
    story="Beyond some epoch the training loss falls by memorising, and what is held out gets worse.",
    explains=("overfitting", "trained-past-best", "constant-predictions-nan-metric", "correlation-collapse"),
    prior=-0.4,
    signs=(
        Sign(+1.8, fired("overfitting", "trained-past-best")),
        Sign(-2.0, train_and_val_rise_together, "overfitting lowers the training loss by definition"),
        Sign(
            -1.6, _collapsed_at_best, "a loss that is lowest where the predictions say least is not a model at its best"
        ),
    ),
    changes=("stop-at-best", "more-regularisation"),
    test="evaluate the training set in eval mode at the best and at the last epoch",
)
