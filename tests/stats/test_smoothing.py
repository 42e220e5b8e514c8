"""Means, medians, blocks and streaks."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from run_diagnose.stats.smoothing import averaged, blocks, running_median, smooth, total_drop
from run_diagnose.stats.streaks import longest, streaks

values = st.sampled_from([math.nan, math.inf, 0.0, 1e20]) | st.floats(-10, 10)
series = arrays(np.float64, st.integers(0, 40), elements=values)


@given(series, st.integers(1, 9))
@settings(max_examples=50, deadline=None)
def test_a_smoothed_value_is_the_mean_of_what_is_in_reach(y, window):
    got, counts = smooth(y, window), averaged(y, window)
    for i in range(len(y)):
        reach = y[max(0, i - window // 2) : i + window // 2 + 1]
        reach = reach[np.isfinite(reach)]
        assert counts[i] == len(reach)
        assert got[i] == pytest.approx(reach.mean(), nan_ok=True) if len(reach) else math.isnan(got[i])


@given(series, st.integers(1, 9))
@settings(max_examples=50, deadline=None)
def test_a_running_median_is_the_median_of_what_is_in_reach(y, window):
    got = running_median(y, window)
    for i in range(len(y)):
        reach = y[max(0, i - window // 2) : i + window // 2 + 1]
        reach = reach[np.isfinite(reach)]
        if window < 2 or not len(reach):
            assert math.isnan(got[i]) or got[i] == y[i]
        else:
            assert got[i] == pytest.approx(np.median(reach))


def test_a_wide_running_median_is_interpolated_close_to_the_exact_one():
    y = np.linspace(3, 0, 5000) + np.random.default_rng(0).normal(size=5000) / 10
    wide = running_median(y, 501)
    assert np.abs(wide[600:-600] - np.linspace(3, 0, 5000)[600:-600]).max() < 0.03


@given(series, st.integers(1, 12))
@settings(max_examples=50, deadline=None)
def test_blocks_lose_no_row(y, cap):
    got = blocks(y, cap=cap)
    assert len(got.median) <= cap
    assert got.count.sum() == np.isfinite(y).sum()
    assert (got.count + got.nonfinite).sum() == len(y)


def test_the_first_part_of_the_curve_survives_blocking():
    got = blocks(np.arange(400.0), cap=250)
    assert got.size == 2 and len(got.median) == 200 and got.first[0] == 0 and got.median[0] == 0.5


def test_a_spike_and_a_nan_survive_in_their_block():
    y = np.zeros(10_000)
    y[5003], y[7777] = 9.0, math.nan
    got = blocks(y, x=np.arange(10_000) / 10_000)
    assert got.high.max() == 9.0 and got.nonfinite.sum() == 1 and got.median.max() == 0.0
    assert got.x[-1] == pytest.approx(0.9997)


def test_one_huge_value_does_not_spoil_its_neighbours():
    y = np.ones(50)
    y[10] = 1e20
    assert smooth(y, 3)[20:].tolist() == [1.0] * 30


def test_the_drop_is_measured_from_the_start_to_the_best_level():
    assert total_drop([2.0, 1.0, 1.0, 1.0]) == 1.0
    assert total_drop([1.0, 2.0, 3.0]) == 0.0
    assert total_drop([]) == 0.0


def test_streaks_have_both_ends():
    assert streaks([True, False, True, True]) == [(0, 0), (2, 3)]
    assert streaks([True, False, True, True], shortest=2) == [(2, 3)]
    assert streaks([]) == [] and longest([False]) is None and longest([1, 0, 1, 1, 0, 1, 1]) == (2, 3)
