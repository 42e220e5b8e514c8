"""An accuracy that stands still: one class for all, or a metric that does not measure the answers."""

from __future__ import annotations

import numpy as np
import pytest

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.collapse.one_class import one_class
from run_diagnose.testing import run_of

ROWS = 12
LOSS = {"train_loss": [1.0 - 0.05 * i for i in range(ROWS)], "val_loss": [1.1 - 0.04 * i for i in range(ROWS)]}
FROZEN = {"val_metric:accuracy": [0.62, *[0.58] * (ROWS - 1)]}


def moving(name: str) -> dict[str, list[float]]:
    chance = np.random.default_rng(1)
    return {name: [float(v) for v in 0.6 + 0.05 * chance.normal(size=ROWS)]}


def kinds(columns: dict[str, list[float]]) -> list[str]:
    outcome = one_class(run_of(columns, task="classification"))
    return [f.kind for f in outcome.findings] if isinstance(outcome, Fired) else []


def test_a_frozen_accuracy_while_the_loss_moves_is_one_class() -> None:
    assert kinds({**LOSS, **FROZEN}) == ["prediction_collapse"]


@pytest.mark.parametrize("other", ["val_metric:f1", "val_metric:recall", "val_metric:dice"])
def test_answers_that_another_count_sees_change_put_the_blame_on_the_metric(other: str) -> None:
    assert kinds({**LOSS, **FROZEN, **moving(other)}) == ["frozen_metric"]


def test_an_area_under_a_curve_that_moves_clears_nothing() -> None:
    assert kinds({**LOSS, **FROZEN, **moving("val_metric:auroc")}) == ["prediction_collapse"]


def test_an_accuracy_that_moves_is_fine() -> None:
    assert kinds({**LOSS, **moving("val_metric:accuracy")}) == []


def test_a_share_of_the_top_class_is_known_without_the_word_share() -> None:
    accuracy, share = [0.08, 0.07, 0.07, 0.12, 0.07], [1.0, 0.99, 1.0, 1.0, 1.0]
    run = run_of(
        {"train_loss": [2.3, 2.4, 2.5, 2.4, 2.5], "val_metric:accuracy": accuracy, "other:val_top_class": share}
    )
    assert isinstance(one_class(run), Fired)


STEPS = {
    "train_loss": [2.05, 1.83, 1.17, 0.35, 0.14, 0.12, 0.09, 0.075, *[0.074, 0.073, 0.072, 0.073] * 2],
    "val_metric:accuracy": [0.60, 0.62, 0.90, 0.94, 0.93, 0.95, 0.95, 0.96, *[0.95] * 8],
}
AT_REST = [1.99, 1.52, 0.68, 0.21, 0.24, 0.20, 0.181, 0.165]
FELL = [0.1642, 0.1641, 0.1640, 0.1642, 0.1643, 0.1641, 0.1639, 0.1644]


def test_answers_that_came_to_rest_after_a_drop_of_the_rate_are_not_one_class() -> None:
    assert kinds({**STEPS, "val_loss": [*AT_REST, *FELL]}) == []


def test_answers_lost_with_a_worse_loss_are_one_class() -> None:
    assert kinds({**STEPS, "val_loss": [*AT_REST, *(4 * v for v in FELL)]}) == ["prediction_collapse"]


def test_a_lucky_untrained_accuracy_clears_nothing() -> None:
    loss = [2.0, 1.9, 1.8, *[1.0 - 0.01 * i for i in range(9)]]
    accuracy = [0.60, 0.62, 0.61, *[0.58] * 9]
    assert kinds({"train_loss": loss, "val_loss": loss, "val_metric:accuracy": accuracy}) == ["prediction_collapse"]


def test_one_hard_row_of_fifteen_is_no_class():
    accuracy = [10 / 15, 12 / 15, 13 / 15, 13 / 15, *[14 / 15] * 6]
    loss = np.geomspace(1.3, 0.2, 10)
    columns = {"train_loss": loss, "val_loss": loss + 0.1, "val_metric:accuracy": accuracy}
    assert not isinstance(one_class(run_of(columns)), Fired)
    many = [*accuracy[:4], *[5 / 15] * 6]
    assert isinstance(one_class(run_of({**columns, "val_metric:accuracy": many})), Fired)


OVERFITTED = {
    "train_loss": [0.66, 0.35, 0.08, 0.011, 0.004, 0.002, 0.001, 0.0007, 0.0005, 0.0004, 0.0003, 0.0002],
    "val_metric:accuracy": [0.73, 0.96, 0.972, 0.984, *[0.976] * 8],
}


def test_a_frozen_accuracy_beside_losses_below_the_entropy_of_its_share_is_no_single_class() -> None:
    held_out = [0.58, 0.27, 0.095, 0.067, 0.070, 0.075, 0.080, 0.083, 0.086, 0.089, 0.091, 0.094]
    assert kinds({**OVERFITTED, "val_loss": held_out}) == []


def test_a_held_out_loss_above_that_entropy_leaves_the_single_class_standing() -> None:
    held_out = [0.58, 0.47, 0.395, 0.267, 0.270, 0.275, 0.280, 0.283, 0.286, 0.289, 0.291, 0.294]
    assert kinds({**OVERFITTED, "val_loss": held_out}) == ["prediction_collapse"]
