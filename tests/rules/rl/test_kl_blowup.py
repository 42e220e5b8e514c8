"""Policy steps that are too long, references left behind, and a KL without weight."""

import numpy as np

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.rl.kl_blowup import kl_blowup
from run_diagnose.testing.runs import run_of

REWARD = [20.0 + k for k in range(12)]


def test_updates_far_beyond_the_guards_are_found():
    kl = [2.2, 2.1, 2.6, 0.02, 0.1, 6.1, 2.2, 7.4, 4.1, 0.3, 13.8, 2.1]
    run = run_of({"val_metric:reward": REWARD, "kl": kl, "clip_fraction": [0.3] * 12}, task="rl")
    outcome = kl_blowup(run)
    assert isinstance(outcome, Fired) and outcome.findings[0].values["step_kl"]


def test_a_single_long_step_is_no_blowup():
    kl = [0.012, 0.014, 0.01, 0.21, 0.011, 0.012, 0.013, 0.01, 0.012, 0.011, 0.01, 0.012]
    run = run_of({"val_metric:reward": REWARD, "kl": kl, "clip_fraction": [0.1] * 12}, task="rl")
    assert not isinstance(kl_blowup(run), Fired)


def test_a_kl_without_weight_in_the_loss_is_found():
    recon = np.linspace(0.87, 0.23, 12).tolist()
    columns = {"train_loss": recon, "train_loss_part:recon": recon, "kl": np.linspace(0.3, 60, 12).tolist()}
    outcome = kl_blowup(run_of(columns, task="vae"))
    assert isinstance(outcome, Fired) and outcome.findings[0].values["kl_weight"] == 0


def test_a_kl_that_the_loss_weighs_may_grow():
    recon, kl = np.linspace(0.87, 0.08, 12), np.linspace(0.3, 10, 12)
    columns = {"train_loss": (recon + 0.005 * kl).tolist(), "train_loss_part:recon": recon.tolist(), "kl": kl.tolist()}
    assert not isinstance(kl_blowup(run_of(columns, task="vae")), Fired)
