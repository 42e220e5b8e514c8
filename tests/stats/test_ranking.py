"""What choosing by one curve costs in another."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from run_diagnose.stats.ranking import kendall_tau, pareto, selection_regret

from .curves import healthy, scatter

nasty = st.sampled_from([math.nan, math.inf, 0.0, 1e300, 1e149]) | st.floats(-10, 10)


@given(arrays(np.float64, st.tuples(st.just(2), st.integers(0, 25)), elements=nasty))
@settings(max_examples=50, deadline=None)
def test_any_two_columns_are_answered(columns):
    found, tau = selection_regret(*columns), kendall_tau(*columns)
    assert found is None or (found.regret >= 0 and 0 <= found.share <= 1 + 1e-9)
    assert tau is None or -1 <= tau.low <= tau.high <= 1
    assert all(np.isfinite(columns[:, row]).all() for row in pareto(*columns))


@pytest.mark.parametrize("n", [8, 20, 60, 300])
def test_a_criterion_that_agrees_has_no_regret(n):
    rng = np.random.default_rng(n)
    pairs = [(healthy("exponential", n, rng), healthy("power", n, rng)) for _ in range(20)]
    assert not any(selection_regret(*pair).found for pair in pairs)


@pytest.mark.parametrize("n", [20, 60, 300])
def test_a_criterion_that_turns_while_the_metric_improves_is_found(n):
    t = np.arange(n) / n
    rng = np.random.default_rng(n)
    loss = np.exp(-20 * t) + np.clip(t - 0.2, 0, None) + scatter(n, rng) / 50
    metric = np.exp(-3 * t) + scatter(n, rng) / 100
    found = selection_regret(loss, metric)
    assert found.found and found.chosen < found.best and found.share > 0.3


def test_a_regret_within_the_error_of_sampling_is_none():
    loss = np.concatenate((np.linspace(1, 0.2, 10), np.linspace(0.25, 1, 10)))
    metric = np.linspace(0.5, 0.49, 20)
    assert selection_regret(loss, metric).found
    assert not selection_regret(loss, metric, sampling_error=0.01).found


def test_tau_knows_order_and_its_reverse():
    x = np.arange(20.0)
    assert kendall_tau(x, x**3).tau == pytest.approx(1.0) and kendall_tau(x, -x).tau == pytest.approx(-1.0)
    assert kendall_tau(x, np.ones(20)) is None and kendall_tau([1, 2, 3, 4], [1, 2, 3, 4]) is None
    assert kendall_tau([1, 2, 3, 4, 5], [1, 2, 3, 5, 4]).tau == pytest.approx(0.8)
    found = kendall_tau(np.random.default_rng(0).normal(size=50), np.random.default_rng(1).normal(size=50))
    assert found.low < 0 < found.high


def test_no_row_of_the_pareto_set_is_beaten():
    assert pareto([1.0, 2.0, 3.0, 2.0], [3.0, 2.0, 1.0, 3.0]) == (0, 1, 2)
    assert pareto() == () and pareto([math.nan], [1.0]) == ()
