"""The person's own criteria: what is graded, in which direction, and what is not judged."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from run_diagnose.errors import UsageError
from run_diagnose.model.criterion import Graded, criteria
from run_diagnose.model.run import Predictions, Run
from run_diagnose.reasoning.graded import graded
from run_diagnose.testing.runs import run_of

R2 = [-0.2, 0.1, 0.35, 0.55, 0.4]
LOSS = [1.0, 0.8, 0.6, 0.7, 0.75]


def grade(run: Run, metric: str, **levels: object) -> Graded:
    (made,) = graded(run, criteria({metric: levels}))
    return made


def test_the_kept_epoch_is_graded_and_a_better_one_is_named() -> None:
    made = grade(run_of({"val_loss": LOSS, "val_metric:r2": R2}), "r2", minimum=0.3, good=0.5, excellent=0.7)
    assert (made.grade, made.value, made.goal) == ("minimum", 0.35, "max")
    assert made.detail == "epoch 3, the best by val_loss; good at epoch 4 (0.55), but not there"


def test_the_direction_is_that_of_the_metric() -> None:
    made = grade(run_of({"val_loss": LOSS}), "val_loss", minimum=0.7, good=0.6, excellent=0.5)
    assert (made.grade, made.goal) == ("good", "min")
    assert grade(run_of({"val_loss": LOSS}), "val_loss", minimum=0.5).grade == "missed"


def test_levels_that_go_the_other_way_are_not_judged() -> None:
    made = grade(run_of({"val_metric:r2": R2}), "val_metric_r2", minimum=0.5, good=0.3)
    assert made.grade == "not judged"
    assert "more is better" in made.detail


def test_a_direction_that_nobody_knows_is_taken_from_the_levels_or_not_at_all() -> None:
    run = run_of({"val_loss": LOSS, "other:quality": [1.0, 2.0, 3.0, 4.0, 5.0]})
    name = run.series[1].name
    assert grade(run, name, minimum=2.0, good=4.0).goal == "max"
    made = grade(run, name, minimum=2.0)
    assert made.grade == "not judged"
    assert "--higher-is-better" in made.detail


def test_spread_is_the_share_of_the_targets() -> None:
    run = run_of({"val_loss": LOSS, "pred_std": [0.1, 0.3, 0.5, 0.4, 0.4], "target_std": [1.0] * 5})
    made = grade(run, "spread", minimum="40 %", good="85 %")
    assert (made.grade, made.value, made.share) == ("minimum", 0.5, True)


def test_final_figures_and_predictions_come_first() -> None:
    truth = np.linspace(0.0, 1.0, 50)
    run = replace(run_of({"val_loss": LOSS}), predictions=Predictions("p.csv", truth, 0.5 * truth))
    assert grade(run, "spread", minimum=0.4).value == pytest.approx(0.5)
    assert grade(run, "correlation", good=0.9).grade == "good"
    assert grade(run, "rmse", minimum=0.01).grade == "missed"
    one = run_of({"test_metric:rmse": [0.2]})
    assert grade(one, "rmse", minimum=0.35, good=0.3, excellent=0.25).grade == "excellent"


def test_what_is_not_logged_is_not_judged_and_nan_reaches_no_level() -> None:
    assert grade(run_of({"val_loss": LOSS}), "val_r2", minimum=0.3).grade == "not judged"
    run = run_of({"train_loss": LOSS, "train_metric:correlation": [0.1, 0.2, 0.3, math.nan, math.nan]})
    assert grade(run, "correlation", minimum=0.2).grade == "missed"


def test_a_report_from_python_takes_criteria_and_refuses_what_is_none() -> None:
    from run_diagnose import diagnose

    data = {"epoch": [1, 2, 3, 4, 5], "val_loss": LOSS}
    report = diagnose(data, criteria={"val_loss": {"minimum": 0.7}})
    assert [g.grade for g in report.runs[0].graded] == ["minimum"]
    with pytest.raises(UsageError, match="no level"):
        diagnose(data, criteria={"val_loss": {"most": 0.7}})
