"""What more of the same training would give."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from run_diagnose.stats.extrapolation import extrapolate

from .curves import scatter

nasty = st.sampled_from([math.nan, math.inf, 0.0, 1e-300, 1e300, 1e149]) | st.floats(-10, 10)


@given(arrays(np.float64, st.integers(0, 30), elements=nasty), st.integers(0, 60))
@settings(max_examples=30, deadline=None)
def test_any_array_has_a_forecast_a_refusal_or_none(y, ahead):
    found = extrapolate(y, ahead)
    if found is not None:
        assert found.low <= found.middle <= found.high


@pytest.mark.parametrize("n", [10, 20, 50, 200])
def test_a_power_law_is_continued_better_than_by_its_last_value(n):
    rng = np.random.default_rng(n)
    truth = 0.3 + (np.arange(2 * n) + 1.0) ** -0.5
    errors = []
    for _ in range(5):
        found = extrapolate(truth[:n] + 0.01 * scatter(n, rng), n)
        errors.append(abs(found.middle - truth[-1]))
        assert found.gain > 0
    assert np.median(errors) < 0.5 * (truth[n - 1] - truth[-1])


def test_a_finished_curve_is_not_worth_more_epochs():
    y = 0.5 + np.exp(-np.arange(100) / 5) + 0.02 * scatter(100, np.random.default_rng(0))
    found = extrapolate(y, 50)
    assert not found.worth_it and abs(found.gain_share) < 0.05 and found.low <= 0.5 <= found.high


def test_a_loss_is_never_foretold_below_zero():
    y = 1.0 - np.arange(20) / 25 + 0.01 * scatter(20, np.random.default_rng(1))
    assert extrapolate(y, 100).low >= 0
    assert extrapolate(y - 5, 100).low < -4


@pytest.mark.parametrize(
    ("y", "why"),
    [
        ([3.0, 2.0, 1.0], "fewer"),
        (np.full(20, 1.0), "constant"),
        (np.concatenate((np.linspace(2, 1, 20), np.linspace(1, 2, 20))), "upwards"),
    ],
)
def test_what_cannot_be_continued_is_refused_with_a_reason(y, why):
    assert why in extrapolate(y, 10).refused


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_the_unit_does_not_matter_and_the_answer_is_the_same_twice(scale):
    y = 0.3 + (np.arange(30) + 1.0) ** -0.5 + 0.01 * scatter(30, np.random.default_rng(2))
    assert extrapolate(scale * y, 15).middle == pytest.approx(scale * extrapolate(y, 15).middle, rel=1e-4)
    assert extrapolate(y, 15) == extrapolate(y, 15)
