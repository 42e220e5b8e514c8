"""Steps that count the configured epochs are epochs."""

from __future__ import annotations

from run_diagnose.names.disguised_epochs import epochs_by_name
from run_diagnose.testing.runs import run_of

LOSSES = {"train_loss": [2.0, 1.5, 1.2, 1.0], "val_loss": [2.1, 1.6, 1.3, 1.2]}


def test_steps_that_count_the_configured_epochs_are_epochs() -> None:
    run = epochs_by_name(run_of(LOSSES, axis="step", config={"epochs": 4}))
    assert run.axis == "epoch"
    assert {s.axis for s in run.series} == {"epoch"}
    assert "taken for epochs" in run.notes[-1]


def test_steps_stay_steps_where_the_config_plans_another_number_of_epochs() -> None:
    assert epochs_by_name(run_of(LOSSES, axis="step", config={"epochs": 40})).axis == "step"


def test_steps_stay_steps_where_they_leave_out_some() -> None:
    run = run_of({"step": [5, 10, 15, 20], **LOSSES}, axis="step", config={"epochs": 4})
    assert epochs_by_name(run).axis == "step"


def test_steps_stay_steps_without_a_config() -> None:
    assert epochs_by_name(run_of(LOSSES, axis="step")).axis == "step"
