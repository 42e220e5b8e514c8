"""A loss scale that only falls, told from the scaler's search and from its everyday life."""

import math

import pytest

from run_diagnose.model.outcome import Fired
from run_diagnose.model.record import Event
from run_diagnose.rules.precision.fp16_overflow import fp16_overflow
from run_diagnose.testing.runs import run_of

LOSS = [0.69] * 12


def found(run):
    outcome = fp16_overflow(run)
    assert isinstance(outcome, Fired), outcome
    return outcome.findings[0]


def test_a_scale_that_only_falls_is_found_from_where_it_began():
    finding = found(run_of({"train_loss": LOSS, "loss_scale": [65536.0 / 4**k for k in range(12)]}))
    assert finding.severity.value == "error"
    assert finding.values["scale_lowest"] < 1


def test_a_scale_of_zero_beside_a_broken_loss_is_an_error():
    scale = [0.002, 6e-11, 1.7e-18, 5e-26, 0.0, 0.0]
    finding = found(run_of({"train_loss": [math.nan] * 6, "loss_scale": scale}))
    assert finding.values["loss_broken"] and finding.onset.value == 1


def test_lines_of_overflow_that_do_not_end_are_found():
    events = [Event("overflow", line, "Gradient overflow. Skipping step") for line in range(2, 40, 2)]
    assert found(run_of({"train_loss": [0.7] * 38}, events=events)).values["overflow_lines"] == 19


@pytest.mark.parametrize(
    "scale",
    [
        [65536.0, 32768, 16384, 8192, 8192, 8192, 16384, 16384, 8192, 8192, 16384, 16384],
        [65536.0 / 2**k for k in range(8)] + [512.0] * 4,
        [1.0] * 12,
        [128.0] * 12,
    ],
    ids=["search and growth", "calibration", "switched off", "constant"],
)
def test_everyday_scaling_is_quiet(scale):
    assert not isinstance(fp16_overflow(run_of({"train_loss": LOSS, "loss_scale": scale})), Fired)


def test_a_few_overflows_at_the_start_are_the_search():
    events = [Event("overflow", line, "Gradient overflow. Skipping step") for line in range(2, 14)]
    assert not isinstance(fp16_overflow(run_of({"train_loss": [0.7] * 300}, events=events)), Fired)


def test_a_column_called_scale_is_the_loss_scale_where_it_holds_powers_of_two_in_half_precision():
    columns = {"train_loss": LOSS, "other:scale": [4.0 / 4**k for k in range(10)] + [0.0, 0.0]}
    assert found(run_of(columns, config={"precision": "fp16", "loss_scale": 65536.0})).values["scale_end"] == 0
    assert not isinstance(fp16_overflow(run_of(columns, config={"precision": "fp32"})), Fired)
