"""Causes in what holds the weights back."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Missing, Sign
from run_diagnose.causes.signs import beyond, fired, knob, number_of
from run_diagnose.model.wording import number
from run_diagnose.views import usual
from run_diagnose.views.case import Case

_HELD_BACK = (
    "spread-collapse", "no-learning", "underfitting", "worse-than-constant", "plateau", "one-class",
    "constant-predictions-nan-metric", "divergence", "frozen-metric",
)  # fmt: skip


def _nothing_known(case: Case) -> Missing | None:
    known = any(case.run.config.knob(k) is not None for k in ("weight_decay", "dropout"))
    return None if known else Missing("weight decay and dropout are in no config given here")


def _norms_fell(case: Case) -> str | Missing | None:
    s = case.run.get("weight_norm")
    if s is None:
        return Missing("log the norm of the weights: it falls where weight decay wins")
    y = s.finite.y
    return (
        f"{s.name} fell to {y[-1] / y[0]:.0%} of its start" if len(y) > 3 and y[0] > 0 and y[-1] < 0.7 * y[0] else None
    )


def _never_finite(case: Case) -> bool:
    return case.has("non-finite-loss")


def _decay_beyond(case: Case) -> str | None:
    said = beyond("weight_decay", usual.strongest_decay(case.run), "where recipes in use end at")(case)
    return said if isinstance(said, str) else None


def _noise_beyond(case: Case) -> str | None:
    value, s = case.run.config.number("augment_noise"), case.run.config.knob("augment_noise")
    if value is None or s is None or value < 0.5:
        return None
    return f"the config has {s.key}: {number(value)}, noise half as wide as standardised inputs or wider"


OVER_REGULARISED = Cause(
    slug="over-regularised",
    title="Regularisation outweighs the signal",
    story="Weight decay pulls the last layer to zero and dropout blurs what reaches it; with a weak signal the constant answer wins.",
    explains=("spread-collapse", "no-learning", "underfitting", "worse-than-constant"),
    prior=-0.2,
    signs=(
        Sign(+0.4, knob("weight_decay")),
        Sign(+0.4, knob("dropout")),
        Sign(+0.9, _norms_fell),
        Sign(-1.2, fired("overfitting"), "what overfits is not held back too much"),
        Sign(0.0, _nothing_known),
    ),
    changes=("less-regularisation",),
    test="one short run without any weight decay and dropout: if the spread stays, it was not this",
    needs=lambda case: (
        not case.has("non-finite-loss", "divergence", "frozen-metric")
        and number_of(case, "weight_decay") <= usual.strongest_decay(case.run)
        and number_of(case, "dropout") <= usual.DROPOUT.high
    ),
)

DECAY_TOO_STRONG = Cause(
    slug="weight-decay-too-strong",
    title="Weight decay far beyond what is in use wins over the loss",
    story="Each step shrinks the weights by more than the gradient gives them, so the outputs shrink to a constant.",
    explains=_HELD_BACK,
    prior=0.3,
    signs=(
        Sign(+1.9, _decay_beyond),
        Sign(+0.6, fired("spread-collapse", "one-class", "constant-predictions-nan-metric")),
        Sign(+0.9, _norms_fell),
        Sign(-1.2, fired("overfitting"), "what overfits is not held back too much"),
    ),
    changes=("usual-weight-decay",),
    test="one short run without any weight decay: if the spread stays, it was not this",
    needs=lambda case: number_of(case, "weight_decay") > usual.strongest_decay(case.run) and not _never_finite(case),
)

DROPOUT_TOO_STRONG = Cause(
    slug="dropout-too-strong",
    title="Dropout removes most of what the layers say",
    story="With more than half of every layer missing the model is trained on a much harder task than it is tested on, and may learn nothing.",
    explains=("val-below-train", *_HELD_BACK),
    prior=0.3,
    signs=(
        Sign(+1.6, beyond("dropout", usual.DROPOUT.high, "where recipes in use end at")),
        Sign(+0.6, fired("val-below-train")),
        Sign(-1.2, fired("overfitting"), "what overfits is not held back too much"),
    ),
    changes=("usual-dropout",),
    test="evaluate the training set in eval mode at the end of one epoch",
    needs=lambda case: number_of(case, "dropout") > usual.DROPOUT.high and not _never_finite(case),
)

NOISE_TOO_STRONG = Cause(
    slug="augmentation-too-strong",
    title="The noise added to the training inputs drowns them",
    story="It is added in training only, so the training loss is that of a much harder task, and less of the signal is learned.",
    explains=("val-below-train", *_HELD_BACK),
    prior=0.3,
    signs=(
        Sign(+1.4, _noise_beyond),
        Sign(+0.6, fired("val-below-train")),
        Sign(-1.2, fired("overfitting"), "what overfits is not held back too much"),
    ),
    changes=("less-noise",),
    test="evaluate the training set without the noise at the end of one epoch",
    needs=lambda case: number_of(case, "augment_noise") >= 0.5 and not _never_finite(case),
)
