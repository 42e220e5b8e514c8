"""Improving, flat, worsening, or not to be told."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from run_diagnose.stats.trend import trend

from .curves import SHAPES, healthy, scatter

nasty = st.sampled_from([math.nan, math.inf, 0.0, 1e-300, 1e300, 1e149]) | st.floats(-10, 10)


@given(arrays(np.float64, st.integers(0, 80), elements=nasty))
@settings(max_examples=50, deadline=None)
def test_any_array_has_a_verdict_or_none(y):
    found = trend(y)
    assert found is None or found.bound >= 0


@pytest.mark.parametrize("n", [60, 300])
def test_pure_noise_is_flat_and_hardly_ever_improving(n):
    rng = np.random.default_rng(0)
    verdicts = [trend(5 + scatter(n, rng)).verdict for _ in range(60)]
    assert verdicts.count("plateau") >= 40 and verdicts.count("improving") <= 4


@pytest.mark.parametrize("n", [30, 100, 1000])
def test_a_converged_curve_is_seldom_called_improving(n):
    rng = np.random.default_rng(1)
    verdicts = [trend(healthy("converged", n, rng)).verdict for _ in range(40)]
    assert verdicts.count("plateau") >= 20 and verdicts.count("improving") <= 6


@pytest.mark.parametrize("n", [8, 100, 1000])
def test_a_curve_that_still_falls_is_never_called_flat(n):
    rng = np.random.default_rng(2)
    verdicts = [trend(healthy("two-speed", n, rng, ratio=60)).verdict for _ in range(40)]
    assert verdicts.count("improving") >= 30 and "plateau" not in verdicts


def test_a_rising_end_is_worsening():
    y = healthy("converged", 60, np.random.default_rng(3))
    y[40:] += np.linspace(0, 0.5, 20)
    found = trend(y)
    assert found.verdict == "worsening" and found.low > 0


@pytest.mark.parametrize("name", SHAPES)
@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_the_unit_of_the_loss_does_not_matter(name, scale):
    y = healthy(name, 50, np.random.default_rng(4))
    here, there = trend(y), trend(scale * y)
    assert there.verdict == here.verdict and there.change == pytest.approx(scale * here.change, rel=1e-6)


def test_a_constant_is_flat_by_sight_not_by_test():
    found = trend(np.full(30, 2.3026))
    assert found.verdict == "plateau" and found.constant and found.bound == 0.0


def test_the_window_starts_after_the_last_change_of_regime():
    y = np.concatenate((np.full(40, 2.0), np.full(20, 1.0))) + scatter(60, np.random.default_rng(5)) / 100
    assert trend(y, start=40).start >= 40
    assert trend(y, start=56) is None


def test_rows_count_from_the_array_handed_in():
    y = np.full(60, math.nan)
    y[::2] = healthy("two-speed", 30, np.random.default_rng(6))
    assert trend(y).start == 40 and trend(y).points == 10


def test_a_plateau_quotes_what_could_still_be_left():
    y = 1 + scatter(90, np.random.default_rng(7)) / 100
    found = trend(np.concatenate((np.linspace(3, 1, 10), y)))
    assert found.verdict == "plateau" and 0 < found.bound < 0.02


def test_steps_that_do_not_rise_are_replaced_by_rows():
    y = healthy("two-speed", 40, np.random.default_rng(8))
    assert trend(y, np.zeros(40)).change == trend(y).change == pytest.approx(trend(y, 500 * np.arange(40)).change)


def test_four_points_are_too_few():
    assert trend([4.0, 3.0, 2.0, 1.0]) is None
