"""The best row, its ties, and how much the best value flatters."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from run_diagnose.stats.best_epoch import best_epoch

from .curves import healthy

nasty = st.sampled_from([math.nan, math.inf, 0.0, 1e300, 1e149]) | st.floats(-10, 10)


@given(arrays(np.float64, st.integers(0, 30), elements=nasty))
@settings(max_examples=50, deadline=None)
def test_the_best_row_is_among_its_ties_and_finite(y):
    best = best_epoch(y)
    assert (best is None) == (not np.any(np.abs(y) < 1e150))
    if best is not None:
        assert best.row in best.ties and best.optimism >= 0 and np.isfinite(y[list(best.ties)]).all()


@pytest.mark.parametrize("n", [8, 20, 60, 300])
def test_the_truly_best_row_is_nearly_always_in_the_tie_set(n):
    rng = np.random.default_rng(n)
    t = np.arange(n) / n
    truth = np.exp(-8 * t) + 2 * np.clip(t - 0.5, 0, None) ** 2
    hits = [int(np.argmin(truth)) in best_epoch(truth + rng.normal(size=n) / 30).ties for _ in range(40)]
    assert sum(hits) >= 36


def test_the_best_of_many_noisy_values_is_corrected_upwards():
    rng = np.random.default_rng(0)
    found = [best_epoch(1 + rng.normal(size=100) / 50) for _ in range(30)]
    assert np.mean([best.corrected for best in found]) == pytest.approx(1.0, abs=0.01)
    assert np.mean([best.raw_value for best in found]) < 0.96


def test_a_clear_winner_has_no_ties():
    assert best_epoch([5.0, 1.0]).ties == (1,)
    assert best_epoch([math.nan, 3.0]).row == 1 and best_epoch([]) is None


def test_a_short_log_is_tied_by_the_size_of_the_validation_set():
    r2 = np.array([-0.075, -0.051, -0.3, -0.4, -0.5])
    assert 0 in best_epoch(-r2, sampling_error=0.124).ties


def test_rows_of_a_constant_are_all_tied():
    assert best_epoch(np.full(10, 2.0)).ties == tuple(range(10))


@pytest.mark.parametrize("scale", [1e-6, 1e6])
def test_the_unit_does_not_matter(scale):
    y = healthy("exponential", 40, np.random.default_rng(1))
    assert best_epoch(scale * y).ties == best_epoch(y).ties
