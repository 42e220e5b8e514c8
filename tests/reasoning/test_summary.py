"""The curve in a report: short enough for a line of text, and it begins and ends where the log does."""

from __future__ import annotations

import numpy as np
import pytest

from run_diagnose.reasoning.summary import CURVE_POINTS, _standing_out


@pytest.mark.parametrize("n", [1, 2, 59, 60, 61, 62, 80, 119, 120, 121, 1000, 1001])
def test_both_ends_are_kept_and_the_rows_are_in_order(n: int) -> None:
    rows = _standing_out(np.linspace(2.0, 1.0, n))
    assert (rows[0], rows[-1]) == (0, n - 1)
    assert np.all(np.diff(rows) > 0)
    assert len(rows) == min(n, CURVE_POINTS)


@pytest.mark.parametrize("at", [0, 1, 37, 497, 998, 999])
def test_a_spike_and_a_nan_survive_wherever_they_are(at: int) -> None:
    for value in (1e6, np.nan):
        y = np.linspace(2.0, 1.0, 1000)
        y[at] = value
        assert at in _standing_out(y)
