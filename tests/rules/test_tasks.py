"""Where a loss says little of learning, the rules on losses are mute; what is inferred can be overruled."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from run_diagnose.engine import examine
from run_diagnose.model.outcome import Fired, Skipped
from run_diagnose.model.report import RunReport
from run_diagnose.pipeline import Options, diagnose
from run_diagnose.rules import built_in
from run_diagnose.testing.courses import COURSES
from run_diagnose.testing.runs import run_of

SHAPES = {
    "divergence", "loss_spike", "oscillation", "no_learning", "plateau", "underfitting", "overfitting",
    "val_below_train", "trained_past_best", "criterion_mismatch", "bad_checkpoint", "leak_suspect",
}  # fmt: skip
"""Kinds that are read from the shape of a loss."""


@pytest.mark.parametrize("task", ["rl", "gan"])
def test_no_shape_of_a_loss_is_spoken_of_where_it_means_little(task: str) -> None:
    for kind, draw in COURSES.items():
        run = run_of(draw(60, np.random.default_rng(1)), task=task)
        found = {f.kind for o in examine(run, built_in(), strict=True) if isinstance(o, Fired) for f in o.findings}
        assert not found & SHAPES, (kind, found)


@pytest.mark.parametrize("task", ["rl", "gan"])
def test_every_rule_on_shapes_says_why_it_is_mute(task: str) -> None:
    run = run_of(COURSES["overfitting"](60, np.random.default_rng(1)), task=task)
    for rule in built_in():
        if rule.kind in SHAPES and rule.tasks is None and any("val_loss" in group for group in rule.needs):
            outcome = rule(run)
            assert isinstance(outcome, Skipped), rule.slug
            assert task in outcome.detail


def _policy_log(folder: Path) -> str:
    """An agent that learns while its losses wander, jump and rise, as they do."""
    chance = np.random.default_rng(2)
    t = np.linspace(0, 1, 60)
    reward = -200 + 400 / (1 + np.exp(-(t - 0.4) / 0.12)) + 10 * chance.normal(size=60)
    value = 50 * np.exp(0.5 * chance.normal(size=60)) * (1 + 3 * t)
    lines = ["step,ep_rew_mean,value_loss,loss,entropy,clip_fraction"]
    lines += [
        f"{2048 * (i + 1)},{reward[i]:.1f},{value[i]:.2f},{0.5 * value[i]:.2f},{1.38 - 0.9 * t[i]:.3f},0.1"
        for i in range(60)
    ]
    path = folder / "progress.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def _judged(path: str, task: str | None = None) -> RunReport:
    (run,) = diagnose([path], Options(strict=True, task=task)).runs
    return run


def test_an_agent_that_learns_is_healthy_whatever_its_losses_do(tmp_path: Path) -> None:
    run = _judged(_policy_log(tmp_path))
    assert run.task == "rl"
    assert [f.message for f in run.findings if f.severity.level] == []
    assert run.verdict == "healthy"


def test_the_task_that_is_said_overrules_the_one_that_is_inferred(tmp_path: Path) -> None:
    path = _policy_log(tmp_path)
    status = {task: {c.rule: c.status for c in _judged(path, task).checks} for task in (None, "regression")}
    assert status[None]["divergence"] == "skipped"
    assert status["regression"]["divergence"] != "skipped"
    assert status["regression"]["entropy-collapse"] == "skipped"
