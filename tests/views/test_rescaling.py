"""Narrow predictions that rank well, and those that are not worth a factor."""

from __future__ import annotations

import math

import pytest

from run_diagnose.reasoning.checkpoint import advise
from run_diagnose.testing.cases import case_of
from run_diagnose.testing.runs import run_of
from run_diagnose.views.rescaling import to_rescale

CORRELATION = [0.1, 0.3, 0.45, 0.52, 0.55, 0.56, 0.56, 0.55, 0.3, 0.1]
NARROW = [0.9, 0.7, 0.5, 0.3, 0.22, 0.2, 0.2, 0.2, 0.05, 0.01]
LOSS = [1.4, 1.2, 1.0, 0.9, 0.85, 0.83, 0.8, 0.79, 0.86, 0.9]


def columns(correlation: list[float], spread: list[float]) -> dict[str, list[float | None]]:
    target: list[float | None] = [1.0] * len(spread)
    return {"val_loss": [*LOSS], "val_metric:correlation": [*correlation], "pred_std": [*spread], "target_std": target}


def test_the_place_of_the_best_correlation_is_kept_with_the_factor_that_widens_it() -> None:
    found = to_rescale(run_of(columns(CORRELATION, NARROW)))
    assert found is not None
    assert found.at.value in (6, 7) and "multiplied by 2.8 about their mean they reach an R2 near 0.31" in found.why


def test_a_correlation_that_becomes_nan_leaves_the_place_before_it() -> None:
    found = to_rescale(run_of(columns([*CORRELATION[:8], math.nan, math.nan], NARROW)))
    assert found is not None and found.at.value in (6, 7)


@pytest.mark.parametrize(
    ("correlation", "spread"),
    [
        ([0.1 + 0.01 * (-1) ** k for k in range(10)], NARROW),  # a hundredth of the variance
        (CORRELATION, [0.9] * 10),  # wide enough
        ([0.3 * (-1) ** k for k in range(10)], NARROW),  # noise
    ],
)
def test_what_is_not_worth_a_factor_is_left_alone(correlation: list[float], spread: list[float]) -> None:
    assert to_rescale(run_of(columns(correlation, spread))) is None


def test_a_collapsed_pick_is_replaced_by_it() -> None:
    advice = advise(case_of(run_of(columns(CORRELATION, NARROW)), {"best-epoch-in-collapse": {}}))
    assert advice is not None and advice.usable and advice.recommended is not None
    assert advice.recommended.at in (6, 7)
