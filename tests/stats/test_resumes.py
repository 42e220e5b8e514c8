"""A step axis that goes back, repeats itself or leaves gaps."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.stats.resumes import by_step, last_write, ranks, resumes, seam_jump, split_at_gaps

from .curves import scatter


@given(st.lists(st.integers(0, 12) | st.just(math.nan), max_size=30))
@settings(max_examples=50, deadline=None)
def test_what_is_kept_rises_and_holds_every_last_write(steps):
    keep = last_write(steps)
    kept = np.asarray(steps, dtype=float)[keep]
    assert np.all(np.diff(kept) > 0)
    found = resumes(steps)
    assert found.lost + found.duplicates + int(keep.sum()) <= len(steps)


def test_a_resumed_run_overwrites_what_it_repeats():
    found = resumes([1, 2, 3, 4, 5, 3, 4, 5, 6])
    assert found.keep.tolist() == [True, True, False, False, False, True, True, True, True]
    assert found.seams.tolist() == [5] and found.lost == 3 and found.duplicates == 0


def test_the_same_row_twice_is_a_duplicate_and_no_resume():
    found = resumes([1, 1, 2, 3, 3])
    assert found.duplicates == 2 and found.lost == 0 and len(found.seams) == 0


def test_ranks_write_every_step_side_by_side():
    assert ranks(np.repeat(np.arange(10), 4)) == 4
    assert ranks([1, 2, 3, 1, 2, 3]) == 1 and ranks(np.arange(9)) == 1 and ranks([]) == 1


def test_a_rank_that_lost_step_stands_out():
    y = np.tile([1.0, 1.01], 20) + np.repeat(0.01 * scatter(20, np.random.default_rng(0)), 2)
    y[21] += 1.0
    found = by_step(np.repeat(np.arange(20), 2), y)
    assert len(found.median) == 20 and found.worst == 10 and found.sigmas > 5
    assert by_step([], []) is None


def test_a_level_that_jumps_at_a_seam_is_measured():
    y = np.concatenate((np.ones(20), np.full(20, 2.0))) + 0.02 * scatter(40, np.random.default_rng(1))
    assert seam_jump(y, 20).found and seam_jump(y, 20).height == pytest.approx(1.0, abs=0.1)
    assert not seam_jump(y, 10).found and seam_jump(y, 1) is None


def test_an_axis_is_split_where_it_leaves_a_gap():
    assert split_at_gaps([0, 1, 2, 50, 51]) == [slice(0, 3), slice(3, 5)]
    assert split_at_gaps([]) == [] and split_at_gaps([7]) == [slice(0, 1)]
