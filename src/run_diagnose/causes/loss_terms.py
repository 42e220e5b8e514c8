"""Causes in how the terms of a loss weigh against each other."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Sign
from run_diagnose.causes.loss_function import sizes_known
from run_diagnose.views.case import Case
from run_diagnose.views.loss_parts import Term, terms

DROWNS = 0.8
"""A share of the loss from which on the other terms get less than a quarter of the gradient, as far as values tell."""


def _drowned(case: Case) -> tuple[Term, float] | None:
    """The auxiliary term that is most of the loss, and what is left for the others."""
    found = terms(case.run)
    auxiliary = [t for t in found if t.auxiliary]
    if not auxiliary or len(auxiliary) == len(found):
        return None
    top = max(auxiliary, key=lambda t: t.share)
    return (top, 1 - top.share) if top.share >= DROWNS else None


def _term_drowns(case: Case) -> str | None:
    seen = _drowned(case)
    return None if seen is None else sizes_known(case)


TERM_DROWNS = Cause(
    slug="auxiliary-term-drowns-the-rest",
    title="A term that was only to help is most of the loss",
    story="The optimiser lowers what weighs most; while an auxiliary term is nearly all of the loss, the one that is wanted hardly moves.",
    explains=(
        "loss-balance",
        "no-learning",
        "plateau",
        "underfitting",
        "worse-than-constant",
        "spread-collapse",
        "one-class",
    ),
    prior=0.1,
    signs=(Sign(+1.3, _term_drowns, "shares of the last half; values are no gradients, so it stays a trial"),),
    changes=("balance-terms",),
    test="log the gradient norm of each term for ten steps: that of the wanted one must be the largest",
    needs=lambda case: _drowned(case) is not None and not case.has("non-finite-loss", "divergence"),
)
