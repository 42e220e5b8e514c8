"""Causes in how the two losses are computed, not in the model."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Missing, Sign
from run_diagnose.causes.signs import fired, sums_the_loss
from run_diagnose.model.wording import number
from run_diagnose.views import regularisers
from run_diagnose.views.case import Case
from run_diagnose.views.metrics_agree import better_on_validation


def _constant(case: Case) -> str | None:
    low, high = case.value("val-below-train", "low"), case.value("val-below-train", "high")
    if (
        case.value("val-below-train", "verdict") != "mismatch"
        or not isinstance(low, float)
        or not isinstance(high, float)
    ):
        return None
    return f"the factor is constant ({number(low, 2)} to {number(high, 2)}) from the first epoch on"


def _named(case: Case) -> str | None:
    named = case.value("val-below-train", "named")
    return f"the factor fits {named}" if isinstance(named, str) else None


def _no_learning(case: Case) -> str | None:
    if case.has("no-learning", "spread-collapse", "worse-than-constant"):
        return "the model hardly depends on its input, so each loss is the variance of its own split's targets"
    return None


def _spreads_unknown(case: Case) -> Missing | None:
    ratio = case.value("val-below-train", "spread_ratio")
    if not isinstance(ratio, float):
        return None
    return Missing(
        f"log target_std of both splits: if the losses are squared errors of a constant answer, validation targets spread "
        f"{number(ratio, 2)} times as wide as training targets"
    )


def _regularised(case: Case) -> str | None:
    found = regularisers.in_training_only(case.run)
    return f"the config has {', '.join(found)}" if found else None


def _gap(case: Case) -> str | None:
    return "the gap is no constant factor" if case.value("val-below-train", "verdict") == "gap" else None


def _metric_agrees(case: Case) -> str | None:
    seen = better_on_validation(case.run)
    return None if seen is None else seen.words


REDUCTION_MISMATCH = Cause(
    slug="loss-scale-differs",
    title="The two losses are not computed alike",
    story="A sum beside a mean, an accumulation step not divided out, or a scaled target on one split: a factor that has nothing to do with learning.",
    explains=("val-below-train",),
    prior=0.0,
    signs=(
        Sign(+0.9, _constant),
        Sign(+1.6, sums_the_loss),
        Sign(+1.6, _named, "accumulation multiplied the logged loss: transformers#35204 (4.46), #37766 (4.47)"),
        Sign(-0.8, _gap),
        Sign(-1.8, _metric_agrees, "a metric has no scale that a sum or an accumulation could change"),
    ),
    changes=("same-reduction", "evaluate-train-loss"),
    test="compute both losses on the same 100 samples with the same function in eval mode: they must be equal",
)

TARGET_SPREAD_DIFFERS = Cause(
    slug="target-spread-differs",
    title="The targets of the two splits spread differently",
    story="For answers that hardly depend on the input, a squared error is the variance of the targets: the ratio of the losses is then the ratio of the splits' variances.",
    explains=("val-below-train",),
    prior=-0.2,
    signs=(
        Sign(+0.9, _constant),
        Sign(+0.9, _no_learning),
        Sign(0.0, _spreads_unknown),
    ),
    changes=("log-target-spread",),
    test="compare the standard deviation of the targets of both splits: one line, no training",
    needs=lambda case: case.run.task in ("", "regression"),
)

TRAINING_ONLY_REGULARISER = Cause(
    slug="training-only-regulariser",
    title="Dropout, augmentation or smoothing makes training harder than validation",
    story="They act in training only, so the training loss is that of a harder task.",
    explains=("val-below-train",),
    prior=0.0,
    signs=(
        Sign(+1.2, _regularised),
        Sign(+0.4, _gap),
        Sign(-1.5, _constant, "their share grows with training and is seldom above a third"),
    ),
    changes=("usual-dropout", "less-noise", "less-smoothing", "evaluate-train-loss"),
    test="evaluate the training set in eval mode at the end of one epoch",
)

EASIER_OR_LEAKED = Cause(
    slug="easier-or-leaked-validation",
    title="Validation is easier, or shares samples with training",
    story="A split that leaks lets the model recognise what it is asked; for that it must use its input.",
    explains=("val-below-train", "leak-suspect"),
    prior=-0.3,
    signs=(
        Sign(+0.6, _gap),
        Sign(+1.0, fired("leak-suspect")),
        Sign(+1.2, _metric_agrees, "the answers themselves are better on validation"),
        Sign(-1.0, _no_learning, "a leak helps only a model that uses its input"),
        Sign(-0.7, _constant),
    ),
    changes=("check-split",),
    test="look for identical or neighbouring samples in both splits; split by group or by time",
)
