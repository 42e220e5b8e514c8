"""What the kept epoch may cost in a metric, and what other validation rows would change as well."""

from __future__ import annotations

import pytest

from run_diagnose.model.outcome import Clear, Fired
from run_diagnose.rules.selection.criterion_mismatch import criterion_mismatch
from run_diagnose.testing import run_of

KEEPS = {"early_stopping_patience": 4, "early_stopping_metric": "val_loss"}
LOSSES = {
    "train_loss": [0.57, 0.21, 0.091, 0.068, 0.048, 0.044, 0.033],
    "val_loss": [0.35, 0.105, 0.080, 0.090, 0.105, 0.106, 0.112],
}


def judged(accuracy: list[float]) -> object:
    return criterion_mismatch(run_of({**LOSSES, "val_metric:accuracy": accuracy}, config=KEEPS, task="classification"))


def test_four_of_two_hundred_and_fifty_rows_are_within_their_draw() -> None:
    assert isinstance(judged([0.976, 0.968, 0.960, 0.960, 0.956, 0.960, 0.960]), Clear)


@pytest.mark.parametrize(
    "accuracy",
    [
        [0.976, 0.968, 0.860, 0.860, 0.856, 0.860, 0.860],  # thirty of two hundred and fifty rows
        [0.9763, 0.9684, 0.9601, 0.9602, 0.9564, 0.9603, 0.9602],  # rows that nothing tells
    ],
)
def test_more_than_the_draw_of_rows_and_rows_unknown_are_found(accuracy: list[float]) -> None:
    assert isinstance(judged(accuracy), Fired)


def test_a_direction_turned_round_in_the_config_is_no_matter_of_noise() -> None:
    accuracy = [0.533, 0.537, 0.573, 0.600, 0.573, 0.570, 0.587, 0.577, 0.547, 0.560, 0.610, 0.580, 0.583, 0.563, 0.577]
    val = [0.956, 0.857, 0.815, 0.795, 0.771, 0.764, 0.741, 0.809, 0.984, 0.915, 0.759, 0.789, 0.854, 0.879, 0.950]
    train = [0.99 * 0.93**k for k in range(15)]
    columns = {"train_loss": train, "val_loss": val, "val_metric:accuracy": accuracy}
    turned = {"checkpoint.monitor": "val_accuracy", "checkpoint.mode": "min"}
    outcome = criterion_mismatch(run_of(columns, config=turned, task="classification"))
    assert isinstance(outcome, Fired)
    assert "the wrong way round" in outcome.findings[0].message
