"""Rises after the best: found, graded, dated, and not found on healthy curves."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from run_diagnose.stats.hump import hump
from run_diagnose.stats.isotonic import falling_fit, prefix_rss, valley_profile
from run_diagnose.stats.onset import chance_alignment, onset, onset_of_hump
from run_diagnose.stats.valley import valley

from .curves import SHAPES, healthy

nasty = st.sampled_from([math.nan, math.inf, 0.0, 1e-300, 1e300, 1e149]) | st.floats(-10, 10)
series = arrays(np.float64, st.integers(0, 60), elements=nasty)
RISES = {
    "jump": lambda u: 0.5 * (u >= 0),
    "ramp": lambda u: 1.5 * np.clip(u, 0, None),
    "divergence": lambda u: 0.05 * np.expm1(10 * np.clip(u, 0, None)),
}


def turned(kind: str, n: int, rng: np.random.Generator, at: int) -> np.ndarray:
    return healthy("exponential", n, rng) + RISES[kind]((np.arange(n) - at) / n)


@given(series)
@settings(max_examples=50, deadline=None)
def test_any_array_is_answered(y):
    bed, high = valley(y), hump(y)
    if bed is not None:
        assert 0 <= bed.floor < len(y) and np.isfinite(y[bed.floor]) and bed.rise >= 0
        when = onset(y)
        assert 0 <= when.low <= when.at <= when.high < len(y)
        assert 0 <= high.start <= high.peak <= high.end < len(y) and 0 <= high.recovered <= 1
        then = onset_of_hump(y, high)
        assert then.low <= then.at <= then.high


@given(arrays(np.float64, st.integers(1, 12), elements=st.floats(-5, 5)))
@settings(max_examples=50, deadline=None)
def test_the_falling_fit_falls_and_its_residual_is_kept_for_every_prefix(y):
    fit = falling_fit(y)
    assert np.all(np.diff(fit) <= 1e-9)
    for k in range(len(y)):
        assert prefix_rss(y)[k] == pytest.approx(np.sum((y[: k + 1] - falling_fit(y[: k + 1])) ** 2), abs=1e-9)
    none, turn = valley_profile(y)
    assert turn.min() <= none + 1e-9


@pytest.mark.parametrize("n", [8, 12, 30, 100, 400])
def test_healthy_curves_raise_no_alarm(n):
    rng = np.random.default_rng(n)
    curves = [healthy(name, n, rng, ratio, heavy=heavy) for name in SHAPES for ratio in (8, 80) for heavy in (0, 1)]
    alarms = [valley(y).found or hump(y).found for _ in range(2) for y in curves]
    assert sum(alarms) <= 1


@pytest.mark.parametrize("kind", RISES)
@pytest.mark.parametrize("n", [30, 100, 400])
def test_a_lasting_rise_is_found(kind, n):
    rng = np.random.default_rng(n)
    found = [valley(turned(kind, n, rng, n // 2)) for _ in range(12)]
    assert sum(v.found for v in found) >= 11
    assert all(v.grade in {"confirmed", "likely"} for v in found if v.found)


@pytest.mark.parametrize("n", [12, 30, 100, 400])
def test_a_jump_is_dated_within_two_points(n):
    rng = np.random.default_rng(n)
    for _ in range(8):
        y = turned("jump", n, rng, at := int(0.55 * n))
        if valley(y).found:
            when = onset(y)
            assert abs(when.at - at) <= max(2, n // 125) and when.low <= at <= when.high


@pytest.mark.parametrize("kind", ["ramp", "divergence"])
def test_the_interval_of_a_slow_rise_holds_its_true_start(kind):
    rng = np.random.default_rng(1)
    dated = [onset(turned(kind, 60, rng, 33)) for _ in range(20)]
    assert sum(when.low <= 34 <= when.high for when in dated) >= 17


def test_a_single_spike_is_not_a_valley():
    rng = np.random.default_rng(2)
    for at in (10, 25, 39):
        y = healthy("converged", 40, rng)
        y[at] += 1.0
        assert not valley(y).found and not hump(y).found


def test_a_collapse_that_recovers_is_a_hump_and_no_valley():
    y = healthy("converged", 100, np.random.default_rng(3))
    y[50:65] += 0.7
    assert not valley(y).found
    found = hump(y)
    assert found.found and 50 <= found.peak < 65 and found.end == 64 and found.recovered > 0.85
    assert abs(onset_of_hump(y, found).at - 50) <= 1


def test_a_rise_without_a_fall_loses_more_than_everything():
    found = valley(1.0 + np.arange(30) / 10)
    assert found.found and found.lost == math.inf and found.floor == 0


def test_a_significant_rise_that_does_not_matter_is_no_finding():
    y = np.concatenate((np.linspace(1.0, 0.7, 50), np.linspace(0.7, 0.7002, 50)))
    y += 1e-6 * np.random.default_rng(4).normal(size=100)
    assert valley(y, share_of_drop=0.0, share_of_level=0.0).found and not valley(y).found


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_the_unit_of_the_loss_does_not_matter(scale):
    y = turned("ramp", 60, np.random.default_rng(5), 30)
    here, there = valley(y), valley(scale * y)
    assert (there.found, there.grade, there.floor) == (here.found, here.grade, here.floor)
    assert there.rise_sigmas == pytest.approx(here.rise_sigmas, rel=1e-6)
    assert onset(scale * y) == onset(y)


def test_a_long_curve_is_judged_in_blocks_and_answered_in_rows():
    y = turned("jump", 20_000, np.random.default_rng(6), 12_000)
    assert valley(y).found and abs(onset(y).at - 12_000) <= 200


def test_constants_and_short_logs_are_no_valleys():
    assert valley(np.arange(7.0)) is None and hump([]) is None and onset([1.0, 2.0]) is None
    assert not valley(np.full(50, 3.0)).found and not hump(np.zeros(50)).found


def test_more_events_meet_the_interval_by_chance_more_often():
    when = onset(turned("jump", 60, np.random.default_rng(7), 30))
    assert chance_alignment(when, 0) == 0 < chance_alignment(when, 1) < chance_alignment(when, 3) < 1
