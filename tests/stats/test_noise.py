"""Noise, its memory, the logging step and the errors of sampling."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from run_diagnose.stats.arrays import as_floats, is_constant
from run_diagnose.stats.noise import noise, quantum, sigma
from run_diagnose.stats.sampling import accuracy_error, auc_error, mse_error, pearson_error, r2_error
from run_diagnose.stats.student import t_quantile, t_tail

from .curves import healthy, scatter

nasty = st.sampled_from([math.nan, math.inf, -math.inf, 0.0, 1e-300, 1e300, 1e149]) | st.floats(-10, 10)
series = arrays(np.float64, st.integers(0, 30), elements=nasty)


@given(series)
@settings(max_examples=50, deadline=None)
def test_any_array_has_a_noise_or_none(y):
    found = noise(y)
    if found is not None:
        assert found.sigma > 0 and math.isfinite(found.sigma)
        assert 0 <= found.rho <= 0.95 and found.vif >= 1


@pytest.mark.parametrize("n", range(4))
def test_three_values_show_no_noise(n):
    assert sigma(np.arange(n)) is None and noise(np.arange(n)) is None


@pytest.mark.parametrize("n", [20, 60, 300])
@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_sigma_finds_the_noise_on_a_falling_curve_at_any_scale(n, scale):
    rng = np.random.default_rng(n)
    found = [sigma(scale * healthy("exponential", n, rng)) for _ in range(40)]
    assert np.median(found) == pytest.approx(scale / 40, rel=0.35)


def test_memory_of_the_noise_is_seen_in_a_long_log():
    rng = np.random.default_rng(0)
    assert noise(scatter(400, rng, rho=0.6)).rho == pytest.approx(0.6, abs=0.15)
    assert noise(scatter(400, rng)).rho < 0.2


def test_scale_and_shift_do_not_change_the_memory():
    y = scatter(80, np.random.default_rng(1), rho=0.5)
    here, there = noise(y), noise(1e6 * y + 3e6)
    assert there.rho == pytest.approx(here.rho, abs=1e-6)
    assert there.sigma == pytest.approx(1e6 * here.sigma)


def test_a_constant_is_called_constant_not_noise_free():
    found = noise(np.full(20, 0.693))
    assert found.constant and found.sigma > 0 and quantum(np.full(20, 0.693)) == 0.0


def test_few_digits_fall_back_on_the_logging_step():
    y = np.repeat([0.52, 0.51, 0.50, 0.49], 8)
    assert quantum(y) == pytest.approx(0.01)
    assert sigma(y) == pytest.approx(0.01 / math.sqrt(12))


def test_one_outlier_hardly_moves_sigma():
    y = scatter(60, np.random.default_rng(2))
    spoilt = y.copy()
    spoilt[30] = 1e6
    assert sigma(spoilt) < 1.5 * sigma(y)


def test_text_in_a_column_counts_as_not_a_number():
    assert np.isnan(as_floats(["a", 1.0])).tolist() == [True, False]
    assert is_constant([]) and is_constant([math.nan, 2.0, 2.0])


def test_sampling_errors_follow_the_textbook():
    assert accuracy_error(0.9, 1000) == pytest.approx(0.00949, abs=1e-5)
    assert r2_error(-0.05, 144) == pytest.approx(0.1237, abs=1e-4)
    assert mse_error(2.0, 200) == pytest.approx(0.2)
    assert pearson_error(0.0, 101) == pytest.approx(0.1)
    assert auc_error(0.8, 100, 900) == pytest.approx(0.04)


@pytest.mark.parametrize(
    "error",
    [accuracy_error(1.2, 9), r2_error(math.nan, 9), mse_error(-1, 9), pearson_error(2, 9), auc_error(0.5, 0, 9)],
)
def test_an_impossible_score_has_no_error(error):
    assert error is None


@pytest.mark.parametrize(
    ("p", "freedom", "t"), [(0.95, 3, 2.3534), (0.95, 10, 1.8125), (0.975, 1, 12.7062), (0.9, 2, 1.8856)]
)
def test_student_agrees_with_the_tables(p, freedom, t):
    assert t_quantile(p, freedom) == pytest.approx(t, abs=1e-4)
    assert t_tail(t, freedom) == pytest.approx(1 - p, abs=1e-5)
    assert t_quantile(1 - p, freedom) == pytest.approx(-t, abs=1e-4)
