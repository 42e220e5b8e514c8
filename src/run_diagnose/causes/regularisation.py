"""Causes in what holds the weights back."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Missing, Sign
from run_diagnose.causes.signs import fired, knob
from run_diagnose.views.case import Case


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
    needs=lambda case: not case.has("non-finite-loss", "divergence"),
)
