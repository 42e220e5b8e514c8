"""Samples that cover a part of the data, and discriminators that have won."""

from dataclasses import replace

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


def test_a_discriminator_that_wins_at_once_leaves_no_start_to_compare_with():
    columns = {"discriminator_loss": np.geomspace(4e-3, 1e-11, N), "generator_loss": np.linspace(12, 50, N)}
    outcome = gan_collapse(run_of(columns, task="gan"))
    assert isinstance(outcome, Fired) and outcome.findings[0].values["discriminator_won"]


def test_a_discriminator_that_is_confidently_wrong_for_long_is_fooled():
    wrong = [0.7, 0.5, 0.3, 0.4, *[5.8, 6.2, 11.0, 10.5] * 6, 1.8, 0.9]
    columns = {"discriminator_loss": wrong, "generator_loss": np.geomspace(0.7, 1e-8, N)}
    outcome = gan_collapse(run_of(columns, task="gan"))
    assert isinstance(outcome, Fired) and outcome.findings[0].onset.value == 5
    once = [*D[:10], 6.2, *D[11:]]
    assert not isinstance(gan_collapse(run_of({**columns, "discriminator_loss": once}, task="gan")), Fired)


def test_a_critic_has_no_level_at_which_it_is_wrong():
    critic = {"discriminator_loss": np.linspace(-2.4, -0.1, N), "generator_loss": np.linspace(0.2, 0.6, N)}
    assert not isinstance(gan_collapse(run_of(critic, task="gan")), Fired)


def test_a_discriminator_that_never_told_real_from_made_is_found_and_a_beaten_one_is_not():
    chance = 0.7 + 0.006 * np.cos(np.arange(N))
    columns = {"discriminator_loss": chance, "generator_loss": G}
    outcome = gan_collapse(run_of(columns, task="gan"))
    assert isinstance(outcome, Fired) and outcome.findings[0].severity.value == "warning"
    beaten = np.minimum(chance, np.linspace(0.45, 0.72, N))
    assert not isinstance(gan_collapse(run_of({**columns, "discriminator_loss": beaten}, task="gan")), Fired)


def test_samples_whose_spread_doubles_and_halves_jump_between_modes():
    steps = np.exp(np.cos(np.arange(N) * 2.2) * 1.4)
    columns = {"discriminator_loss": D, "generator_loss": G, "pred_std": 0.4 * steps}
    assert isinstance(gan_collapse(_named(columns)), Fired)
    steady = {**columns, "pred_std": 1.4 + 0.02 * steps}
    assert not isinstance(gan_collapse(_named(steady)), Fired)


def _named(columns):
    run = run_of(columns, task="gan")
    return replace(run, series=tuple(replace(s, name=s.name.replace("pred", "sample")) for s in run.series))


def test_an_empty_code_is_found_and_a_small_one_is_not():
    empty = {"train_loss": [1.0] * 8, "kl": [0.2, 0.03, 0.007, 0.002, 0.001, 0.0006, 0.0005, 0.0004]}
    small = {"train_loss": [1.0] * 8, "kl": [0.2, 0.13, 0.2, 0.25, 0.27, 0.28, 0.29, 0.3]}
    assert isinstance(posterior_collapse(run_of(empty, task="vae")), Fired)
    assert not isinstance(posterior_collapse(run_of(small, task="vae")), Fired)
