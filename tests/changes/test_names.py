"""Keys are called what their framework calls them, and what a strict config does not know becomes code."""

from __future__ import annotations

from typing import Any

import pytest

from run_diagnose import changes
from run_diagnose.changes.base import Proposal
from run_diagnose.changes.names import key_for
from run_diagnose.model.change import Advice, Change
from run_diagnose.testing.cases import case_of
from run_diagnose.testing.runs import run_of

LOSSES = {"train_loss": [1.0, 0.8, 0.6, 0.5, 0.4, 0.3], "val_loss": [1.0, 0.9, 0.8, 0.9, 1.0, 1.1]}
HF = {"per_device_train_batch_size": 8, "num_train_epochs": 6, "learning_rate": 5.0e-5}
CLI = {"trainer.max_epochs": 6, "optimizer.class_path": "torch.optim.AdamW", "optimizer.init_args.lr": 0.1}
HYDRA = {"trainer._target_": "lightning.pytorch.Trainer", "trainer.max_epochs": 6, "lr": 0.1}
YOLO = {"lr0": 0.01, "lrf": 0.01, "imgsz": 640, "epochs": 6, "patience": 100}


def proposals(slug: str, config: dict[str, Any], rule: str = "divergence") -> list[Proposal]:
    case = case_of(run_of(LOSSES, config=config), {rule: {}}, onsets={rule: 4})
    return list(changes.built_in()[slug].propose(case, "test"))


@pytest.mark.parametrize(
    ("config", "key"),
    [
        (CLI, "trainer.gradient_clip_val"),
        (HYDRA, "trainer.gradient_clip_val"),
        ({"clipvalue": None, "restore_best_weights": True, "beta_1": 0.9}, "clipnorm"),
        ({"lr": 0.1}, "clip_grad_norm"),
    ],
)
def test_a_missing_clip_limit_is_named_as_its_framework_names_it(config: dict[str, Any], key: str) -> None:
    assert [p.key for p in proposals("clip-gradients", config) if isinstance(p, Change)] == [key]


def test_what_the_trainer_clips_at_anyway_is_not_proposed() -> None:
    assert proposals("clip-gradients", HF) == []


def test_a_strict_config_gets_code_for_what_it_has_no_key_for() -> None:
    (said,) = proposals("clip-gradients", YOLO)
    assert isinstance(said, Advice)
    assert "clip_grad_norm_" in said.snippet


def test_a_floor_for_the_rate_goes_to_the_schedule_that_takes_one() -> None:
    (said,) = proposals("floor-learning-rate", HF | {"lr_scheduler_type": "cosine"})
    assert isinstance(said, Advice)
    assert '"min_lr": 5.0e-7' in said.snippet


def test_no_argument_is_handed_to_a_class_that_does_not_know_it() -> None:
    assert all(isinstance(p, Advice) for p in proposals("less-regularisation", CLI))


def test_the_best_model_is_loaded_and_saved_when_it_is_evaluated() -> None:
    found = proposals("stop-at-best", HF | {"eval_strategy": "epoch"}, "overfitting")
    assert {p.key: p.new for p in found if isinstance(p, Change)} == {
        "load_best_model_at_end": True,
        "save_strategy": "epoch",
    }
    assert any(isinstance(p, Advice) and "EarlyStoppingCallback" in p.snippet for p in found)


def test_every_name_belongs_to_the_knob_it_stands_for() -> None:
    for config in (HF, CLI, YOLO):
        run = run_of(LOSSES, config=config)
        assert key_for(run, "epochs").rpartition(".")[2] in ("num_train_epochs", "max_epochs", "epochs")
