"""Reasons for a gap between the losses that are no fault."""

from __future__ import annotations

from run_diagnose.model.run import Run
from run_diagnose.testing.runs import run_of
from run_diagnose.views.loss_gap import explained

FALLING = [1.0 / (1 + 0.3 * k) for k in range(10)]
LOWER = [0.5 * y for y in FALLING]


def reason(run: Run) -> str | None:
    train, val = run.get("train_loss"), run.get("val_loss")
    assert train is not None
    assert val is not None
    return explained(run, run.aligned(train, val), (train.name, val.name))


def test_a_gap_without_a_reason_stays_unexplained() -> None:
    assert reason(run_of({"train_loss": FALLING, "val_loss": LOWER})) is None


def test_losses_of_a_model_that_blew_up_are_not_held_against_each_other() -> None:
    run = run_of({"train_loss": FALLING, "val_loss": LOWER, "val_metric:r2": [-50.0 - k for k in range(10)]})
    assert "tell of the blow-up alone" in (reason(run) or "")


def test_a_term_at_the_level_of_the_validation_loss_explains_the_gap() -> None:
    run = run_of({"train_loss": FALLING, "val_loss": LOWER, "train_loss_part:task": [1.01 * y for y in LOWER]})
    assert "one term of train_loss" in (reason(run) or "")


FORTIETHS = [0.85, 0.9, 0.95, 0.975, 1.0, 0.975, 1.0, 1.0, 0.975, 1.0]


def test_an_easy_draw_of_forty_rows_explains_the_gap() -> None:
    run = run_of({"train_loss": FALLING, "val_loss": LOWER, "val_metric:accuracy": FORTIETHS})
    assert "counts 40 rows" in (reason(run) or "")


def test_the_same_gap_over_many_rows_stays_unexplained() -> None:
    many = [0.8512, 0.9013, 0.9524, 0.9731, 0.9912, 0.9713, 0.9817, 0.9821, 0.9733, 0.9911]
    assert reason(run_of({"train_loss": FALLING, "val_loss": LOWER, "val_metric:accuracy": many})) is None


VARIANCE = 0.64


def test_targets_that_spread_less_explain_the_gap_where_validation_is_not_ahead() -> None:
    train = [0.95, 0.90, 0.86, 0.84, 0.82, 0.80, 0.78, 0.76, 0.75, 0.74]
    r2 = [0.06, 0.09, 0.09, 0.08, 0.08, 0.07, 0.06, 0.05, 0.04, 0.02]
    run = run_of({"train_loss": train, "val_loss": [VARIANCE * (1 - r) for r in r2], "val_metric:r2": r2})
    assert "of its targets' variance" in (reason(run) or "")


def test_targets_that_spread_less_explain_nothing_where_validation_is_far_ahead() -> None:
    train = [0.95, 0.80, 0.70, 0.63, 0.58, 0.55, 0.53, 0.52, 0.51, 0.50]
    r2 = [0.20, 0.50, 0.65, 0.72, 0.78, 0.80, 0.82, 0.83, 0.84, 0.85]
    assert (
        reason(run_of({"train_loss": train, "val_loss": [VARIANCE * (1 - r) for r in r2], "val_metric:r2": r2})) is None
    )
