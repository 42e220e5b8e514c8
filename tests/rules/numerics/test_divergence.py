"""A training loss that leaves its path for good, told from spikes, noise and overfitting."""

import math

import numpy as np
import pytest

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.numerics.divergence import divergence
from run_diagnose.testing.runs import run_of

FALL = [0.91, 0.70, 0.60, 0.55, 0.52]
AWAY = [0.64, 1.11, 1.93, 3.4, 5.9, 9.9, 14.9]


def found(run):
    outcome = divergence(run)
    assert isinstance(outcome, Fired), outcome
    (finding,) = outcome.findings
    return finding


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_a_loss_that_ends_above_its_start_diverged_on_any_scale(scale):
    finding = found(run_of({"train_loss": [v * scale for v in FALL + AWAY]}))
    assert finding.severity.value == "error"
    assert 5 <= finding.onset.value <= 7


def test_an_explosion_that_ends_in_nan_is_a_divergence_too():
    finding = found(run_of({"train_loss": [*FALL, 2.0, 9.0, 400.0, math.nan, math.nan]}))
    assert finding.values["became_nan"] and finding.onset.value == 6


def test_the_validation_loss_tells_where_the_training_loss_has_no_sign():
    columns = {"train_loss": [-2.3, -2.4, -251.6, *[math.nan] * 8], "val_loss": [2.3, 2.5, 14031.0, *[math.nan] * 8]}
    finding = found(run_of(columns))
    assert finding.series == ("val_loss",) and finding.onset.value == 3
    calm = {**columns, "val_loss": [2.3, 2.2, 2.1, *[math.nan] * 8]}
    assert not isinstance(divergence(run_of(calm)), Fired)


def test_a_loss_of_the_wrong_sign_that_falls_without_a_bound_diverges():
    grown = [3.0**k for k in range(12)]
    finding = found(run_of({"train_loss": [-1.3 * g for g in grown], "val_loss": [2.4 * g for g in grown]}))
    assert finding.onset.value == 2 and "no floor" in finding.message


def test_a_likelihood_that_is_too_sure_of_itself_does_not():
    columns = {"train_loss": [-0.3 * k for k in range(1, 13)], "val_loss": [0.4 * 2.0**k for k in range(12)]}
    assert not isinstance(divergence(run_of(columns)), Fired)


def test_five_points_that_explode_are_enough():
    assert found(run_of({"train_loss": [1.2, 5.1, 92.0, 4e4, 7e7]})).values["never_learned"]


@pytest.mark.parametrize(
    "columns",
    [
        {"train_loss": [*FALL, 0.64, 0.56, 0.51, 0.50, 0.49, 0.48, 0.47]},
        {"train_loss": [0.9 / k for k in range(1, 21)], "val_loss": [0.9 + 0.3 * k for k in range(20)]},
        {"val_loss": [0.9, 0.7, 0.6, 0.55, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3]},
        {"train_loss": [0.7, 0.69, 0.71, 0.7]},
    ],
    ids=["a spike", "overfitting", "validation alone", "flat"],
)
def test_what_is_no_divergence(columns):
    assert not isinstance(divergence(run_of(columns)), Fired)


@pytest.mark.parametrize("seed", range(5))
def test_a_noisy_falling_loss_never_diverges(seed):
    noise = np.random.default_rng(seed).standard_t(4, 300) * 0.05
    y = 0.5 + 2.0 / np.sqrt(np.arange(1, 301)) + noise
    assert not isinstance(divergence(run_of({"train_loss": y.tolist()}, axis="step")), Fired)
