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
