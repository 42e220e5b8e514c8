"""Validation below training: lag, constant factor, gap."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from run_diagnose.stats.lag import validation_below_train

nasty = st.sampled_from([math.nan, math.inf, 0.0, 1e-300, 1e300, 1e149]) | st.floats(-10, 10)


def epochs(n: int, rng: np.random.Generator, noise: float = 0.01) -> tuple[np.ndarray, np.ndarray]:
    """Train averaged during each epoch and val at its end, of one and the same falling loss."""
    during = (np.arange(50 * n) / 50 + 1.0) ** -0.7 + 0.3
    train, val = during.reshape(n, 50).mean(axis=1), during[49::50]
    return train * (1 + noise * rng.normal(size=n)), val * (1 + noise * rng.normal(size=n))


@given(arrays(np.float64, st.tuples(st.just(2), st.integers(0, 20)), elements=nasty))
@settings(max_examples=50, deadline=None)
def test_any_two_losses_are_answered(losses):
    found = validation_below_train(*losses)
    assert found is None or found.verdict in {"above", "lag", "mismatch", "gap"}


@pytest.mark.parametrize("n", [5, 10, 30, 100])
def test_half_an_epoch_of_lag_is_no_finding(n):
    rng = np.random.default_rng(n)
    pairs = [epochs(n, rng) for _ in range(30)]
    assert any(train[0] > val[0] for train, val in pairs)
    assert {validation_below_train(*pair).verdict for pair in pairs} <= {"above", "lag"}


@pytest.mark.parametrize("n", [5, 30])
@pytest.mark.parametrize("factor", [3.6, 64.0])
def test_a_constant_factor_is_a_mismatch(n, factor):
    train, val = epochs(n, np.random.default_rng(n))
    found = validation_below_train(factor * train, val)
    assert found.verdict == "mismatch" and found.factor == pytest.approx(factor, rel=0.1) and found.constant_factor


def test_a_gap_that_opens_is_a_gap():
    train, val = epochs(30, np.random.default_rng(0))
    found = validation_below_train(train * np.linspace(1.0, 1.5, 30), val)
    assert found.verdict == "gap" and not found.constant_difference


def test_a_term_added_to_training_only_is_a_constant_difference():
    train, val = epochs(30, np.random.default_rng(1))
    found = validation_below_train(train + 0.3, val)
    assert found.verdict == "gap" and found.constant_difference and not found.constant_factor


def test_validation_above_training_asks_no_question():
    train, val = epochs(30, np.random.default_rng(2))
    assert validation_below_train(train, 1.3 * val).verdict == "above"


def test_losses_below_zero_are_compared_by_difference():
    train, val = epochs(30, np.random.default_rng(3))
    assert validation_below_train(train - 5, val - 5).verdict in {"above", "lag"}
    found = validation_below_train(train - 4.5, val - 5)
    assert found.verdict == "gap" and not found.by_ratio and found.factor is None


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_the_unit_of_the_losses_does_not_matter(scale):
    train, val = epochs(20, np.random.default_rng(4))
    here, there = validation_below_train(2.5 * train, val), validation_below_train(2.5 * scale * train, scale * val)
    assert (there.verdict, there.late) == (here.verdict, pytest.approx(here.late))


def test_train_evaluated_after_the_epoch_is_not_shifted():
    val = np.exp(-np.arange(12.0)) + 0.1
    assert validation_below_train(val, val, shifted=False).late == 0.0


def test_three_rows_are_too_few():
    assert validation_below_train([3.0, 2.0, 1.0, math.nan], [3.0, 2.0, 1.0, 1.0]) is None
    assert validation_below_train(np.full(9, -1.0), np.full(9, -1.0)) is None
