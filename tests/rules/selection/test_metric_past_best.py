"""A metric that falls back, told from one that wavers."""

import numpy as np
import pytest

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.selection.metric_past_best import metric_past_best
from run_diagnose.testing.runs import run_of

T = np.linspace(0, 1, 40)
ROUGH = np.random.default_rng(2).normal(size=40)
FALLING = 25 + 180 * np.exp(-7 * T)
TURNING = FALLING + 90 * np.maximum(0, T - 0.5) ** 1.2
ACCURACY = 0.3 + 0.5 * np.sin(np.pi * np.minimum(T * 1.1, 0.95))


def found(columns, **more):
    outcome = metric_past_best(run_of(columns, **more))
    return [(f.severity.value, f.kind) for f in outcome.findings] if isinstance(outcome, Fired) else []


def game(fid):
    return {"generator_loss": 1 + 0.05 * ROUGH, "discriminator_loss": 1.3 - 0.05 * ROUGH, "val_metric:fid": fid}


def test_an_fid_that_climbs_again_is_a_generator_that_gets_worse():
    assert found(game(TURNING + ROUGH), task="gan") == [("warning", "gan_collapse")]


def test_an_fid_that_wavers_about_its_floor_is_none():
    assert found(game(FALLING + ROUGH), task="gan") == []


@pytest.mark.parametrize(("config", "said"), [({}, "warning"), ({"restore_best_weights": True}, "note")])
def test_an_accuracy_that_falls_back_matters_less_where_the_best_is_kept(config, said):
    assert found({"val_metric:accuracy": ACCURACY + 0.004 * ROUGH}, config=config) == [(said, "trained_past_best")]


def test_a_training_accuracy_that_breaks_down_is_a_divergence():
    assert found({"train_metric:accuracy": ACCURACY + 0.004 * ROUGH}) == [("warning", "divergence")]


def test_a_loss_beside_the_metric_is_judged_instead():
    assert found({"val_loss": 2 - T, "val_metric:accuracy": ACCURACY}) == []
