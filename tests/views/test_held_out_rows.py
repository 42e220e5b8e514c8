"""Shares that give away of how many rows they are counts."""

from __future__ import annotations

import numpy as np
import pytest

from run_diagnose.testing import run_of
from run_diagnose.views.held_out_rows import judged_rows, loss_error, share_of


def test_three_shares_of_fifteen_rows_tell_their_number() -> None:
    assert share_of(np.array([0.66667, 0.8, 0.86667, 0.93333, 0.93333])) == 15


def test_shares_of_many_rows_or_too_few_shares_tell_nothing() -> None:
    assert share_of(np.array([0.9512, 0.9623, 0.9731, 0.9804])) is None
    assert share_of(np.array([0.955] * 8)) is None
    assert share_of(np.array([0.51, 0.62, 0.73])) == 100


@pytest.mark.parametrize(
    ("shares", "rows"),
    [
        ([0.976, 0.968, 0.96, 0.96, 0.956], 250),
        ([0.925, 0.95, 1.0, 0.975], 40),
        ([92.5, 95.0, 100.0, 97.5], 40),
        ([0.51, 0.62, 0.73, 0.7], None),
        ([0.9512, 0.9623, 0.9731, 0.9804], None),
    ],
)
def test_steps_wider_than_the_written_digits_tell_the_rows(shares: list[float], rows: int | None) -> None:
    known = judged_rows(run_of({"val_metric:accuracy": shares}))
    assert (known and known[1]) == rows


def test_the_mean_loss_of_few_rows_with_few_wrong_is_uncertain_by_its_own_size() -> None:
    assert loss_error(40, 1.0) == pytest.approx(1.0, abs=0.03)
    assert loss_error(400, 0.8) == pytest.approx(0.1)
