"""Causes in the size of the gradients: nothing stops a large one, or the limit stops them all."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Sign
from run_diagnose.causes.lead_signs import gradients_calm, gradients_grew, loss_calm_before, loss_rose_first
from run_diagnose.causes.optimisation import BREAKS, gradient_below_clip
from run_diagnose.causes.signs import (
    beyond,
    by_default,
    fired,
    no_knob,
    number_of,
    spikes_return,
    sums_the_loss,
    validation_only,
)
from run_diagnose.views.case import Case

LEAST_LIMIT = 1e-2
"""Below this a clip limit leaves nothing of any gradient that a network in use has."""
DEEP = 4
"""Layers from which on a factor per layer adds up to more than a decade."""
LARGE_INIT = 1.8
"""He's scale is sqrt(2) = 1.4 times Glorot's: up to here a scale is a matter of convention."""


def _large_at_once(case: Case) -> str | None:
    found = case.first("exploding-gradients", "divergence", "non-finite-loss")
    early = found is not None and found.onset is not None and found.onset.value <= 2
    return "the gradients are large from the first entry on, before any step could go wrong" if early else None


def _deep(case: Case) -> str | None:
    layers = number_of(case, "layers")
    return f"the network has {layers:.0f} layers" if layers >= DEEP else None


def _all_clipped(case: Case) -> str | None:
    limit = number_of(case, "clip_grad_norm")
    return f"the clip limit is {limit:g}, far below any gradient in use" if 0 < limit < LEAST_LIMIT else None


UNCLIPPED = Cause(
    slug="unclipped-gradients",
    title="Nothing stops a single large gradient",
    story="One batch with a huge gradient moves the weights to where no later step brings them back.",
    explains=BREAKS,
    prior=0.1,
    signs=(
        Sign(+1.2, gradients_grew),
        Sign(+0.7, fired("exploding-gradients")),
        Sign(
            +0.4,
            no_knob("clip_grad_norm", "the config sets no gradient clipping"),
            "fine-tuning runs with max_grad_norm 0 and a jump to inf: issue threads",
        ),
        Sign(-0.4, by_default("clip_grad_norm", "clips at")),
        Sign(+0.3, loss_rose_first),
        Sign(-0.6, loss_calm_before),
        Sign(-0.8, gradients_calm),
        Sign(-0.6, gradient_below_clip),
        Sign(-1.5, validation_only),
        Sign(-0.5, spikes_return),
    ),
    changes=("clip-gradients", "log-gradients"),
    test="log the gradient norm of every step; a tenfold rise within 50 steps before the break confirms it",
)

INIT_TOO_LARGE = Cause(
    slug="initialisation-too-large",
    title="The weights start too large",
    story="Every layer multiplies what it gets: weights a few times too large make outputs and gradients explode with depth, before the first step.",
    explains=("exploding-gradients", "non-finite-loss", "divergence", "worse-than-constant", "fp16-overflow"),
    prior=0.3,
    signs=(
        Sign(+1.4, beyond("init_scale", LARGE_INIT, "and what passes through the layers grows from about")),
        Sign(+0.5, _large_at_once),
        Sign(+0.4, fired("exploding-gradients")),
        Sign(+0.3, _deep),
    ),
    changes=("smaller-init", "clip-gradients"),
    test="print the standard deviation of every layer's output on one batch before the first step: it must stay near 1",
    needs=lambda case: (
        number_of(case, "init_scale") > LARGE_INIT
        and case.has("exploding-gradients", "non-finite-loss", "divergence", "fp16-overflow")
    ),
)

CLIPPED_TO_NOTHING = Cause(
    slug="clipped-to-nothing",
    title="The clip limit leaves nothing of the gradients",
    story="With a limit far below every norm each step has the length of the limit, whatever the rate says.",
    explains=("no-learning", "underfitting", "plateau", "worse-than-constant", "spread-collapse"),
    prior=0.2,
    signs=(
        Sign(+1.4, _all_clipped),
        Sign(+0.6, fired("no-learning")),
    ),
    changes=("usual-clipping",),
    test="log the norm before clipping, and the share of steps that are clipped",
    needs=lambda case: _all_clipped(case) is not None,
)


SUMMED_LOSS = Cause(
    slug="summed-training-loss",
    title="The training loss is a sum over the batch",
    story="A sum makes loss and gradients as many times larger as the batch has samples; float16 overflows on them, and a usual rate is that much too high.",
    explains=("fp16-overflow", "non-finite-loss", "exploding-gradients", "divergence", "oscillation"),
    prior=0.2,
    signs=(
        Sign(+1.4, sums_the_loss),
        Sign(+0.4, fired("fp16-overflow", "exploding-gradients")),
    ),
    changes=("same-reduction",),
    test="divide the loss by the number of samples and compare the first gradient norms",
    needs=lambda case: sums_the_loss(case) is not None,
)
