"""When a NaN is a fault, which series broke first, and what NaN only says "not logged"."""

import math
from dataclasses import replace

import numpy as np
import pytest

from run_diagnose.model.outcome import Clear, Fired, Skipped
from run_diagnose.rules.numerics.non_finite_loss import non_finite_loss
from run_diagnose.testing.runs import run_of

NAN = math.nan
FALLING = [0.69, 0.66, 0.63, 0.61, 0.60, 0.59, 0.58, 0.575, 0.57, 0.566]


def found(run):
    outcome = non_finite_loss(run)
    assert isinstance(outcome, Fired), outcome
    (finding,) = outcome.findings
    return finding


def test_a_nan_that_stays_is_an_error_with_its_last_finite_value():
    run = run_of(
        {"step": [i * 100 for i in range(1, 13)], "train_loss": [*FALLING, NAN, NAN]},
        axis="step",
        config={"precision": 16, "label_smoothing": 0.1},
        totals={"step": 2400},
    )
    finding = found(run)
    assert finding.severity.value == "error"
    assert finding.onset.value == 1100 and finding.onset.line == 12
    assert finding.values["last_finite_at"] == 1000 and finding.values["sudden"]
    assert finding.values["precision"] == 16 and finding.values["label_smoothing"] == 0.1
    assert "step 1100 of 2400" in finding.message and "suddenly" in finding.message


def test_a_nan_that_recovers_at_once_is_a_warning():
    finding = found(run_of({"train_loss": [*FALLING, NAN, *FALLING]}))
    assert finding.severity.value == "warning"
    assert finding.end.value == 11


def test_what_rose_before_the_break_is_named():
    run = run_of(
        {
            "train_loss": [*FALLING, 0.57, 1.9, NAN, NAN],
            "grad_norm": [0.8, 0.9, 0.8, 0.7, 0.8, 0.9, 0.8, 0.8, 0.9, 0.8, 9.1, 80.0, NAN, NAN],
            "lr": [i * 1e-5 for i in range(1, 15)],
        }
    )
    values = found(run).values
    assert values["grad_rise"] > 50 and values["loss_rise"] > 2 and values["lr_rising"]
    assert not values["sudden"]


def test_the_series_that_broke_first_is_named():
    finding = found(run_of({"train_loss": [*FALLING, 0.56, NAN], "grad_norm": [1.0] * 10 + [NAN, NAN]}))
    assert finding.values["first_series"] == "grad_norm"
    assert finding.onset.value == 11 and finding.known.value == 12


def test_zeros_that_a_filter_wrote_are_said_to_be_its_work():
    run = run_of({"train_loss": [0.7, 0.6, NAN, NAN, NAN, NAN], "grad_norm": [1.0, 1.1, NAN, NAN, NAN, NAN]})
    loss, norm = run.logged
    finding = found(replace(run, logged=(replace(loss, y=np.nan_to_num(loss.y)), norm)))
    assert finding.values["hidden_by_filter"] and "filter" in finding.message
    assert not found(run).values["hidden_by_filter"]


def test_validation_alone_may_break():
    finding = found(run_of({"train_loss": FALLING, "val_loss": [NAN] * 10}))
    assert finding.values["val_broken"] and not finding.values["train_broken"]
    assert finding.values["from_start"]


@pytest.mark.parametrize(
    "columns",
    [
        {"train_loss": FALLING, "val_metric:r2": [NAN] * 10},
        {"train_loss": FALLING, "explained_variance": [NAN] * 10},
        {"train_loss": [math.inf, *FALLING]},
        {"train_loss": FALLING, "val_loss": [NAN, 0.7, NAN, 0.68, NAN, 0.66, NAN, 0.64, NAN, 0.6]},
        {"train_loss": FALLING, "val_loss": [NAN, NAN, NAN, NAN, 0.7, NAN, NAN, NAN, NAN, 0.6]},
        {"train_loss": FALLING, "grad_norm": [1, 1, math.inf, 1, 1, 1, math.inf, 1, 1, 1]},
        {"train_loss": FALLING, "val_loss_part:cat": [NAN] * 10},
    ],
    ids=["undefined metric", "no variance", "start value", "every other row", "every fifth row", "scaler", "a part"],
)
def test_what_only_looks_broken_is_left_alone(columns):
    assert isinstance(non_finite_loss(run_of(columns)), Clear)


def test_rows_of_training_and_validation_in_turn_are_not_broken():
    train = [NAN if i % 5 == 4 else 0.7 - i / 100 for i in range(30)]
    val = [0.7 - i / 100 if i % 5 == 4 else NAN for i in range(30)]
    assert isinstance(non_finite_loss(run_of({"train_loss": train, "val_loss": val})), Clear)


def test_without_a_learning_signal_nothing_is_said():
    assert isinstance(non_finite_loss(run_of({"lr": [0.1, 0.1]})), Skipped)


def test_a_single_row_of_nan_is_seen():
    assert found(run_of({"train_loss": [NAN]})).severity.value == "error"


@pytest.mark.parametrize("loss", [[1e150] * 20, [1e300 * (1 - i / 100) for i in range(20)], [*FALLING, 1e200, 1e200]])
def test_a_loss_past_every_float32_is_an_overflow(loss):
    finding = found(run_of({"train_loss": loss}))
    assert finding.severity.value == "error"
    assert "past every float32" in finding.message and finding.values["infinite"]


@pytest.mark.parametrize("loss", [[3.4028234663852886e38, *FALLING], [1e12 * 0.9**i for i in range(20)]])
def test_the_largest_float_as_a_start_value_and_a_large_loss_are_left_alone(loss):
    assert isinstance(non_finite_loss(run_of({"train_loss": loss})), Clear)


def test_a_metric_of_any_size_is_no_overflow():
    assert isinstance(non_finite_loss(run_of({"train_loss": FALLING, "val_metric:fid": [1e57] * 10})), Clear)
