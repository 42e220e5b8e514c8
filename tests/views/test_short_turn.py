"""Turns in five to seven evaluations: told where nothing but a rise follows the best, and seldom in noise."""

from __future__ import annotations

import numpy as np
import pytest

from run_diagnose.model.outcome import Fired, Skipped
from run_diagnose.rules.generalisation.overfitting import overfitting
from run_diagnose.testing.runs import run_of
from run_diagnose.views.short_turn import short_turn

TURNED = [1.42, 1.36, 1.37, 1.40, 1.52, 1.55]
FALLING = [1.5, 1.3, 1.1, 1.0, 0.8, 0.7]


def test_three_rises_on_end_after_the_best_are_overfitting_while_training_falls() -> None:
    outcome = overfitting(run_of({"train_loss": FALLING, "val_loss": TURNED}))
    assert isinstance(outcome, Fired)
    (finding,) = outcome.findings
    assert finding.severity.value == "warning" and finding.onset is not None and finding.onset.value == 2
    assert "has risen at every evaluation since, by 14 %" in finding.message


def test_a_training_loss_that_rises_as_well_is_no_overfitting() -> None:
    assert isinstance(overfitting(run_of({"train_loss": FALLING[::-1], "val_loss": TURNED})), Skipped)


@pytest.mark.parametrize(
    "val",
    [
        [1.42, 1.36, 1.40, 1.37, 1.52, 1.55],  # a step back
        [1.42, 1.40, 1.39, 1.36, 1.52, 1.55],  # two rises
        [1.42, 1.36, 1.365, 1.37, 1.38, 1.39],  # too small a rise
        [9.0, 1.36, 1.37, 1.40, 1.52, 1.55],  # beside what was gained
        [1.36, 1.37, 1.52, 1.55],  # too few
    ],
)
def test_less_than_that_is_open(val: list[float]) -> None:
    assert isinstance(overfitting(run_of({"train_loss": FALLING[: len(val)], "val_loss": val})), Skipped)


def test_noise_on_curves_that_fall_or_rest_seldom_looks_like_it() -> None:
    rng = np.random.default_rng(0)
    seen = 0
    for n in (5, 6, 7) * 200:
        y = 1 + rng.uniform(0, 1.5) * np.exp(-np.arange(n) / rng.uniform(0.5, 4)) + 0.05 * rng.normal(size=n)
        seen += short_turn(run_of({"val_loss": y.tolist()}).series[0]) is not None
    assert seen <= 12
