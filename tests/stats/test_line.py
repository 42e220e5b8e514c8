"""Lines through points: against numpy's own fit, and against points that would rule a plain one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from run_diagnose.stats.line import fit_line, huber_lines

finite = st.floats(-1e6, 1e6)


@given(st.lists(finite, min_size=3, max_size=40))
def test_a_plain_line_is_the_one_that_numpy_fits(values):
    t, y = np.arange(len(values), dtype=np.float64), np.array(values)
    slope, level = np.polyfit(t, y, 1)
    line = fit_line(t, y)
    spread = float(np.max(np.abs(y))) + 1e-3
    assert line.slope == pytest.approx(slope, abs=1e-9 * spread)
    assert line.residuals == pytest.approx(y - slope * t - level, abs=1e-8 * spread)


@given(st.lists(finite, min_size=3, max_size=40))
def test_without_a_round_of_weights_several_lines_are_plain_ones(values):
    y, t = np.array(values), np.arange(1.0, len(values) + 1)
    axes = np.stack((t, np.log(t)))
    for axis, line in zip(axes, huber_lines(axes, y, rounds=0), strict=True):
        plain = fit_line(axis, y)
        spread = float(np.max(np.abs(y))) + 1e-3
        assert (line.slope, line.error) == pytest.approx((plain.slope, plain.error), abs=1e-7 * spread)


def test_one_point_far_out_does_not_rule_the_line():
    t = np.arange(30.0)
    y = 2.0 * t + np.random.default_rng(1).normal(size=30)
    y[29] += 500.0
    (line,) = huber_lines(t[None, :], y)
    assert line.slope == pytest.approx(2.0, abs=0.1) and abs(fit_line(t, y).slope - 2.0) > 1.0
    assert line.weights[29] < 0.02 and float(np.median(line.weights)) == 1.0


def test_lines_at_once_are_the_lines_one_by_one():
    t, y = np.arange(1.0, 34.0), np.random.default_rng(2).normal(size=33)
    both = huber_lines(np.stack((t, np.log(t))), y)
    for axis, line in zip((t, np.log(t)), both, strict=True):
        (alone,) = huber_lines(axis[None, :], y)
        assert (line.slope, line.error, line.rss) == pytest.approx((alone.slope, alone.error, alone.rss), rel=1e-12)


def test_points_of_which_most_lie_on_a_line_leave_it_there():
    t = np.arange(20.0)
    y = 3.0 * t
    y[4] = -7.0
    (line,) = huber_lines(t[None, :], y)
    assert line.slope == pytest.approx(3.0, abs=0.05) and np.isfinite(line.residuals).all()


def test_two_points_have_a_slope_and_no_error():
    line = fit_line(np.array([0.0, 1.0]), np.array([1.0, 4.0]))
    assert (line.slope, line.error, line.rss) == (3.0, 0.0, 0.0)


def test_points_at_one_place_have_no_slope():
    line = fit_line(np.ones(4), np.array([1.0, 2.0, 3.0, 4.0]))
    assert (line.slope, line.error) == (0.0, 0.0)
