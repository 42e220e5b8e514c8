"""Causes in the numbers that go in: not scaled, not finite, not balanced."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Sign
from run_diagnose.causes.lead_signs import gradients_calm, gradients_rose_just_before, loss_calm_before, loss_rose_first
from run_diagnose.causes.signs import (
    clear,
    fired,
    half_precision,
    is_off,
    knob,
    number_of,
    off,
    spikes_return,
    validation_only,
)
from run_diagnose.views.case import Case


def _recovers(case: Case) -> str | None:
    gone = case.value("non-finite-loss", "lasting") is False
    return "it comes and goes: the weights are still finite" if gone else None


def _from_the_start(case: Case) -> str | None:
    """An entry of a whole epoch may hide a loss that grew; a first step has seen nothing but data and first weights."""
    found = case.first("non-finite-loss")
    whole = found is not None and found.onset is not None and found.onset.axis == "epoch"
    return (
        "it is not finite from the first entry on"
        if case.value("non-finite-loss", "from_start") and not whole
        else None
    )


def _same_height(case: Case) -> str | None:
    count = case.value("loss-spike", "count")
    many = isinstance(count, int | float) and count >= 2
    return f"it happens {count} times while the level in between stays" if many else None


def _scaled(case: Case) -> bool:
    value = number_of(case, "target_scale")
    return value > 0 and not 0.1 <= value <= 10


def _tiny_eps(case: Case) -> bool:
    value = case.run.config.number("loss_eps")
    return value is not None and 0 <= value < 1e-30


NOT_NORMALISED = Cause(
    slug="inputs-not-normalised",
    title="The inputs go in with the size they were stored in",
    story="Inputs in the hundreds make activations and gradients as large; float16 overflows on them and any usual rate is too high.",
    explains=(
        "non-finite-loss", "fp16-overflow", "divergence", "exploding-gradients", "no-learning", "plateau", "oscillation",
        "worse-than-constant", "spread-collapse", "zero-loss",
    ),
    prior=0.4,
    signs=(
        Sign(+1.6, off("normalize", "nothing scales the inputs")),
        Sign(+0.5, half_precision),
        Sign(+0.6, fired("fp16-overflow", "exploding-gradients")),
    ),
    changes=("normalise-inputs",),
    test="print mean and standard deviation of one batch as the model gets it: near 0 and 1",
    needs=lambda case: is_off(case, "normalize") is not None,
)  # fmt: skip

BAD_BATCH = Cause(
    slug="bad-sample",
    title="A sample that cannot be computed",
    story="A NaN, an infinity or an empty sequence in the data, a logarithm or a division of zero: the batch breaks whatever the rate is.",
    explains=("non-finite-loss", "zero-loss"),
    prior=-0.1,
    signs=(
        Sign(+0.6, loss_calm_before),
        Sign(+1.2, validation_only),
        Sign(+0.8, _recovers),
        Sign(+0.7, _from_the_start),
        Sign(+0.6, off("drop_nonfinite", "what is not finite reaches the model")),
        Sign(+0.3, gradients_calm),
        Sign(-0.9, gradients_rose_just_before, "a sample breaks the batch it is in, and nothing before it"),
        Sign(-0.9, loss_rose_first),
        Sign(-1.2, fired("fp16-overflow")),
    ),
    changes=("drop-nonfinite", "check-finite"),
    test="same seed, half the learning rate: a NaN at the very same step is the data",
)

LOG_OF_ZERO = Cause(
    slug="logarithm-of-zero",
    title="The loss takes a logarithm of zero",
    story="A probability that reaches 0 has no logarithm; with nothing added inside it the first sure and wrong answer is infinite.",
    explains=("non-finite-loss", "divergence", "zero-loss", "loss-spike"),
    prior=0.4,
    signs=(
        Sign(+1.5, off("loss_eps", "nothing keeps the argument of the logarithm above 0")),
        Sign(+0.5, loss_calm_before),
    ),
    changes=("guard-logarithm",),
    test="clamp the probabilities at 1.0e-8 and repeat the last hundred steps before the break",
    needs=_tiny_eps,
)

DIVISION_BY_SPREAD = Cause(
    slug="division-by-zero-spread",
    title="The inputs are divided by a spread of zero",
    story="A column that never changes has the standard deviation 0; standardised without a small number added, it is NaN from the first batch on.",
    explains=("non-finite-loss", "zero-loss"),
    prior=0.4,
    signs=(
        Sign(+1.5, off("spread_eps", "nothing keeps the divisor above 0")),
        Sign(+0.6, _from_the_start),
        Sign(-0.9, loss_rose_first),
    ),
    changes=("guard-spread",),
    test="count the columns of the training inputs whose standard deviation is 0",
    needs=lambda case: case.run.config.number("spread_eps") == 0,
)

OUTLIERS = Cause(
    slug="outlying-inputs",
    title="Some batches hold values far outside the rest",
    story="A batch with values tens of times too large has a loss as large; the spike comes from the data and comes back with it.",
    explains=("loss-spike", "exploding-gradients"),
    prior=0.1,
    signs=(
        Sign(+0.9, off("clip_inputs", "nothing bounds the inputs")),
        Sign(+0.4, _same_height),
        Sign(
            +0.5, spikes_return, "a spike by a step too long leaves the loss higher for a while: BigScience chronicles"
        ),
        Sign(+0.3, clear("oscillation", "between the spikes the loss is calm")),
        Sign(-0.6, loss_rose_first),
    ),
    changes=("clip-inputs", "find-batch"),
    test="log the largest input of every batch; the spikes stand where it does",
    needs=lambda case: case.has("loss-spike"),
)


def _as_if_even(case: Case) -> str | None:
    """The loss stands at ln C, which only even classes, or outputs that say nothing at all, give."""
    what = case.value("worse-than-constant", "what")
    if not isinstance(what, str) or not what.startswith("guessing among"):
        return None
    return f"the loss stays at what {what} gives: where classes are uneven, answering by their shares alone is below it"


IMBALANCE = Cause(
    slug="class-imbalance",
    title="The classes are too uneven for an unweighted loss",
    story="Where one class holds most samples, answering it always is a low loss to begin with, and the others weigh too little to change that.",
    explains=("one-class", "no-learning", "criterion-mismatch", "accuracy-rewards-majority"),
    prior=0.2,
    signs=(
        Sign(+1.0, fired("one-class")),
        Sign(+0.7, off("class_weights", "every sample weighs the same")),
        Sign(-0.8, knob("class_weights")),
        Sign(-0.6, fired("divergence", "non-finite-loss")),
        Sign(-1.5, _as_if_even, "the entropy of uneven shares is below ln C, and a bias alone reaches it"),
    ),
    changes=("balance-classes",),
    test="print the share of each class, and the confusion matrix at the last epoch",
    needs=lambda case: case.run.task in ("", "classification", "images", "text") and case.has("one-class"),
)

TARGETS_NOT_SCALED = Cause(
    slug="targets-not-scaled",
    title="The targets are far from unit size",
    story="The size of the loss and of every gradient goes with the square of the targets' size, so a usual rate is far too high or too low.",
    explains=(
        "divergence",
        "non-finite-loss",
        "exploding-gradients",
        "fp16-overflow",
        "no-learning",
        "oscillation",
        "underfitting",
    ),
    prior=0.2,
    signs=(
        Sign(
            +1.3,
            lambda case: (
                f"the config scales the targets by {number_of(case, 'target_scale'):g}" if _scaled(case) else None
            ),
        ),
        Sign(+0.4, fired("exploding-gradients", "fp16-overflow")),
    ),
    changes=("unit-targets",),
    test="print the standard deviation of the targets as the loss gets them",
    needs=_scaled,
)

NOT_SHUFFLED = Cause(
    slug="not-shuffled",
    title="The samples come in the order in which they were stored",
    story="Batches of neighbours pull the weights one way and then the other; the last ones of each epoch are remembered best.",
    explains=("oscillation", "loss-spike", "one-class", "no-learning", "val-below-train", "worse-than-constant"),
    prior=0.2,
    signs=(
        Sign(+1.2, off("shuffle", "each epoch sees the same order")),
        Sign(+0.4, fired("oscillation", "loss-spike")),
    ),
    changes=("shuffle",),
    test="print the labels of the first two batches",
    needs=lambda case: is_off(case, "shuffle") is not None,
)
