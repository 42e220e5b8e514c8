"""A metric that has to speak alone: whether it moved, and whether that is known to be too little."""

import numpy as np
import pytest

from run_diagnose.model.outcome import Clear, Fired, Skipped
from run_diagnose.rules.convergence.metric_at_rest import metric_at_rest
from run_diagnose.testing.runs import run_of

T = np.linspace(0, 1, 30)
ROUGH = 0.004 * np.random.default_rng(1).normal(size=30)
RISING = 0.3 + 0.6 * (1 - np.exp(-5 * T)) + ROUGH


@pytest.mark.parametrize("role", ["val_metric:accuracy", "train_metric:accuracy", "test_metric:f1"])
def test_a_metric_that_rose_shows_learning(role):
    outcome = metric_at_rest(run_of({role: RISING}))
    assert isinstance(outcome, Clear) and "went from" in outcome.detail


def test_an_fid_that_fell_shows_learning_whatever_the_two_losses_do():
    columns = {
        "generator_loss": 1 + ROUGH,
        "discriminator_loss": 1.3 + ROUGH,
        "val_metric:fid": 20 + 200 * np.exp(-5 * T),
    }
    outcome = metric_at_rest(run_of(columns, task="gan"))
    assert isinstance(outcome, Clear) and "220" in outcome.detail


@pytest.mark.parametrize(("classes", "fires"), [(10, True), (None, False), (4, True)])
def test_an_accuracy_of_guessing_needs_the_number_of_classes(classes, fires):
    config = {} if classes is None else {"num_classes": classes}
    outcome = metric_at_rest(run_of({"val_metric:accuracy": 1 / (classes or 10) + 0.2 * ROUGH}, config=config))
    assert isinstance(outcome, Fired) is fires


def test_a_fine_tuned_model_that_stays_good_is_not_called_healthy_nor_ill():
    outcome = metric_at_rest(run_of({"val_metric:accuracy": 0.91 + ROUGH}))
    assert isinstance(outcome, Skipped) and "shows no learning" in outcome.detail


def test_a_loss_beside_the_metric_is_judged_instead():
    outcome = metric_at_rest(run_of({"train_loss": 2 - T, "val_metric:accuracy": RISING}))
    assert isinstance(outcome, Skipped)
