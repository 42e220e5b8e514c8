"""Shares from 0 to 1 and in per cent."""

import pytest

from run_diagnose.views.shares import whole


@pytest.mark.parametrize(("level", "all_of_it"), [(0.0, 1.0), (0.97, 1.0), (1.0, 1.0), (2.5, 100.0), (97.0, 100.0)])
def test_a_share_above_one_is_written_in_per_cent(level: float, all_of_it: float) -> None:
    assert whole(level) == all_of_it
