"""What a framework keeps by itself is said with its version, and a direction that it guesses wrong is found."""

from __future__ import annotations

from typing import Any

import pytest

from run_diagnose import changes
from run_diagnose.causes.selection import mode_inverted
from run_diagnose.model.change import Change
from run_diagnose.model.run import Run
from run_diagnose.reasoning.checkpoint import advise
from run_diagnose.testing.cases import case_of
from run_diagnose.testing.runs import run_of

RMSE = [3.0, 2.5, 2.1, 1.8, 1.6, 1.5, 1.45, 1.5]
ACCURACY = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.92, 0.91]
HF = {"per_device_train_batch_size": 8, "num_train_epochs": 8, "load_best_model_at_end": True}
KEEPER = {
    "trainer.callbacks.0.class_path": "lightning.pytorch.callbacks.EarlyStopping",
    "trainer.callbacks.0.init_args.monitor": "val_loss",
    "trainer.callbacks.0.init_args.mode": "min",
    "trainer.callbacks.1.class_path": "lightning.pytorch.callbacks.ModelCheckpoint",
}


def rmse(config: dict[str, Any]) -> Run:
    return run_of({"val_metric:rmse": RMSE}, config=config)


def accuracy(config: dict[str, Any]) -> Run:
    return run_of({"val_metric:accuracy": ACCURACY}, config=config)


def why(run: Run) -> str:
    advice = advise(case_of(run, {}))
    return "" if advice is None else advice.why


def test_an_error_without_its_direction_is_maximised_by_the_trainer() -> None:
    run = rmse(HF | {"metric_for_best_model": "rmse"})
    case = case_of(run, {"criterion-mismatch": {"inverted": True}})
    advice = advise(case)
    assert advice is not None
    assert advice.picked is not None
    assert (advice.picked.at, advice.picked.mode) == (1, "max")
    assert "does not end in loss" in advice.why
    assert "takes the higher" in (mode_inverted(case) or "")
    (change,) = changes.built_in()["right-mode"].propose(case, "monitor-mode-inverted")
    assert isinstance(change, Change)
    assert (change.key, change.new) == ("greater_is_better", False)


def test_a_direction_that_is_said_is_followed() -> None:
    run = rmse(HF | {"metric_for_best_model": "rmse", "greater_is_better": False})
    advice = advise(case_of(run, {}))
    assert advice is not None
    assert advice.picked is not None
    assert (advice.picked.at, advice.picked.mode) == (7, "min")


def test_lightning_takes_the_lowest_where_the_checkpoint_has_no_mode() -> None:
    run = accuracy(KEEPER | {"trainer.callbacks.1.init_args.monitor": "val_accuracy"})
    case = case_of(run, {"criterion-mismatch": {"inverted": True}})
    assert "ModelCheckpoint has no mode" in why(run)
    assert "takes the lower" in (mode_inverted(case) or "")
    (change,) = changes.built_in()["right-mode"].propose(case, "monitor-mode-inverted")
    assert isinstance(change, Change)
    assert (change.key, change.new) == ("trainer.callbacks.1.init_args.mode", "max")


@pytest.mark.parametrize(
    ("run", "said"),
    [
        (rmse(HF | {"load_best_model_at_end": False}), "weights of the last step"),
        (rmse(HF | {"metric_for_best_model": "eval_squad_loss"}), "before transformers 4.42"),
        (accuracy(KEEPER), "EarlyStopping ends the run and keeps nothing"),
        (accuracy({"framework": "keras"}), "Without restore_best_weights"),
        (accuracy({"framework": "keras", "restore_best_weights": True}), "Keras 2 restores"),
        (run_of({"val_metric:map50_95": ACCURACY}, config={"lr0": 0.01, "lrf": 0.1}), "0.1 mAP50 + 0.9 mAP50-95"),
    ],
    ids=["not loaded", "a loss of its own name", "nothing monitored", "not restored", "restored", "fitness"],
)
def test_the_rule_of_the_framework_is_said(run: Run, said: str) -> None:
    assert said in why(run)


def test_a_plain_script_has_no_rule_of_its_own() -> None:
    assert why(accuracy({"lr": 0.1})) == why(accuracy({}))
