"""Zeros that a filter wrote where the loss was NaN."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.names.logs import run, table

NAN = math.nan
LOSS = [2.0, 1.5, 1.2, 1.1, 0.0, 0.0, 0.0, 0.0]
STEPS = [10, 20, 30, 40, 50, 60, 70, 80]
BROKEN = [1.0, 1.1, 1.0, 7.0, NAN, NAN, NAN, NAN]


def test_zeros_beside_a_gradient_of_nan_are_nan_in_the_judged_view_and_zeros_in_the_logged_one() -> None:
    seen = run(table(step=STEPS, loss=LOSS, grad_norm=BROKEN))
    judged, logged = seen.get("train_loss"), next(s for s in seen.logged if s.name == "loss")
    assert judged is not None
    assert judged.finite.y.tolist() == [2.0, 1.5, 1.2, 1.1] and logged.y.tolist() == LOSS
    assert seen.notes == ("loss is 0 at 4 places where the training had become NaN: read as NaN there",)


def test_zeros_beside_gradients_that_are_numbers_stay_zeros() -> None:
    seen = run(table(step=STEPS, loss=LOSS, grad_norm=[1.0] * 8)).get("train_loss")
    assert seen is not None and seen.y.tolist() == LOSS


def test_gradients_of_nan_beside_a_loss_that_goes_on_are_skipped_steps() -> None:
    going_on = [2.0, 1.5, 1.2, 1.1, 1.0, 0.9, 0.0, 0.0]
    seen = run(table(step=STEPS, loss=going_on, grad_norm=BROKEN)).get("train_loss")
    assert seen is not None and seen.y.tolist() == going_on


def test_zeros_to_the_end_after_which_no_validation_is_a_number_are_nan() -> None:
    val = [None, 1.6, None, 1.2, None, NAN, None, NAN]
    seen = run(table(step=STEPS, loss=LOSS, eval_loss=val)).get("train_loss")
    assert seen is not None and len(seen.finite) == 4


def test_zeros_to_the_end_beside_a_validation_that_goes_on_stay_zeros() -> None:
    val = [None, 1.6, None, 1.2, None, 1.3, None, 1.3]
    seen = run(table(step=STEPS, loss=LOSS, eval_loss=val)).get("train_loss")
    assert seen is not None and seen.y.tolist() == LOSS


def test_a_run_that_was_nan_from_its_first_step_has_no_finite_loss() -> None:
    seen = run(table(step=STEPS, loss=[0.0] * 8, grad_norm=[NAN] * 8)).get("train_loss")
    assert seen is not None and not len(seen.finite)


@given(st.lists(st.floats(0, 5), min_size=3, max_size=20))
def test_without_a_gradient_and_a_validation_nothing_is_taken_for_a_filter(values: list[float]) -> None:
    seen = run(table(step=list(range(len(values))), loss=values)).get("train_loss")
    assert seen is not None and np.isfinite(seen.y).all()
