"""Causes in the data: nothing to learn from, or something that must not be there."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Missing, Sign
from run_diagnose.model.wording import number
from run_diagnose.views import curves
from run_diagnose.views.case import Case
from run_diagnose.views.spread import final_spread


def _weak_correlation(case: Case) -> str | Missing | None:
    r = (final_spread(case.run) or {}).get("r")
    s = curves.metrics(case.run, "val_metric", "test_metric")
    logged = next((m for m in s if m.role.quantity == "correlation" and len(m.finite)), None)
    if r is None and logged is None:
        return Missing('log the correlation of predictions and targets: log("val_corr", np.corrcoef(pred, true)[0, 1])')
    value = r if r is not None else float(max(logged.finite.y)) if logged is not None else 0.0
    return f"the correlation is only {number(value, 2)}" if abs(value) < 0.25 else None


def _never_above(case: Case) -> str | None:
    found = case.first("worse-than-constant")
    return None if found is None else "no epoch beats a constant answer"


def _biased(case: Case) -> str | None:
    b = (final_spread(case.run) or {}).get("b")
    if b is None or abs(b) < 0.1:
        return None
    return f"predictions are off by {number(b, 2)} target standard deviations on average, which costs {number(b * b, 2)} of R2 whatever else they do"


NO_SIGNAL = Cause(
    slug="no-signal-in-inputs",
    title="The inputs say little about the targets",
    story="The best answer for a signal of correlation r has a spread of r: with hardly any signal a nearly constant answer is the right one, and no penalty changes that.",
    explains=("spread-collapse", "worse-than-constant", "no-learning", "metric-at-rest"),
    prior=-0.3,
    signs=(
        Sign(+0.9, _weak_correlation),
        Sign(+0.5, _never_above),
    ),
    changes=("log-correlation", "ablate-inputs", "other-loss"),
    test="fit ridge regression or a boosted tree on the same inputs; if R2 stays near 0, look at the data first",
    needs=lambda case: case.run.task in ("", "regression") and not case.has("non-finite-loss", "correlation-collapse"),
)

BIASED_OUTPUT = Cause(
    slug="biased-output",
    title="The predictions are off by a constant",
    story="An offset costs its square in R2, even where ranks and spread are right.",
    explains=("worse-than-constant",),
    prior=-0.5,
    signs=(Sign(+1.6, _biased),),
    changes=("correct-bias",),
    test="subtract the mean error on a held-out set and score again: no training needed",
    needs=lambda case: abs((final_spread(case.run) or {}).get("b", 0.0)) >= 0.1,
)
