"""Spikes, alternation, slow swings and columns smoothed before they were logged."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from run_diagnose.stats.ema import smoothed_by_logger
from run_diagnose.stats.oscillation import alternation, slow_period
from run_diagnose.stats.spike_score import spike_score
from run_diagnose.stats.spikes import spikes

from .curves import SHAPES, healthy, scatter

nasty = st.sampled_from([math.nan, math.inf, 0.0, 1e-300, 1e300, 1e149]) | st.floats(-10, 10)


@given(arrays(np.float64, st.integers(0, 90), elements=nasty))
@settings(max_examples=50, deadline=None)
def test_any_array_is_answered(y):
    for spike in spikes(y):
        assert 0 <= spike.row <= spike.last < len(y) and spike.height > 0
    alternation(y)
    slow_period(y)
    smoothed_by_logger(y)


@pytest.mark.parametrize("n", [10, 20, 100, 1000])
def test_a_high_spike_is_found_where_it_is_and_clean_curves_have_none(n):
    rng = np.random.default_rng(n)
    hits = alarms = 0
    for name in SHAPES * 3:
        y = healthy(name, n, rng, ratio=30)
        alarms += bool(spikes(y))
        at = int(rng.integers(n // 3, n - 3))
        y[at] += 40 / 30
        hits += any(spike.row == at and spike.outcome == "back" for spike in spikes(y))
    assert alarms <= 1 and hits >= 10


def test_a_jump_that_stays_is_no_spike():
    y = healthy("converged", 100, np.random.default_rng(0))
    y[60:] += 1.0
    assert spikes(y) == ()


def test_a_spike_after_which_the_level_stays_higher_is_lingering():
    y = healthy("converged", 200, np.random.default_rng(1), ratio=100)
    y[100:103] += 2.0
    y[103:] += 0.3
    (found,) = spikes(y)
    assert (found.row, found.last, found.outcome) == (100, 102, "lingering")


def test_a_spike_before_the_curve_leaves_for_good_is_a_divergence():
    y = healthy("converged", 200, np.random.default_rng(2), ratio=100)
    y[100:103] += 3.0
    y[103:] += np.linspace(0.3, 3.0, 97)
    assert spikes(y)[0].outcome == "divergence"


def test_a_spike_says_how_high_it_is():
    y = 0.5 + scatter(100, np.random.default_rng(3)) / 100
    y[50] += 0.5
    (found,) = spikes(y)
    assert found.relative == pytest.approx(1.0, abs=0.1) and found.sigmas > 20 and not found.weak


def test_a_short_log_shows_only_a_weak_spike():
    (found,) = spikes([1.0, 0.9, 0.8, 0.75, 0.7, 2.5, 0.68, 0.66])
    assert found.row == 5 and found.weak
    assert spikes([3.0, 1.0, 0.9]) == spikes(np.full(30, 2.0)) == spikes([]) == ()


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_the_unit_does_not_matter(scale):
    y = healthy("exponential", 80, np.random.default_rng(4))
    y[40] += 2
    here, there = spikes(y), spikes(scale * y)
    assert [s.row for s in there] == [s.row for s in here] == [40]


def test_the_score_counts_values_far_above_what_came_before():
    y = 1 + scatter(5000, np.random.default_rng(5)) / 50
    y[[2000, 4000]] += 10
    assert spike_score(y) == pytest.approx(2 / 4000) and spike_score(y[:100]) == 0.0


@pytest.mark.parametrize("n", [20, 40, 200])
def test_up_and_down_by_turns_is_found_and_noise_is_not(n):
    rng = np.random.default_rng(n)
    turns = 2.5 * (-1.0) ** np.arange(n)
    assert sum(alternation(scatter(n, rng) + turns).found for _ in range(20)) >= 18
    quiet = [scatter(n, rng, rho, bool(heavy)) for rho in (0, 0.6) for heavy in (0, 1) for _ in range(10)]
    assert sum(alternation(y).found for y in quiet) <= 1


def test_the_amplitude_of_an_alternation_is_half_its_height():
    y = 5 - np.arange(60) / 30 + 0.2 * (-1.0) ** np.arange(60)
    assert alternation(y).amplitude == pytest.approx(0.2, rel=0.1)


def test_a_slow_swing_is_found_with_its_length():
    rng = np.random.default_rng(6)
    y = healthy("exponential", 200, rng) + 0.06 * np.sin(2 * np.pi * np.arange(200) / 25)
    found = slow_period(y)
    assert found.found and found.rows == pytest.approx(25, rel=0.15)
    assert sum(slow_period(healthy(name, 200, rng)).found for name in SHAPES * 5) <= 1


def test_a_moving_average_is_known_from_a_noisy_and_from_a_smooth_curve():
    rng = np.random.default_rng(7)
    y = healthy("power", 2000, rng, ratio=20)
    smoothed = np.empty_like(y)
    level = y[0]
    for i, value in enumerate(y):
        level = smoothed[i] = 0.95 * level + 0.05 * value
    found = smoothed_by_logger(smoothed)
    assert found.decay == pytest.approx(0.95, abs=0.04) and found.thin >= 8
    assert smoothed_by_logger(y) is None and smoothed_by_logger(healthy("power", 2000, rng, ratio=1e9)) is None


def test_too_few_points_are_not_judged():
    assert alternation(np.arange(11.0)) is None and slow_period(np.arange(39.0)) is None
    assert smoothed_by_logger(np.arange(60.0)) is None and alternation(np.ones(30)) is None
