"""Zeros that are no fit, series that end in a dash, and logs that are coarser than what they show."""

import dataclasses

import numpy as np
import pytest

from run_diagnose.model.outcome import Fired
from run_diagnose.model.record import Placeholder
from run_diagnose.rules.bookkeeping.coarse_log import coarse_log
from run_diagnose.rules.bookkeeping.vanished_series import vanished_series
from run_diagnose.rules.bookkeeping.zero_loss import zero_loss
from run_diagnose.testing.runs import run_of


@pytest.mark.parametrize(
    ("loss", "fires"),
    [
        ([2.3, 2.1, 1.9, 0.0, 0.0, 0.0], True),
        ([2.3, 1.1, 0.4, 0.1, 0.02, 0.004, 0.0, 0.0, 0.0], False),
        ([2.3, 0.0, 1.9, 1.8, 1.7, 1.6], False),
        ([0.0, 0.0, 0.0, 0.0], False),
    ],
)
def test_a_loss_of_zero_out_of_nowhere(loss, fires):
    assert isinstance(zero_loss(run_of({"train_loss": loss})), Fired) is fires


def dashed(values, dashes):
    columns = {"train_loss": [1.0 - k / 20 for k in range(10)], "val_metric:r2": values}
    marks = tuple(Placeholder(line, "val_metric_r2", "-") for line in dashes)
    return dataclasses.replace(run_of(columns), placeholders=marks)


def test_a_training_loss_of_zero_from_the_first_entry_on_taught_nothing():
    outcome = zero_loss(run_of({"train_loss": [0.0] * 8, "val_loss": [2.292] * 8}))
    assert isinstance(outcome, Fired) and outcome.findings[0].kind == "no_learning"
    broken = run_of({"train_loss": [0.0] * 8, "val_loss": [2.292] * 8, "grad_norm": [np.nan] * 8})
    assert zero_loss(broken).findings[0].kind == "nan"


def test_a_column_that_was_never_filled_stands_beside_one_that_falls():
    falls = run_of({"train_loss": [0.0] * 8, "val_loss": np.geomspace(2.3, 0.2, 8)})
    assert not isinstance(zero_loss(falls), Fired)


def test_a_series_that_ends_in_dashes_while_the_run_goes_on_is_a_finding():
    run = dashed([0.1, 0.2, 0.3, 0.4, 0.5, *[None] * 5], range(7, 12))
    outcome = vanished_series(run)
    assert isinstance(outcome, Fired) and outcome.findings[0].onset.value == 5


def test_a_validation_every_other_epoch_is_none():
    run = dashed([None, 0.1] * 5, range(2, 12, 2))
    assert not isinstance(vanished_series(run), Fired)


def test_a_loss_of_two_decimals_hides_small_changes():
    loss = np.round(1.6 + 3.0 / np.arange(1, 40), 2)
    outcome = coarse_log(run_of({"train_loss": loss.tolist()}))
    assert isinstance(outcome, Fired) and outcome.findings[0].severity.value == "note"


def test_a_fine_noisy_loss_is_not_coarse():
    loss = 1.6 + 0.4 / np.arange(1, 200) + np.random.default_rng(0).normal(0, 0.05, 199)
    assert not isinstance(coarse_log(run_of({"train_loss": loss.tolist()})), Fired)
