"""Tuning to preferences: what a run that learns looks like, and the ways in which it does not."""

from dataclasses import replace

import numpy as np
import pytest

from run_diagnose.model.outcome import Fired
from run_diagnose.model.roles import OTHER
from run_diagnose.model.series import Series
from run_diagnose.rules.rl.answers_cut_off import answers_cut_off
from run_diagnose.rules.rl.chosen_answers_lost import chosen_answers_lost
from run_diagnose.rules.rl.kl_blowup import kl_blowup
from run_diagnose.rules.rl.preferences_too_easy import preferences_too_easy
from run_diagnose.rules.rl.preferences_unlearned import preferences_unlearned
from run_diagnose.rules.rl.reward_collapse import reward_collapse
from run_diagnose.rules.rl.uniform_rewards import uniform_rewards
from run_diagnose.testing.runs import role_of, run_of

N = 40
T = np.linspace(0, 1, N)
REWARD = role_of("train_metric:reward")


def rough(size, seed=0):
    return size * np.random.default_rng(seed).normal(size=N)


def logged(**columns):
    """A run whose series have these names, ``__`` for a slash."""
    run = run_of({"train_metric:reward": [0.0] * N}, axis="step", task="rl")
    place = run.series[0]
    series = tuple(
        Series(
            name=name.replace("__", "/"),
            role=REWARD if name == "reward" else OTHER,
            axis="step",
            x=place.x,
            y=np.array(y, float),
            line=place.line,
        )
        for name, y in columns.items()
    )
    return replace(run, series=series, logged=series, memo={})


def pairs(margin, chosen, accuracy, logps, **more):
    margin, chosen = np.asarray(margin, float), np.asarray(chosen, float)
    columns = {
        "rewards__chosen": chosen, "rewards__rejected": chosen - margin, "rewards__margins": margin,
        "rewards__accuracies": accuracy, "logps__chosen": logps,
        "logps__rejected": np.asarray(logps) - 20 - 10 * margin,
    }  # fmt: skip
    return logged(**columns, **more)


HEALTHY = pairs(1.2 * T + rough(0.05), -0.8 * T, 0.5 + 0.25 * T + rough(0.02), -280 - 30 * T + rough(5))
RULES = (preferences_unlearned, chosen_answers_lost, preferences_too_easy)


def found(rule, run):
    outcome = rule(run)
    return [(f.severity.value, f.kind) for f in outcome.findings] if isinstance(outcome, Fired) else []


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.slug)
def test_a_run_that_learns_slowly_and_keeps_its_answers_is_quiet(rule):
    assert not found(rule, HEALTHY)


def test_rewards_of_chosen_answers_may_fall_while_the_margin_grows():
    falling = pairs(2 * T, -6 * T, 0.5 + 0.3 * T, -280 - 60 * T + rough(5))
    assert not any(found(rule, falling) for rule in (*RULES, reward_collapse))


def test_margins_of_exactly_nothing_are_no_training():
    assert found(preferences_unlearned, pairs(0 * T, 0 * T, 0 * T, 0 * T)) == [("error", "no_learning")]


def test_pairs_told_apart_like_a_coin_are_no_learning():
    coin = pairs(rough(0.003), rough(0.003, 1), 0.5 + rough(0.03), -200 + rough(3))
    assert found(preferences_unlearned, coin) == [("warning", "no_learning")]


def test_a_coin_seen_too_briefly_is_not_judged():
    short = run_of({}, task="rl")
    assert not found(preferences_unlearned, short)


@pytest.mark.parametrize(("lost", "said"), [(0.3, []), (0.7, ["note"]), (1.3, ["warning"])])
def test_likelihood_lost_by_the_chosen_answers_is_graded(lost, said):
    run = pairs(3 * T, -20 * lost * T, 0.5 + 0.3 * T, -200 * (1 + 1.05 * lost * T) + rough(1))
    assert [severity for severity, _ in found(chosen_answers_lost, run)] == said


def test_pairs_that_are_no_task_at_all_are_found():
    sure = np.minimum(1.0, 0.5 + 10 * T)
    assert found(preferences_too_easy, pairs(11 * T**0.3, -4 * T, sure, -200 - 9 * T)) == [("note", "overfitting")]
    assert found(preferences_too_easy, pairs(30 * T**0.3, -4 * T, sure, -200 - 9 * T)) == [("warning", "overfitting")]


def test_groups_without_a_difference_are_serious_only_where_the_reward_never_rose():
    solved = logged(reward=np.minimum(1, 2 * T), frac_reward_zero_std=np.minimum(1, 1.6 * T))
    never = logged(reward=0 * T, frac_reward_zero_std=1 + 0 * T)
    assert [s for s, _ in found(uniform_rewards, never)] == ["warning"]
    assert "warning" not in [s for s, _ in found(uniform_rewards, solved)]
    assert [s for s, _ in found(uniform_rewards, logged(reward=0 * T, reward_std=0 * T))] == ["warning"]


@pytest.mark.parametrize(
    ("share", "said"),
    [(0.05 + 0 * T, []), (0.5 + 0 * T, []), (0.7 * T, ["note"]), (T > 0.5, ["warning"]), (0.95 + 0 * T, ["warning"])],
)
def test_answers_that_are_cut_off_are_graded(share, said):
    run = logged(completions__clipped_ratio=share, completions__mean_length=200 + 300 * T)
    assert [s for s, _ in found(answers_cut_off, run)] == said


def test_the_kl_to_a_reference_is_no_step_of_a_policy():
    run = run_of({"train_metric:reward": 0.2 + 0.4 * T, "kl": 0.2 + 0.3 * T, "clip_fraction": 0.01 + 0 * T}, task="rl")
    assert found(kl_blowup, run) == [("warning", "kl_blowup")]
    groups = Series(
        name="reward_std", role=OTHER, axis="epoch", x=run.series[0].x, y=0.3 + 0 * T, line=run.series[0].line
    )
    tuned = replace(run, series=(*run.series, groups), logged=(*run.logged, groups), memo={})
    assert found(kl_blowup, tuned) == []
