"""Accuracy as a criterion on unbalanced classes, told from accuracy that wavers."""

import numpy as np
import pytest

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.selection.accuracy_rewards_majority import accuracy_rewards_majority
from run_diagnose.rules.selection.criterion_mismatch import criterion_mismatch
from run_diagnose.testing.runs import run_of

T = np.linspace(0, 1, 16)
ROUGH = 0.002 * np.random.default_rng(4).normal(size=16)
LOSS = 0.70 - 0.08 * T + 0.5 * ROUGH
FALLING = 0.95 - 0.15 * T**2 + ROUGH
BY_ACCURACY = {"monitor": "accuracy", "mode": "max"}


def found(accuracy=FALLING, loss=LOSS, config=None, **more):
    columns = {"val_loss": loss, "val_metric:accuracy": accuracy, **more}
    outcome = accuracy_rewards_majority(run_of(columns, config=BY_ACCURACY | (config or {}), task="classification"))
    return [f.kind for f in outcome.findings] if isinstance(outcome, Fired) else []


def test_an_accuracy_that_falls_while_the_loss_improves_kept_the_largest_class():
    assert found(config={"class_weights": "balanced"}) == ["bad_checkpoint"]
    assert found(config={"pos_weight": 18.0}) == ["bad_checkpoint"]


@pytest.mark.parametrize("weights", [None, "none", 1.0])
def test_without_a_sign_of_unbalanced_classes_nothing_is_said(weights):
    assert found(config={"class_weights": weights}) == []


def test_an_accuracy_that_rises_with_a_falling_loss_is_a_good_criterion():
    assert found(0.8 + 0.1 * T + ROUGH, config={"class_weights": "balanced"}) == []


def test_an_accuracy_that_only_wavers_is_a_good_enough_criterion():
    assert found(0.9 + ROUGH, config={"class_weights": "balanced"}) == []


def test_a_loss_as_criterion_is_another_matter():
    assert found(config={"class_weights": "balanced", "monitor": "val_loss", "mode": "min"}) == []


def test_accuracy_is_held_against_a_balanced_metric_before_any_other():
    columns = {
        "val_loss": LOSS, "val_metric:precision": 0.5 + 0.1 * T, "val_metric:accuracy": FALLING,
        "val_metric:mcc": [-v for v in (0.05 + 0.5 * T)],
    }  # fmt: skip
    outcome = criterion_mismatch(run_of(columns, config=BY_ACCURACY, task="classification"))
    assert isinstance(outcome, Fired) and outcome.findings[0].values["metric"] == "val_metric_mcc"
