"""Spread, correlation and bias of predictions."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.stats.collapse import (
    bias_of,
    correlation_of,
    grade_spread,
    least_bias,
    r2_of,
    ratio_convention,
    ratio_from,
    recoverable,
)


@given(st.integers(3, 50), st.integers(0, 10_000))
@settings(max_examples=50, deadline=None)
def test_the_identity_holds_for_any_predictions(n, seed):
    rng = np.random.default_rng(seed)
    target, pred = rng.normal(size=n), rng.normal(0.3, 0.5, size=n)
    s, b = pred.std() / target.std(), (pred - target).mean() / target.std()
    r = float(np.corrcoef(pred, target)[0, 1])
    r2 = 1 - np.mean((pred - target) ** 2) / target.var()
    assert r2_of(s, r, b) == pytest.approx(r2)
    assert bias_of(r2, s, r) == pytest.approx(abs(b), abs=1e-6)
    assert correlation_of(r2, s, b) == pytest.approx(r, abs=1e-6)
    assert least_bias(r2, s, r_nonnegative=r >= 0) <= math.sqrt(b * b + 2 * max(r, 0) * s) + 1e-9


def test_a_logged_run_agrees_with_the_identity():
    assert r2_of(0.4, 0.143) == pytest.approx(-0.0456)


def test_a_very_negative_r2_at_moderate_spread_is_bias():
    assert least_bias(-4.38, 0.46) == pytest.approx(2.04, abs=0.01)
    assert least_bias(-4.38, 0.46, r_nonnegative=False) == pytest.approx(1.8, abs=0.02)
    assert recoverable(0.223, 0.125, -0.267) == pytest.approx(0.0809, abs=1e-3)


@pytest.mark.parametrize(
    ("s", "r", "grade", "severity"),
    [
        (0.01, 0.5, "constant", "critical"),
        (0.5, math.nan, "constant", "critical"),
        (0.08, 0.13, "no-signal", "warning"),
        (0.223, 0.125, "no-signal", "warning"),
        (0.08, 0.8, "compressed", "error"),
        (0.3, 0.8, "compressed", "warning"),
        (0.8, 0.8, "fine", None),
        (0.08, None, "narrow", "error"),
        (0.04, None, "narrow", "critical"),
        (0.2, None, "narrow", "warning"),
        (0.4, None, "fine", None),
    ],
)
def test_a_spread_is_graded_against_its_correlation(s, r, grade, severity):
    found = grade_spread(s, r, 144)
    assert (found.grade, found.severity) == (grade, severity)


def test_a_weak_signal_is_never_called_a_collapse():
    for r in (0.0, 0.1, 0.2):
        assert grade_spread(max(r, 0.03), r, 64).grade == "no-signal"


@given(st.floats(allow_nan=True), st.none() | st.floats(allow_nan=True), st.none() | st.floats(allow_nan=True))
@settings(max_examples=50, deadline=None)
def test_any_numbers_are_graded_or_refused(s, r, n_val):
    assert grade_spread(s, r, n_val) is None or math.isfinite(s)


def test_the_convention_of_a_variance_ratio_follows_from_r2():
    assert ratio_convention(0.40, -0.0457, 0.143, 10_000) == "std"
    assert ratio_convention(0.16, -0.0457, 0.143, 10_000) is None
    assert ratio_convention(math.nan, 0.0, 0.0) is None


def test_the_convention_is_worked_out_when_both_spreads_are_logged():
    assert ratio_from(0.08, 1.0, 0.08) == "std" and ratio_from(0.08, 1.0, 0.0064) == "variance"
    assert ratio_from(1.0, 1.0, 1.0) is None and ratio_from(1.0, 0.0, 1.0) is None


def test_definitions_that_contradict_each_other_have_no_bias():
    assert bias_of(0.9, 0.1, 0.1) is None and correlation_of(0.9, 0.0) is None and correlation_of(0.9, 0.1) is None
