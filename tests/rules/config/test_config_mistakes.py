"""Settings that cannot be meant, told from unusual ones."""

import dataclasses

import pytest

from run_diagnose.model.config import ConfigProblem
from run_diagnose.model.outcome import Fired
from run_diagnose.rules.config.effective_batch import effective_batch
from run_diagnose.rules.config.idle_patience import idle_patience
from run_diagnose.rules.config.impossible_value import impossible_value
from run_diagnose.rules.config.misread_value import misread_value
from run_diagnose.rules.config.smoothing_of_two_classes import smoothing_of_two_classes
from run_diagnose.rules.config.warmup_outlasts_run import warmup_outlasts_run
from run_diagnose.testing.runs import run_of

LOSS = {"train_loss": [1.0, 0.9, 0.8]}


def severity(rule, config, columns=LOSS, **more):
    outcome = rule(run_of(columns, config=config, **more))
    return outcome.findings[0].severity.value if isinstance(outcome, Fired) else None


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"epochs": 3, "warmup_epochs": 5}, "warning"),
        ({"epochs": 30, "warmup_epochs": 5}, None),
        ({"max_steps": 1000, "warmup_steps": 2000}, "warning"),
        ({"warmup_ratio": 0.03, "epochs": 3}, None),
        ({"pct_start": 0.3, "epochs": 10}, None),
        ({"warmup_ratio": 0.6}, "note"),
        ({"warmup_steps": 500}, None),
    ],
)
def test_a_warm_up_as_long_as_the_run_is_found_in_any_unit(config, said):
    assert severity(warmup_outlasts_run, config) == said


def test_steps_and_epochs_are_put_together():
    config = {"epochs": 3, "warmup_steps": 2000}
    assert severity(warmup_outlasts_run, config, totals={"step/epoch": 100}) == "warning"


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"epochs": 20, "patience": 30}, "note"),
        ({"epochs": 20, "patience": 5}, None),
        ({"epochs": 20, "patience": 5, "check_val_every_n_epoch": 5}, "note"),
        ({"epochs": 20, "patience": 5, "eval_steps": 500}, None),
        ({"max_steps": 2000, "early_stopping_patience": 5, "eval_steps": 500}, "note"),
        ({"max_steps": 2000, "early_stopping_patience": 3, "eval_steps": 500}, None),
        ({"max_steps": 2000, "early_stopping_patience": 12, "eval_steps": 0.1}, "note"),
        ({"num_train_epochs": 3, "early_stopping_patience": 2, "eval_steps": 500, "eval_strategy": "epoch"}, None),
        ({"epochs": 20, "patience": 30, "val_check_interval": 0.25}, None),
        ({"epochs": 100, "patience": 60, "lr0": 0.01, "imgsz": 640, "val_period": 10}, None),
        ({"patience": 5}, None),
    ],
)
def test_patience_is_held_against_the_planned_epochs(config, said):
    assert severity(idle_patience, config) == said


def test_patience_is_multiplied_by_the_epochs_between_two_logged_validations():
    sparse = [0.9, None, None, None, None] * 4
    columns = {"train_loss": [1.0] * 20, "val_loss": sparse}
    assert severity(idle_patience, {"epochs": 20, "patience": 5}, columns) == "note"
    assert severity(idle_patience, {"epochs": 20, "patience": 3}, columns) is None


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"batch_size": 32, "gradient_accumulation_steps": 100, "n_train": 2000, "epochs": 20}, "warning"),
        ({"batch_size": 32, "gradient_accumulation_steps": 4, "n_train": 20000, "epochs": 20}, None),
        ({"batch_size": 2000, "n_train": 2000, "epochs": 500}, None),
        ({"batch_size": 2000, "n_train": 2000, "epochs": 50}, "note"),
        ({"per_device_train_batch_size": 4, "num_gpus": 8, "n_train": 300, "num_train_epochs": 1}, "warning"),
        ({"batch_size": 16, "num_gpus": 8, "n_train": 3000, "epochs": 1}, None),
        ({"batch_size": 64, "max_steps": 5000}, None),
        ({"batch_size": 64}, None),
        ({"epochs": 3}, None),
    ],
)
def test_a_batch_that_leaves_no_steps_is_found(config, said):
    assert severity(effective_batch, config) == said


def test_a_warm_up_in_steps_is_held_against_the_steps_that_the_data_give():
    config = {"warmup_steps": 500, "per_device_train_batch_size": 8, "num_train_epochs": 3, "n_train": 800}
    assert severity(warmup_outlasts_run, config) == "warning"
    assert severity(warmup_outlasts_run, {**config, "n_train": 80000}) is None


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"label_smoothing": 0.1, "num_classes": 2}, "note"),
        ({"label_smoothing": 0.1, "num_classes": 10}, None),
        ({"label_smoothing": 0.0, "num_classes": 2}, None),
        ({"label_smoothing": 0.1}, None),
    ],
)
def test_smoothing_two_classes_is_worth_a_note(config, said):
    assert severity(smoothing_of_two_classes, config) == said


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"dropout": 1.0}, "warning"),
        ({"dropout": 0.0}, None),
        ({"fp16": True, "bf16": True}, "warning"),
        ({"fp16": True, "bf16": False}, None),
        ({"learning_rate": 1e-4, "min_lr": 1e-3}, "warning"),
        ({"num_train_epochs": -1}, None),
        ({"learning_rate": -0.1}, "warning"),
    ],
)
def test_impossible_values_and_contradictions(config, said):
    assert severity(impossible_value, config) == said


def test_a_misread_number_is_a_note_beside_a_run_and_a_warning_alone():
    beside, alone = run_of(LOSS, config={"lr": "1e-3"}), run_of({}, config={"lr": "1e-3"})
    for run, said in ((beside, "note"), (alone, "warning")):
        problem = ConfigProblem(run.config.settings[0], "text", "1.0e-3")
        config = dataclasses.replace(run.config, problems=(problem,))
        outcome = misread_value(dataclasses.replace(run, config=config))
        assert isinstance(outcome, Fired) and outcome.findings[0].severity.value == said
