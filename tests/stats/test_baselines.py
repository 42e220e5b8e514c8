"""What knows nothing, and what never left it."""

import math

import numpy as np
import pytest

from run_diagnose.stats.baselines import (
    KNOW_NOTHING,
    always_positive,
    class_count,
    cross_entropy,
    entropy,
    focal,
    one_class_baseline,
    regression_baseline,
    smoothing_floor,
    start_ratio,
    stuck_at,
    stuck_together,
    target_variance,
)

from .curves import scatter


def test_the_table_agrees_with_the_textbook():
    assert cross_entropy(10) == pytest.approx(2.302585) and cross_entropy(1) is None
    assert KNOW_NOTHING["binary-cross-entropy"] == pytest.approx(0.6931, abs=1e-4)
    assert entropy([1, 1]) == pytest.approx(math.log(2)) and entropy([0.9, 0.1]) == pytest.approx(0.3251, abs=1e-4)
    assert focal() == pytest.approx(0.1733, abs=1e-4)
    assert regression_baseline(2.0)["mae"] == pytest.approx(1.596, abs=1e-3)
    assert one_class_baseline([0.7, 0.3])["macro-f1"] == pytest.approx(0.4118, abs=1e-4)
    assert always_positive(0.25)["f1"] == pytest.approx(0.4)
    assert smoothing_floor(0.1, 10) == pytest.approx(0.5003, abs=1e-3)


@pytest.mark.parametrize("shares", [[], [0.0], [-1, 2], [math.inf, 1]])
def test_shares_that_are_none_have_no_entropy(shares):
    assert entropy(shares) is None


def test_the_variance_of_the_targets_follows_from_two_scores():
    assert target_variance(0.53672, 0.0007) == pytest.approx(0.5371, abs=1e-4)
    assert target_variance(1.0, 1.0) is None


def test_two_coincidences_name_the_number_of_classes():
    assert class_count(2.31, 0.101) == 10 and class_count(6.91, 0.001) == 1000
    assert class_count(2.31, 0.5) is None and class_count(1.7, 0.1) is None


@pytest.mark.parametrize("n", [3, 8, 30, 300])
def test_a_loss_at_its_baseline_is_stuck(n):
    rng = np.random.default_rng(n)
    found = [stuck_at(math.log(10) + 0.005 * scatter(n, rng), math.log(10)) for _ in range(20)]
    assert all(f.stuck and not f.worse and not f.learned for f in found)


@pytest.mark.parametrize("end", [0.9, 0.8, 0.4])
def test_a_loss_that_ends_below_its_baseline_is_not_stuck(end):
    rng = np.random.default_rng(1)
    for n in (8, 30, 300):
        y = end + (1.05 - end) * np.exp(-6 * np.arange(n) / n) + 0.005 * scatter(n, rng)
        assert not stuck_at(y, 1.0).stuck


def test_a_loss_that_had_learned_and_came_back_is_not_stuck():
    y = np.concatenate((np.linspace(1.0, 0.5, 30), np.full(30, 1.0)))
    found = stuck_at(y, 1.0)
    assert found.learned and not found.stuck


def test_above_the_baseline_is_worse_than_knowing_nothing():
    assert stuck_at(np.full(20, 1.4), 1.0).worse and not stuck_at(np.full(20, 1.4), 1.0).stuck


def test_a_small_validation_set_may_have_other_class_shares():
    train = np.full(20, math.log(2))
    assert stuck_together(train, 1.1 * train, math.log(2))
    assert not stuck_together(0.9 * train, train, math.log(2))


def test_what_makes_no_sense_is_not_answered():
    assert stuck_at([1.0, 1.0], 1.0) is None and stuck_at(np.ones(9), 0.0) is None
    assert stuck_at(np.ones(9), math.nan) is None and start_ratio([], 1.0) is None
    assert start_ratio(np.full(9, 3.0), 1.5) == 2.0
