"""A framework shows in the keys of its config, and in the formats that it alone writes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from run_diagnose.model.config import Config
from run_diagnose.model.run import Run, Source
from run_diagnose.testing.runs import run_of
from run_diagnose.views.framework import default, framework, writer

LOSS = {"train_loss": [1.0, 0.9, 0.8]}


def made(config: dict[str, object]) -> Run:
    return run_of(LOSS, config=config)


@pytest.mark.parametrize(
    ("config", "name"),
    [
        ({"per_device_train_batch_size": 8, "num_train_epochs": 3}, "transformers"),
        ({"gradient_accumulation_steps": 4, "lr": 0.1}, ""),
        ({"trainer.gradient_clip_val": 1.0, "trainer.log_every_n_steps": 50}, "lightning"),
        ({"trainer._target_": "lightning.pytorch.Trainer"}, "lightning"),
        ({"lr0": 0.01, "lrf": 0.1, "epochs": 3}, "ultralytics"),
        ({"restore_best_weights": True, "clipnorm": 1.0}, "keras"),
        ({"framework": "Keras 3"}, "keras"),
        ({"lr": 0.1, "epochs": 3}, ""),
    ],
)
def test_a_framework_shows_in_two_of_its_own_keys(config: dict[str, object], name: str) -> None:
    assert framework(made(config)) == name


def test_a_silent_config_has_the_defaults_of_its_framework() -> None:
    run = made({"per_device_train_batch_size": 8, "num_train_epochs": 3})
    assert default(run, "clip_grad_norm") == 1.0
    assert default(run, "epochs") is None
    assert default(made({"lr": 0.1}), "clip_grad_norm") is None


def test_a_script_reads_its_own_keys_whoever_wrote_the_log() -> None:
    script = replace(made({"lr": 0.1}), sources=(Source("trainer_state.json", "hf-trainer-state"),))
    script = replace(script, config=replace(script.config, path="config.yaml"))
    assert framework(script) == ""
    assert writer(script) == "transformers"
    assert framework(replace(script, config=Config(), memo={})) == "transformers"
