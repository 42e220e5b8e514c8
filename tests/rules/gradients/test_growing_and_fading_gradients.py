"""Gradients out of proportion: to their own past, to the other layers, to what the loss does."""

import math

import numpy as np
import pytest

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.gradients.exploding_gradients import exploding_gradients
from run_diagnose.rules.gradients.vanishing_gradients import vanishing_gradients
from run_diagnose.testing.runs import run_of

LOSS = np.linspace(1.0, 0.4, 20).tolist()


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e4])
def test_norms_that_grow_a_hundredfold_explode_on_any_scale(scale):
    norms = (np.geomspace(1, 150, 20) * scale).tolist()
    assert isinstance(exploding_gradients(run_of({"train_loss": LOSS, "grad_norm": norms})), Fired)


def test_norms_that_rise_before_the_loss_breaks_explode():
    norms = [1.0] * 16 + [15.0, 140.0, math.nan, math.nan]
    loss = LOSS[:18] + [math.nan] * 2
    assert isinstance(exploding_gradients(run_of({"train_loss": loss, "grad_norm": norms})), Fired)


def test_large_outputs_at_the_start_explode_beside_what_knowing_nothing_gives():
    loss = np.geomspace(60, 0.5, 20)
    columns = {
        "train_loss": loss.tolist(),
        "val_loss": loss.tolist(),
        "val_metric:r2": (1 - loss / 1.0).tolist(),
        "grad_norm": np.geomspace(900, 9, 20).tolist(),
    }
    assert isinstance(exploding_gradients(run_of(columns, task="regression")), Fired)


def test_a_language_model_whose_norm_settles_after_its_first_steps_is_quiet():
    norms = [20.0, 8.0, 3.0, 1.2, *([0.5] * 16)]
    run = run_of(
        {"train_loss": np.linspace(10.9, 4, 20).tolist(), "grad_norm": norms}, config={"vocab_size": 50257}, task="lm"
    )
    assert not isinstance(exploding_gradients(run), Fired)


def layers(decades):
    return {f"grad_norm_part:blocks.{k}": [10.0 ** (-decades * (7 - k) / 7)] * 6 for k in range(8)}


def test_norms_that_fade_layer_by_layer_vanish():
    outcome = vanishing_gradients(run_of({"train_loss": [2.3] * 6, **layers(5)}))
    assert isinstance(outcome, Fired) and outcome.findings[0].values["span"] == pytest.approx(1e5)


def test_norms_within_a_factor_of_thirty_are_healthy():
    assert not isinstance(vanishing_gradients(run_of({"train_loss": [2.3] * 6, **layers(1.4)})), Fired)


def test_a_norm_that_fades_as_the_loss_converges_is_convergence():
    columns = {"train_loss": np.geomspace(1, 1e-4, 20).tolist(), "grad_norm": np.geomspace(1, 1e-4, 20).tolist()}
    assert not isinstance(vanishing_gradients(run_of(columns)), Fired)


def test_norms_that_follow_a_loss_to_zero_had_no_burst_before():
    loss = [*np.linspace(2.2, 1.4, 20), *np.geomspace(1.3, 8e-4, 60)]
    norms = [*[0.4] * 20, 0.6, 1.2, 2.2, 1.3, 0.9, *np.geomspace(0.6, 4e-3, 55)]
    assert not isinstance(exploding_gradients(run_of({"train_loss": loss, "grad_norm": norms})), Fired)
    norms[40], loss[41] = 90.0, 3.0
    assert isinstance(exploding_gradients(run_of({"train_loss": loss, "grad_norm": norms})), Fired)
