"""What kind of training a run is."""

from __future__ import annotations

import pytest

from run_diagnose.model.record import Setting
from run_diagnose.names import Options

from .logs import run, table

TASKS = {
    "classification": ["loss", "val_loss", "val_accuracy"],
    "regression": ["train_loss", "val_loss", "val_r2"],
    "lm": ["train_loss", "val_loss", "val_ppl"],
    "detection": ["train/box_loss", "train/cls_loss", "metrics/mAP50(B)"],
    "rl": ["rollout/ep_rew_mean", "train/loss", "train/clip_fraction"],
    "gan": ["loss_D", "loss_G"],
    "vae": ["loss", "recon_loss", "kl_loss"],
    "boosting": ["training's binary_logloss", "valid_1's binary_logloss"],
    "": ["train_loss", "val_loss"],
}


@pytest.mark.parametrize("task", TASKS)
def test_the_task_shows_in_what_is_logged(task: str) -> None:
    assert run(table(epoch=[1, 2, 3], **{n: [3, 2, i + 1.0] for i, n in enumerate(TASKS[task])})).task == task


def test_the_config_and_the_command_line_can_say_it() -> None:
    log = table(epoch=[1, 2, 3], loss=[3, 2, 1])
    assert run([Setting("task", "image-classification"), *log]).task == "classification"
    assert run(log, options=Options(task="ssl")).task == "ssl"


def test_a_kl_beside_a_reconstruction_is_a_vaes_under_any_names() -> None:
    for names in (["Average loss", "recon", "kl"], ["loss", "reconstruction", "KL"]):
        assert run(table(epoch=[1, 2, 3], **{n: [3, 2, i + 1.0] for i, n in enumerate(names)})).task == "vae"
    assert run(table(step=[1, 2, 3], loss=[1, 1, 1], reward=[1, 2, 3], kl=[0.1, 0.1, 0.1])).task == "rl"
