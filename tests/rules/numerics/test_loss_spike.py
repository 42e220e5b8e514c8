"""Jumps that come back, told from noise, from level changes and from restarts of the learning rate."""

import numpy as np
import pytest

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.numerics.loss_spike import loss_spike
from run_diagnose.testing.runs import run_of


def curve(n=60, seed=0):
    return 0.1 + 0.8 / np.arange(1, n + 1) + np.random.default_rng(seed).normal(0, 0.004, n)


def spiked(n=60, at=40):
    y = curve(n)
    y[at : at + 3] += [0.7, 0.4, 0.2]
    return y


def warned(run):
    outcome = loss_spike(run)
    return isinstance(outcome, Fired) and outcome.findings[0].severity.value == "warning"


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_a_spike_is_dated_on_any_scale(scale):
    outcome = loss_spike(run_of({"train_loss": (spiked() * scale).tolist()}, axis="step"))
    assert isinstance(outcome, Fired)
    assert outcome.findings[0].onset.value == 41 and outcome.findings[0].values["count"] == 1


@pytest.mark.parametrize("seed", range(6))
def test_noise_is_no_spike(seed):
    assert not warned(run_of({"train_loss": curve(200, seed).tolist()}, axis="step"))


def test_a_restarted_learning_rate_raises_the_loss_by_design():
    rate = [0.01 * (1 - (k % 39) / 45) for k in range(60)]
    assert not warned(run_of({"train_loss": spiked().tolist(), "lr": rate}, axis="step"))


def test_a_spike_back_to_the_start_counts_in_a_restless_curve():
    rng = np.random.default_rng(4)
    y = 2.3 * np.exp(-np.arange(120) / 20) + 0.15
    y *= np.exp(0.32 * rng.standard_normal(120))
    y[80:84] = [7.4, 4.1, 1.9, 0.9]
    assert warned(run_of({"train_loss": y.tolist()}, axis="step"))
    y[80:84] = [1.1, 0.7, 0.4, 0.3]
    assert not warned(run_of({"train_loss": y.tolist()}, axis="step"))


def test_a_rate_that_slips_and_comes_back_is_no_restart():
    rate = [0.01 * (1 - k / 90) for k in range(60)]
    rate[38] = rate[39] = 0.16
    assert warned(run_of({"train_loss": spiked().tolist(), "lr": rate}, axis="step"))


def test_a_lasting_rise_is_no_spike():
    y = curve()
    y[40:] += 0.7
    assert not isinstance(loss_spike(run_of({"train_loss": y.tolist()}, axis="step")), Fired)
