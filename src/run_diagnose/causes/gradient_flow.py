"""Causes in what reaches the weights: gradients that fade, or never arrive."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Sign
from run_diagnose.causes.signs import fired, is_off, listed, names_something, number_of, off, one_of
from run_diagnose.model.wording import at
from run_diagnose.views.case import Case

DEEP = 4
"""Layers from which on a derivative of at most 1/4 (the sigmoid's) leaves under 1 % of the gradient."""
_STUCK = ("no-learning", "plateau", "underfitting", "worse-than-constant", "spread-collapse")


def _dead_groups(case: Case) -> str | None:
    found = case.first("dead-gradients")
    return None if found is None else found.message


def _deep(case: Case) -> str | None:
    layers = number_of(case, "layers")
    return f"the network has {layers:.0f} layers" if layers >= DEEP else None


SATURATING = Cause(
    slug="saturating-activation",
    title="A saturating activation lets the gradient fade with depth",
    story="The slope of a sigmoid is at most a quarter, that of tanh falls to nothing for large inputs: each layer takes its share of the gradient.",
    explains=("vanishing-gradients", "dead-gradients", *_STUCK),
    prior=-0.3,
    signs=(
        Sign(+0.5, listed("activation", "whose slope is at most a quarter (sigmoid) or falls to nothing (tanh)")),
        Sign(+1.6, fired("vanishing-gradients")),
        Sign(+0.8, _deep, "one or two layers of it were trained for decades"),
        Sign(+0.3, off("norm", "nothing brings the sizes back between the layers")),
    ),
    changes=("unbounded-activation", "normalise-layers"),
    test="log the gradient norm per layer for ten steps, once as it is and once with ReLU",
    needs=one_of("activation", "sigmoid", "tanh", "hard_sigmoid", "hardsigmoid", "softsign", "logistic"),
)

TOO_DEEP = Cause(
    slug="deep-without-normalisation",
    title="Many layers without normalisation or shortcuts",
    story="Nothing keeps the size of signals and gradients from layer to layer, so they shrink or grow with depth.",
    explains=("vanishing-gradients", "exploding-gradients"),
    prior=-0.4,
    signs=(
        Sign(+0.8, _deep),
        Sign(+0.3, off("norm", "nothing brings the sizes back between the layers")),
        Sign(-0.5, fired("dead-gradients")),
    ),
    changes=("normalise-layers",),
    test="the same run with half of the layers",
    needs=lambda case: number_of(case, "layers") >= DEEP and is_off(case, "norm") is not None,
)

LINEAR = Cause(
    slug="no-activation",
    title="Without an activation the layers are one linear map",
    story="Layers without a bend between them multiply to a single matrix: depth and width buy nothing, and what is not linear cannot be learned.",
    explains=_STUCK,
    prior=0.4,
    signs=(
        Sign(+1.2, off("activation", "however many layers, the model is linear")),
        Sign(-0.8, fired("vanishing-gradients", "dead-gradients")),
    ),
    changes=("add-activation",),
    test="fit linear regression to the same inputs: the same score confirms it",
    needs=lambda case: is_off(case, "activation") is not None and number_of(case, "layers") >= 2,
)

FROZEN = Cause(
    slug="frozen-parameters",
    title="The config keeps part of the network from learning",
    story="What is frozen or cut off from the loss never moves; what flows through it stays as initialised.",
    explains=("dead-gradients", "vanishing-gradients", *_STUCK),
    prior=0.3,
    signs=(
        Sign(+1.0, listed("frozen", "which takes no step")),
        Sign(+1.0, listed("detached", "which the gradient does not reach")),
        Sign(+1.2, _dead_groups, "an exact zero is a broken path, not a small gradient"),
    ),
    changes=("unfreeze",),
    test="one backward pass on one batch: print the parameters whose .grad is None or zero",
    needs=lambda case: any(names_something(case, k) is not None for k in ("frozen", "detached")),
)


def _died(case: Case) -> str | None:
    """The groups had a gradient before it became zero."""
    found = case.first("dead-gradients")
    if found is None or found.onset is None or case.value("dead-gradients", "from_start") is not False:
        return None
    return f"{case.value('dead-gradients', 'dead')} had a gradient until {at(found.onset)}: the path was there"


def _flat_below_zero(case: Case) -> str | None:
    word = case.run.config.text("activation") or ""
    flat = word in ("relu", "relu6", "rectifier", "crelu", "relu_squared")
    return f"the config has activation: {word}, which is flat below zero" if flat else None


UNITS_DIED = Cause(
    slug="units-died",
    title="Units died under too long a step",
    story="A unit that answers 0 to every sample has no gradient and never comes back; one step that is too long does it to many at once.",
    explains=("dead-gradients", "no-learning", "worse-than-constant", "spread-collapse"),
    prior=0.1,
    signs=(
        Sign(+1.5, _died, "ReLU units that a large gradient pushes below zero for every input: Maas et al. 2013"),
        Sign(+0.4, _flat_below_zero),
        Sign(+0.5, fired("exploding-gradients", "loss-spike")),
    ),
    changes=("lower-learning-rate", "check-dead-groups"),
    test="after each activation print the share of units that answer 0 to a whole batch: it rises where the gradient ends",
    needs=lambda case: (
        _died(case) is not None and (case.run.config.text("activation") is None or _flat_below_zero(case) is not None)
    ),
)

DEAD_PARTS = Cause(
    slug="dead-branch",
    title="Part of the network receives no gradient",
    story="Parameters whose gradient is exactly zero never move; what flows through them stays as initialised.",
    explains=("dead-gradients", "no-learning", "spread-collapse"),
    prior=-0.8,
    signs=(
        Sign(+1.6, _dead_groups, "an exact zero is a broken path, not a small gradient"),
        Sign(-0.9, _died, "a path that is cut in the code is cut from the first step on"),
    ),
    changes=("check-dead-groups", "ablate-inputs"),
    test="one backward pass on one batch: print the parameters whose .grad is None or zero",
    needs=lambda case: case.has("dead-gradients"),
)
