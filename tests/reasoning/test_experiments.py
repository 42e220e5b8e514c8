"""The plan of the next runs: one change at a time, each with what decides."""

from __future__ import annotations

import pytest

from run_diagnose import rules
from run_diagnose.model.change import NoEffect
from run_diagnose.model.report import Experiment
from run_diagnose.reasoning import experiments, next_run, plan, ranking
from run_diagnose.testing.cases import case_of
from run_diagnose.testing.runs import run_of
from run_diagnose.views.case import Case

RISING = [1.0, 0.8, 0.7, 0.6, 0.9, 1.5, 3.0, 9.0, 30.0, 90.0]
CONFIG = {"optimizer": "sgd", "lr": 0.1, "clip_grad_norm": None, "epochs": 10}


def planned(case: Case) -> tuple[Experiment, ...]:
    causes = ranking.rank(case)
    return experiments.plan(case, causes, plan.plan(case, causes).changes)


def diverged() -> Case:
    run = run_of({"train_loss": RISING, "val_loss": RISING}, config=CONFIG)
    return case_of(run, {"divergence": {}}, onsets={"divergence": 5.0})


def test_each_option_is_a_run_of_its_own_with_a_rule_that_decides() -> None:
    made = [e for e in planned(diverged()) if e.kind == "change"]
    assert len(made) == 2
    assert all("keep it" in e.decide and "take it back" in e.decide for e in made)
    assert not set(made[0].keys) & set(made[1].keys)


def test_a_break_that_came_late_is_looked_for_past_its_place() -> None:
    change = next(e for e in planned(diverged()) if e.kind == "change")
    assert "past epoch 6" in change.decide
    assert "it came at epoch 5" in change.decide


def test_a_control_and_an_ablation_stand_beside_several_options() -> None:
    kinds = [e.kind for e in planned(diverged())]
    assert kinds.count("control") == 1
    assert kinds.count("ablation") == 1


def test_what_the_log_speaks_against_is_told_last_and_not_to_be_run() -> None:
    case = diverged()
    causes = ranking.rank(case)
    nothing = (NoEffect(key="clip_grad_norm", old=1.0, new=5.0, why="the limit was never reached"),)
    made = experiments.plan(case, causes, plan.plan(case, causes).changes, nothing)
    spared = [e for e in made if e.kind == "spared"]
    assert made[-len(spared) :] == tuple(spared)
    assert spared[0].title == "Another value of clip_grad_norm"
    assert "never reached" in spared[0].decide
    for cause in (c for c in causes if c.supports):
        assert not any(cause.title[1:] in e.title for e in spared)


def test_a_healthy_run_gets_no_experiments() -> None:
    case = case_of(run_of({"train_loss": RISING}, config=CONFIG), {"plateau": {}}, note=True)
    assert planned(case) == ()


def test_a_run_that_ended_too_early_is_told_what_more_of_it_would_bring() -> None:
    falling = [1.0 / (1 + 0.3 * k) for k in range(20)]
    run = run_of({"train_loss": falling, "val_loss": falling}, config={"lr": 0.003, "epochs": 20})
    longer = [e for e in planned(case_of(run, {"underfitting": {"fall": 0.1}})) if e.kind == "longer"]
    assert len(longer) == 1
    assert "val_loss from 0.1" in longer[0].expect


@pytest.mark.parametrize("slug", sorted({name for r in rules.built_in() if not r.unexplained for name in (r.slug,)}))
def test_what_is_missing_from_the_next_run_is_said_for_every_finding(slug: str) -> None:
    quiet = {"clip-saturation", "update-ratio", "clipped-updates", "blind-critic", "uniform-rewards"}
    run = run_of({"train_loss": RISING, "val_loss": RISING}, config=CONFIG)
    values = {"best": 0.6, "best_at": 4.0}
    assert slug in quiet or next_run.criterion(case_of(run, {slug: values}), slug)
