"""Causes in the loss: what it rewards is not what is wanted."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Missing, Sign
from run_diagnose.causes.signs import knob
from run_diagnose.model.wording import listing, number, percent, setting
from run_diagnose.views.case import Case
from run_diagnose.views.loss_parts import terms
from run_diagnose.views.spread import spread


def fell_with_loss(case: Case) -> str | None:
    """The spread fell over the run, while the criterion got better."""
    first, low = case.value("spread-collapse", "first"), case.value("spread-collapse", "lowest")
    if not isinstance(first, float) or not isinstance(low, float) or low > 0.6 * first:
        return None
    return f"the spread fell from {percent(first)} to {percent(low)} of the targets' while the loss improved"


def _penalty_small(case: Case) -> str | None:
    """The penalty by its own formula, weight * (1 - ratio)^2, at the narrowest place."""
    weight, low = case.run.config.number("spread_weight"), case.value("spread-collapse", "lowest")
    s = case.run.config.knob("spread_weight")
    if weight is None or s is None or not isinstance(low, float):
        return None
    return (
        f"at its lowest spread {s.key} = {setting(s.value)} adds {number(weight * (1 - low) ** 2, 2)} by {setting(s.value)} x (1 - ratio)^2 "
        f"with the logged ratio, {number(weight * (1 - low**2) ** 2, 2)} with the ratio of variances"
    )


def _base_loss_unknown(case: Case) -> Missing | None:
    return (
        None
        if terms(case.run)
        else Missing("log the base loss and the penalty apart: their sizes decide whether the weight can do anything")
    )


def sizes_known(case: Case) -> str | None:
    """How much of the loss each term is, with weights that nobody logged."""
    found = terms(case.run)
    if not found:
        return None
    how = "weights by least squares from total and terms" if found[0].fitted else "weights of the config"
    said = listing([f"{number(t.weight, 3)} x {t.series.name} is {percent(t.share)}" for t in found])
    return f"of the training loss {said} ({how})"


def _no_correlation(case: Case) -> str | Missing | None:
    seen = spread(case.run)
    if seen is None or seen.r is None:
        return Missing(
            'log the correlation: log("val_corr", np.corrcoef(pred, true)[0, 1]); the widest useful spread equals it'
        )
    return None


def _no_signal(case: Case) -> str | None:
    found = case.first("worse-than-constant")
    return None if found is None else "no epoch beats a constant: there may be nothing to spread by"


SPREAD_PENALTY_TOO_WEAK = Cause(
    slug="spread-penalty-too-weak",
    title="The penalty on narrow predictions is too weak beside the base loss",
    story="The penalty was meant to keep the predictions wide, and they narrowed all the same: the base loss gains more by shrinking than the penalty costs.",
    explains=("spread-collapse", "best-epoch-in-collapse"),
    prior=0.3,
    signs=(
        Sign(+1.0, fell_with_loss),
        Sign(+0.5, _penalty_small),
        Sign(+0.3, sizes_known),
        Sign(-0.4, _no_signal, "spread without correlation raises the error: R2 = 2rs - s^2 - b^2"),
        Sign(0.0, _base_loss_unknown),
        Sign(0.0, _no_correlation),
    ),
    changes=("stronger-spread-penalty", "weigh-penalty-gradients", "stop-on-collapse"),
    test="log both terms for one epoch; if the penalty's gradient is below half of the base loss's, raise its weight",
    needs=lambda case: (case.run.config.number("spread_weight") or 0) > 0,
)

SQUARED_LOSS_SHRINKS = Cause(
    slug="squared-loss-shrinks",
    title="A squared or absolute error rewards answering near the mean",
    story="Where the inputs explain little, every step towards the mean lowers the error; nothing in the loss asks for spread.",
    explains=("spread-collapse",),
    prior=0.2,
    signs=(
        Sign(+0.8, fell_with_loss),
        Sign(-0.5, knob("spread_weight", "so the loss does ask for spread")),
        Sign(0.0, _no_correlation),
    ),
    changes=("set-spread-penalty", "add-spread-penalty", "stop-on-collapse"),
    test="fit a linear model on the same inputs: if its R2 is near 0 too, the inputs carry no signal",
    needs=lambda case: (
        not (case.run.config.number("spread_weight") or 0) > 0 and not case.value("spread-collapse", "never")
    ),
)

CORRELATION_LOSS_UNSTABLE = Cause(
    slug="correlation-in-the-loss",
    title="A loss that divides by the spread of the predictions",
    story="A correlation or a normalised error in the loss has no bounded gradient once the predictions narrow; it throws them into a constant.",
    explains=("constant-predictions-nan-metric", "correlation-collapse"),
    prior=-0.5,
    signs=(
        Sign(+1.2, lambda case: _loss_named(case, ("corr", "pearson", "ccc", "cosine"))),
        Sign(-0.6, lambda case: _loss_named(case, ("mse", "huber", "mae", "l1", "cross"))),
        Sign(
            0.0,
            lambda case: (
                None if case.run.config.text("loss") else Missing("give the config: the name of the loss decides")
            ),
        ),
    ),
    changes=("guard-division",),
    test="add 1.0e-6 to the spread in the denominator and repeat from the last good checkpoint",
)


def _loss_named(case: Case, words: tuple[str, ...]) -> str | None:
    said, s = case.run.config.text("loss"), case.run.config.knob("loss")
    return f"the config has {s.key}: {said}" if said and s is not None and any(w in said for w in words) else None
