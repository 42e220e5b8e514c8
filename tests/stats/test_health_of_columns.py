"""Gradient norms, loss scales, frozen metrics, NaN."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from run_diagnose.stats.frozen import frozen
from run_diagnose.stats.gradients import clipping, dead_groups, dead_share, gradient_trend
from run_diagnose.stats.loss_scale import loss_scale
from run_diagnose.stats.nonfinite import nonfinite

from .curves import healthy, scatter

nasty = st.sampled_from([math.nan, math.inf, 0.0, 1e-300, 1e300, 1e149]) | st.floats(-10, 10)


@given(arrays(np.float64, st.integers(0, 30), elements=nasty))
@settings(max_examples=50, deadline=None)
def test_any_array_is_answered(y):
    gradient_trend(y)
    loss_scale(y)
    share = clipping(y)
    assert share is None or 0 <= share.share <= 1
    stands = frozen(y)
    assert stands is None or stands.length <= stands.last - stands.first + 1
    assert (nonfinite(y) is None) == bool(np.isfinite(y).all())


@pytest.mark.parametrize(("slope", "verdict"), [(0, "steady"), (-0.9, "steady"), (2, "exploding"), (-3, "vanishing")])
@pytest.mark.parametrize("n", [10, 50, 1000])
def test_norms_are_judged_in_powers_of_ten(slope, verdict, n):
    rng = np.random.default_rng(n)
    norms = 10 ** (np.linspace(0, slope, n) + 0.1 * scatter(n, rng))
    assert gradient_trend(norms).verdict == verdict
    assert gradient_trend(1e-6 * norms).decades == pytest.approx(gradient_trend(norms).decades)


def test_the_share_of_clipped_steps_is_found_before_and_after_clipping():
    norms = np.exp(scatter(1000, np.random.default_rng(0)))
    before, after = clipping(norms, 1.0), clipping(np.minimum(norms, 1.0))
    assert before.share == pytest.approx(0.5, abs=0.05) and before.excess == pytest.approx(1.0, abs=0.1)
    assert after.share == pytest.approx(before.share, abs=0.001) and after.limit == 1.0
    assert clipping(norms).share == 0.0 and clipping(norms, 1e4).idle and clipping([]) is None


def test_dead_groups_have_a_norm_of_exactly_zero():
    assert dead_groups({"a": np.zeros(6), "b": np.ones(6), "c": np.zeros(3), "d": []}) == ("a",)
    assert dead_share([0.0, 1e-9, 1.0, math.nan]) == pytest.approx(2 / 3) and dead_share([]) is None


def test_a_healthy_loss_scale_halves_and_grows():
    calibrating = [65536 / 2**i for i in range(7)]
    healthy_scale = calibrating + [1024, 2048, 2048, 1024, 2048, 4096, 2048, 2048, 4096, 4096] * 3
    found = loss_scale(healthy_scale)
    assert not found.fault and found.longest_halving <= 2


def test_a_loss_scale_that_only_falls_is_at_fault():
    falling = [65536.0] * 30 + [65536 / 2**i for i in range(1, 14)]
    found = loss_scale(falling)
    assert found.fault and found.longest_halving == 13 and found.first == 30 and found.net == -13
    assert loss_scale([1024.0, 32.0, 1.0]).fault and loss_scale([1.0]) is None


def test_a_frozen_stretch_is_found_among_moving_values():
    y = healthy("power", 60, np.random.default_rng(1))
    y[30:38] = y[30]
    found = frozen(y)
    assert found.found and (found.first, found.last, found.length) == (30, 37, 8)
    assert frozen(np.full(12, 0.1)).found and not frozen(healthy("power", 60, np.random.default_rng(1))).found


def test_ties_of_a_rounded_metric_are_not_frozen():
    rng = np.random.default_rng(2)
    logs = [np.round(0.5 + 0.01 * scatter(100, rng), 2) for _ in range(20)]
    assert not any(frozen(y).found for y in logs)


def test_the_first_nan_and_what_follows():
    found = nonfinite([1.0, math.nan, math.inf, 2.0])
    assert (found.first, found.last, found.nan, found.inf, found.persistent) == (1, 2, 1, 1, False)
    assert nonfinite([1.0, math.nan]).persistent and nonfinite([]) is None
