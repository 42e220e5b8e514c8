"""A metric that both splits have tells whether a constant factor between their losses is one of scale."""

from __future__ import annotations

import pytest

from run_diagnose.model.outcome import Fired
from run_diagnose.reasoning import ranking
from run_diagnose.rules.generalisation.val_below_train import val_below_train
from run_diagnose.testing.cases import case_of
from run_diagnose.testing.runs import run_of
from run_diagnose.views.metrics_agree import better_on_validation

TRAIN = [1.2 * 0.85**k + 0.12 for k in range(20)]
VAL = [y / 18 for y in TRAIN]
HERE = [0.55 + 0.4 * (1 - 0.85**k) for k in range(20)]
THERE = [0.985 + 0.0005 * k for k in range(20)]
LOSSES = {"train_loss": TRAIN, "val_loss": VAL}


def test_a_metric_that_is_better_on_validation_too_makes_it_the_easier_split() -> None:
    run = run_of({**LOSSES, "train_metric:accuracy": HERE, "val_metric:accuracy": THERE}, task="classification")
    outcome = val_below_train(run)
    assert isinstance(outcome, Fired)
    assert "validation is easier, or holds samples of training" in outcome.findings[0].message
    seen = case_of(run, {"val-below-train": {"verdict": "mismatch", "low": 17.0, "high": 19.0}})
    assert ranking.rank(seen)[0].cause == "easier-or-leaked-validation"


@pytest.mark.parametrize("there", [HERE, [y - 0.02 for y in HERE], [y + 0.02 for y in HERE]])
def test_a_metric_that_is_no_better_leaves_a_matter_of_scale(there: list[float]) -> None:
    run = run_of({**LOSSES, "train_metric:accuracy": HERE, "val_metric:accuracy": there}, task="classification")
    assert better_on_validation(run) is None
    outcome = val_below_train(run)
    assert isinstance(outcome, Fired) and "easier" not in outcome.findings[0].message


def test_per_cent_and_shares_are_judged_alike() -> None:
    run = run_of({"train_metric:f1": [100 * y for y in HERE], "val_metric:f1": [100 * y for y in THERE]})
    assert better_on_validation(run) is not None
    assert better_on_validation(run_of({"val_metric:f1": THERE})) is None
