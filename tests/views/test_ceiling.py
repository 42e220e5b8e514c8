"""Shares end at 1 or at 100, losses and rewards nowhere."""

from __future__ import annotations

import math

import pytest

from run_diagnose.testing.runs import run_of
from run_diagnose.views.ceiling import ceiling


@pytest.mark.parametrize(
    ("column", "values", "most"),
    [
        ("val_metric:accuracy", [0.3, 0.96], 1.0),
        ("val_metric:accuracy", [30.0, 96.0], 100.0),
        ("val_metric:r2", [-3.0, 0.4], 1.0),
        ("val_metric:reward", [0.1, 0.4], math.inf),
        ("val_loss", [0.9, 0.4], math.inf),
    ],
)
def test_a_metric_ends_where_it_ends(column: str, values: list[float], most: float) -> None:
    (series,) = run_of({column: values}).series
    assert ceiling(series) == most
