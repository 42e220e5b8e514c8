"""Shares that give away of how many rows they are counts."""

from __future__ import annotations

import numpy as np

from run_diagnose.views.held_out_rows import share_of


def test_three_shares_of_fifteen_rows_tell_their_number() -> None:
    assert share_of(np.array([0.66667, 0.8, 0.86667, 0.93333, 0.93333])) == 15


def test_shares_of_many_rows_or_too_few_shares_tell_nothing() -> None:
    assert share_of(np.array([0.9512, 0.9623, 0.9731, 0.9804])) is None
    assert share_of(np.array([0.955] * 8)) is None
    assert share_of(np.array([0.51, 0.62, 0.73])) == 100
