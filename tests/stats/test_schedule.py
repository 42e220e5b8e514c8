"""Learning-rate schedules, read from the rate alone."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from run_diagnose.stats.schedule import schedule

nasty = st.sampled_from([math.nan, math.inf, 0.0, 1e-300, 1e300, 1e149, -1.0]) | st.floats(0, 1)


def rate(kind: str, rows: int, warmup: int = 0) -> np.ndarray:
    """``rows`` rows of a schedule made for ``rows`` rows, peak 3e-4."""
    since = np.maximum(np.arange(rows) - warmup, 0)
    share = since / (rows - warmup)
    course = {
        "constant": np.ones(rows),
        "linear": 1 - share,
        "cosine": 0.5 * (1 + np.cos(np.pi * share)),
        "exponential": np.exp(-3 * share),
        "inverse-sqrt": 1 / np.sqrt(1 + since / max(warmup, rows / 20)),
        "quadratic": (1 - share) ** 2,
        "step": 0.1 ** np.floor(4 * share),
        "multistep": np.where(share < 0.5, 1.0, np.where(share < 0.75, 0.1, np.where(share < 0.9, 0.01, 0.001))),
        "restarts": 0.5 * (1 + np.cos(np.pi * ((3 * share) % 1))),
    }[kind]
    if warmup:
        course = np.where(np.arange(rows) < warmup, (np.arange(rows) + 1) / (warmup + 1), course)
    return 3e-4 * course


KINDS = ("constant", "linear", "cosine", "exponential", "inverse-sqrt", "quadratic", "step", "multistep", "restarts")


@given(arrays(np.float64, st.integers(0, 30), elements=nasty))
@settings(max_examples=50, deadline=None)
def test_any_array_is_read_or_refused(lr):
    found = schedule(lr)
    assert found is None or (0 <= found.warmup < len(lr) and found.error >= 0)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [20, 100, 2000])
@pytest.mark.parametrize("digits", [3, 8])
def test_a_schedule_is_recognised_with_and_without_warmup(kind, rows, digits):
    for warmup in (0, rows // 10):
        found = schedule([float(f"{value:.{digits - 1}e}") for value in rate(kind, rows, warmup)])
        assert found.shape == kind and abs(found.warmup - warmup) <= 1
        if kind in {"linear", "cosine"} and digits == 8:
            assert found.horizon == pytest.approx(rows, rel=0.06)


@pytest.mark.parametrize("kind", ["linear", "cosine", "exponential", "quadratic"])
def test_a_schedule_stopped_early_is_recognised_and_its_end_foretold(kind):
    found = schedule(rate(kind, 200)[:120])
    assert found.shape == kind
    assert found.horizon is None if kind == "exponential" else found.horizon == pytest.approx(200, rel=0.05)


def test_drops_and_restarts_are_rows():
    assert schedule(rate("step", 40)).drops == (10, 20, 30)
    found = schedule(rate("restarts", 300))
    assert found.restarts == (100, 200) and found.period == 100


def test_a_hold_before_the_decay_is_seen():
    lr = np.concatenate((np.linspace(0.1, 1, 10), np.ones(50), np.linspace(1, 0.05, 40)[1:]))
    found = schedule(lr)
    assert found.shape == "linear" and found.warmup == 9 and 59 <= found.decay_start <= 61


def test_a_floor_ends_the_schedule_before_the_run():
    found = schedule(np.concatenate((rate("cosine", 80), np.full(20, 0.0))))
    assert found.shape == "cosine" and found.horizon == pytest.approx(80, abs=1)


def test_one_cycle_rises_long_and_ends_far_below_its_start():
    up = 0.04 + 0.48 * (1 - np.cos(np.pi * np.arange(30) / 30))
    down = 4e-6 + 0.5 * (1 + np.cos(np.pi * np.arange(70) / 70))
    assert schedule(np.concatenate((up, down))).shape == "one-cycle"


def test_a_log_that_ends_in_the_warmup_says_so():
    found = schedule(np.linspace(1e-6, 1e-3, 20))
    assert found.shape == "warmup" and found.warmup == 19 and found.decay_start is None


def test_a_rate_without_a_rule_is_custom():
    lr = np.interp(np.arange(60), [0, 20, 25, 45, 59], [1, 0.9, 0.4, 0.38, 0.05])
    assert schedule(lr).shape == "custom"


@pytest.mark.parametrize("lr", [[], [1e-3, 1e-3], [0.0, 0.0, 0.0], [math.nan] * 9])
def test_nothing_to_read_is_refused(lr):
    assert schedule(lr) is None
