"""A held-out loss that never changes, told from rounding and from a model that never moves."""

from run_diagnose.model.outcome import Fired
from run_diagnose.rules.bookkeeping.frozen_metric import frozen_metric
from run_diagnose.testing.runs import run_of

FALLING = [2.155, 1.619, 0.878, 0.541, 0.38, 0.291, 0.231, 0.19]


def test_a_validation_loss_that_stands_still_while_training_falls_is_found():
    outcome = frozen_metric(run_of({"train_loss": FALLING, "val_loss": [2.310307] * 8}))
    assert isinstance(outcome, Fired) and outcome.findings[0].severity.value == "error"


def test_a_model_that_does_not_move_at_all_is_another_matter():
    outcome = frozen_metric(
        run_of({"train_loss": [2.31, 2.29, 2.33, 2.3, 2.32, 2.28, 2.31, 2.3], "val_loss": [2.31] * 8})
    )
    assert not isinstance(outcome, Fired)


def test_a_rounded_validation_loss_that_still_moves_is_not_frozen():
    val = [2.2, 1.7, 0.9, 0.6, 0.5, 0.5, 0.5, 0.4]
    assert not isinstance(frozen_metric(run_of({"train_loss": FALLING, "val_loss": val})), Fired)


def test_an_accuracy_that_repeats_beside_a_moving_loss_is_not_frozen():
    columns = {"train_loss": FALLING, "val_loss": [v + 0.01 for v in FALLING], "val_metric:accuracy": [0.97] * 8}
    assert not isinstance(frozen_metric(run_of(columns)), Fired)


def test_a_training_loss_that_falls_by_less_than_the_last_digit_of_the_other_moves_nothing():
    train = [0.37, 0.061, 0.0011, *(2e-7 * 0.5**i for i in range(9))]
    val = [0.9347, 1.0373, 1.0702, *[1.07342] * 9]
    assert not isinstance(frozen_metric(run_of({"train_loss": train, "val_loss": val})), Fired)


def test_a_loss_that_stops_after_a_while_beside_one_that_still_falls_visibly_is_found():
    train = [0.97, 0.81, 0.70, *(0.62 * 0.9**i for i in range(9))]
    val = [0.9347, 0.8373, 0.7702, *[0.77342] * 9]
    assert isinstance(frozen_metric(run_of({"train_loss": train, "val_loss": val})), Fired)
