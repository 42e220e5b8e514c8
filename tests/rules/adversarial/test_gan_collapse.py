"""Samples that cover a part of the data, and discriminators that have won."""

import numpy as np

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.adversarial.gan_collapse import gan_collapse
from run_diagnose.rules.adversarial.posterior_collapse import posterior_collapse
from run_diagnose.testing.runs import run_of

N = 30
D = (1.3 + 0.05 * np.sin(np.arange(N))).tolist()
G = (0.8 + 0.05 * np.cos(np.arange(N))).tolist()


def test_samples_of_a_third_of_the_spread_are_a_collapse():
    columns = {"discriminator_loss": D, "generator_loss": G, "pred_std": [0.45] * N, "target_std": [1.42] * N}
    outcome = gan_collapse(run_of(columns, task="gan"))
    assert isinstance(outcome, Fired) and outcome.findings[0].onset.value == 1


def test_a_late_loss_of_modes_is_dated():
    made = [1.35] * 15 + [0.4] * 15
    columns = {"discriminator_loss": D, "generator_loss": G, "pred_std": made, "target_std": [1.42] * N}
    outcome = gan_collapse(run_of(columns, task="gan"))
    assert isinstance(outcome, Fired) and outcome.findings[0].onset.value == 16


def test_a_discriminator_that_has_won_is_found_without_samples():
    columns = {
        "discriminator_loss": np.geomspace(1.3, 0.001, N).tolist(),
        "generator_loss": np.linspace(0.8, 12.0, N).tolist(),
    }
    outcome = gan_collapse(run_of(columns, task="gan"))
    assert isinstance(outcome, Fired) and outcome.findings[0].values["discriminator_won"]


def test_two_sides_near_their_equilibrium_are_left_alone():
    assert not isinstance(gan_collapse(run_of({"discriminator_loss": D, "generator_loss": G}, task="gan")), Fired)


def test_an_empty_code_is_found_and_a_small_one_is_not():
    empty = {"train_loss": [1.0] * 8, "kl": [0.2, 0.03, 0.007, 0.002, 0.001, 0.0006, 0.0005, 0.0004]}
    small = {"train_loss": [1.0] * 8, "kl": [0.2, 0.13, 0.2, 0.25, 0.27, 0.28, 0.29, 0.3]}
    assert isinstance(posterior_collapse(run_of(empty, task="vae")), Fired)
    assert not isinstance(posterior_collapse(run_of(small, task="vae")), Fired)
