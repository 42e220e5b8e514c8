"""New values come from the run's own: its norms, its length, its rate at the turn, its KL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from run_diagnose import changes
from run_diagnose.changes.base import Proposal, beside, rounded
from run_diagnose.model.change import Advice, Change, NoEffect
from run_diagnose.model.config import Config
from run_diagnose.model.record import Setting
from run_diagnose.model.run import Run, Source
from run_diagnose.testing.cases import case_of
from run_diagnose.testing.runs import run_of

TEN = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.6, 0.9, 2.0, 9.0]


def proposals(slug: str, run: Run, found: dict[str, dict[str, Any]], onset: float | None = None) -> list[Proposal]:
    onsets = {} if onset is None else dict.fromkeys(found, onset)
    asked: Iterator[Proposal] = changes.built_in()[slug].propose(case_of(run, found, onsets=onsets), "test")
    return list(asked)


def edits(slug: str, run: Run, found: dict[str, dict[str, Any]], onset: float | None = None) -> dict[str, object]:
    return {p.key: p.new for p in proposals(slug, run, found, onset) if isinstance(p, Change)}


def test_the_clip_limit_is_that_of_nine_tenths_of_the_norms_before_the_break() -> None:
    norms = [0.5, 0.52, 0.54, 0.56, 0.58, 0.6, 0.62, 0.64, 0.66, 0.68, 0.7, 90.0]
    run = run_of({"train_loss": [1.0] * 12, "grad_norm": norms}, config={"lr": 0.1})
    assert edits("clip-gradients", run, {"divergence": {}}, 11) == {"clip_grad_norm": 0.68}


def test_norms_that_are_wild_from_the_start_set_no_limit() -> None:
    run = run_of({"train_loss": TEN, "grad_norm": [900.0] * 10}, config={"clip_grad_norm": None})
    assert edits("clip-gradients", run, {"exploding-gradients": {}}, 1) == {"clip_grad_norm": 1.0}


def test_a_limit_that_no_norm_reaches_is_said_to_do_nothing() -> None:
    run = run_of({"train_loss": TEN, "grad_norm": [0.12] * 10}, config={"clip_grad_norm": 1.0})
    (said,) = proposals("loosen-clipping", run, {"no-learning": {}})
    assert isinstance(said, NoEffect)
    assert "0.12" in said.why


def test_a_rising_rate_is_cut_to_below_where_the_loss_turned() -> None:
    rates = [0.01 * 2**k for k in range(10)]
    run = run_of({"train_loss": TEN, "lr": rates}, config={"optimizer": "sgd", "lr": 0.01, "scheduler.max_lr": 0.25})
    new = edits("lower-learning-rate", run, {"oscillation": {}}, 3)["scheduler.max_lr"]
    assert new == 0.01  # 0.3 of the 0.04 at epoch 3


def test_a_warm_up_is_shortened_in_its_own_unit() -> None:
    in_steps = run_of({"train_loss": TEN}, config={"warmup_steps": 9000, "max_steps": 4000})
    in_ratio = run_of({"train_loss": TEN}, config={"warmup_ratio": 0.8})
    assert edits("warmup-of-a-twentieth", in_steps, {"lr-schedule": {}}) == {"warmup_steps": 200}
    assert edits("warmup-of-a-twentieth", in_ratio, {"lr-schedule": {}}) == {"warmup_ratio": 0.05}


def test_a_step_size_in_epochs_is_told_from_one_in_steps_by_the_logged_rate() -> None:
    config = {"step_size": 2, "epochs": 10, "train_samples": 640, "batch_size": 64}
    falls = [0.1, 0.1, 0.01, 0.01, 0.001, 0.001, 1e-4, 1e-4, 1e-5, 1e-5]
    at_once = [1e-4, 1e-9, 1e-14, 1e-19, 1e-24, 1e-29, 1e-34, 1e-39, 1e-44, 1e-49]
    in_epochs = run_of({"train_loss": TEN, "lr": falls}, config=config)
    in_steps = run_of({"train_loss": TEN, "lr": at_once}, config=config)
    assert edits("longer-decay", in_epochs, {"lr-schedule": {}}) == {"step_size": 5}
    assert edits("longer-decay", in_steps, {"lr-schedule": {}}) == {"step_size": 50}


def test_a_cosine_gets_the_length_of_the_run() -> None:
    run = run_of({"train_loss": TEN}, config={"scheduler.decay_steps": 60, "max_steps": 660})
    assert edits("longer-decay", run, {"lr-schedule": {}}) == {"scheduler.decay_steps": 660}


def test_a_decay_factor_leaves_a_twentieth_of_the_peak() -> None:
    rates = [0.1 * 0.5**k for k in range(10)]
    run = run_of({"train_loss": TEN, "lr": rates}, config={"scheduler.gamma": 0.5, "lr": 0.1})
    new = edits("longer-decay", run, {"lr-schedule": {}})["scheduler.gamma"]
    assert new == pytest.approx(0.05 ** (1 / 9), abs=1e-4)


def test_an_exponential_decay_is_mended_by_its_factor_not_by_the_key_of_another_schedule() -> None:
    config = {"scheduler.name": "exponential", "scheduler.step_size": 2, "scheduler.gamma": 0.5, "epochs": 10}
    run = run_of({"train_loss": TEN, "lr": [0.1 * 0.5**k for k in range(10)]}, config=config)
    assert list(edits("longer-decay", run, {"lr-schedule": {}})) == ["scheduler.gamma"]


def test_a_spread_that_inputs_are_divided_by_gets_a_small_number() -> None:
    run = run_of({"train_loss": TEN}, config={"data.eps": 0.0})
    assert edits("guard-spread", run, {"non-finite-loss": {}}) == {"data.eps": 1e-6}


def test_the_kl_weight_makes_both_terms_cost_the_same_where_it_ran_away() -> None:
    kl = [0.4, 1.0, 4.0, 9.0, 14.0, 18.0, 20.0, 30.0, 40.0, 50.0]
    run = run_of(
        {"train_loss": [0.5] * 10, "train_loss_part:recon": [0.5] * 10, "kl": kl},
        config={"loss.kl_weight": 0.0},
        task="vae",
    )
    new = edits("weigh-kl", run, {"kl-blowup": {}}, 7)["loss.kl_weight"]
    assert new in (0.02, 0.03)  # 0.5 / 20


def test_early_stopping_takes_the_shape_that_the_config_has() -> None:
    columns = {"train_loss": TEN, "val_loss": TEN}
    found: dict[str, dict[str, Any]] = {"overfitting": {}}
    block = run_of(columns, config={"early_stopping": None, "epochs": 100})
    patient = run_of(columns, config={"early_stopping.patience": 90, "epochs": 100})
    nothing = run_of(columns, config={"epochs": 100})
    assert edits("stop-at-best", block, found) == {
        "early_stopping": {"monitor": "val_loss", "mode": "min", "patience": 10}
    }
    assert edits("stop-at-best", patient, found) == {"early_stopping.patience": 10}
    assert edits("stop-at-best", nothing, found) == {"early_stopping_patience": 10}
    off = run_of(columns, config={"callbacks.patience": None, "epochs": 100})
    assert edits("stop-at-best", off, found) == {"callbacks.patience": 10}


def test_a_sum_that_both_splits_are_told_becomes_a_mean() -> None:
    columns = {"train_loss": [32 * y for y in TEN], "val_loss": TEN}
    summed = run_of(columns, config={"loss.reduction": "sum"})
    assert edits("same-reduction", summed, {"val-below-train": {}}) == {"loss.reduction": "mean"}
    assert edits("same-reduction", run_of(columns, config={"loss.reduction": "mean"}), {"val-below-train": {}}) == {}


def test_a_patience_that_acts_is_left_alone() -> None:
    run = run_of({"train_loss": TEN, "val_loss": TEN}, config={"patience": 5, "epochs": 100})
    assert edits("stop-at-best", run, {"overfitting": {}}) == {}


def test_memory_is_halved_without_changing_the_step() -> None:
    run = run_of({"train_loss": TEN}, config={"batch_size": 64, "accumulate_grad_batches": 2})
    assert edits("smaller-batch", run, {"crash-in-log": {}}) == {"batch_size": 32, "accumulate_grad_batches": 4}


def test_both_sides_of_a_game_meet_in_what_is_in_use() -> None:
    run = run_of({"train_loss": TEN}, config={"lr_g": 0.03, "lr_d": 0.0003}, task="gan")
    assert edits("balance-rates", run, {"gan-collapse": {}}) == {"lr_g": 0.001, "lr_d": 0.001}
    run = run_of({"train_loss": TEN}, config={"lrG": 0.03, "lrD": 0.001}, task="gan")
    assert edits("balance-rates", run, {"gan-collapse": {}}) == {"lrG": 0.001}


def test_boosting_gets_shallow_trees_and_no_dropout() -> None:
    config = {"optimizer.name": "gbtree", "model.depth": 7, "model.dropout": 0.0}
    run = run_of({"train_loss": TEN, "val_loss": TEN}, config=config)
    assert edits("smaller-trees", run, {"overfitting": {}}) == {"model.depth": 3}
    assert edits("more-regularisation", run, {"overfitting": {}}) == {}


def test_boosting_gets_at_least_the_rounds_that_its_rate_asks_for() -> None:
    run = run_of({"train_loss": TEN}, config={"optimizer.name": "gbtree", "learning_rate": 0.1, "epochs": 20})
    assert edits("more-epochs", run, {"underfitting": {"fall": 0.05}}) == {"epochs": 100}


def test_without_a_key_for_it_a_change_is_advice_on_code() -> None:
    run = run_of({"train_loss": TEN}, config={"lr": 0.1})
    (said,) = proposals("balance-classes", run, {"one-class": {}})
    assert isinstance(said, Advice)
    assert said.snippet


def test_a_new_key_stands_beside_its_siblings() -> None:
    run = run_of({"train_loss": TEN}, config={"ppo.n_epochs": 10})
    assert edits("reward-exploration", run, {"entropy-collapse": {}}) == {"ppo.ent_coef": 0.01}
    assert beside(case_of(run, {}), "batch_size", "target_kl") == "target_kl"


@pytest.mark.parametrize(("value", "typed"), [(0.00123, 0.001), (0.000297, 0.0003), (0.96, 1.0), (0.0, 0.0)])
def test_a_value_is_typed_as_a_person_would(value: float, typed: float) -> None:
    assert rounded(value) == typed


def test_none_as_a_word_is_shown_as_the_file_spells_it() -> None:
    spelled = Setting("activation", None, "config.yaml", 3, "none")
    run = replace(run_of({"train_loss": TEN}), config=Config((spelled,), path="config.yaml"))
    (change,) = proposals("add-activation", run, {"plateau": {}})
    assert isinstance(change, Change)
    assert change.old == "none"


def test_a_rate_that_only_the_log_tells_is_lowered_from_its_highest_value() -> None:
    run = run_of({"train_loss": TEN, "lr": [0.003] * 10}, task="rl")
    (said,) = proposals("lower-learning-rate", run, {"kl-blowup": {}}, 8)
    assert isinstance(said, Change)
    assert (said.key, said.old, said.new, said.line) == ("learning_rate", 0.003, 0.001, None)
    assert "at its highest" in said.why and "the reward" in said.watch


def test_a_rate_that_nothing_tells_is_lowered_by_a_factor() -> None:
    (said,) = proposals("lower-learning-rate", run_of({"train_loss": TEN}), {"divergence": {}}, 8)
    assert isinstance(said, Change)
    assert (said.old, said.new, said.factor) == (None, None, 1 / 3)


def test_boosting_waits_a_tenth_of_its_rounds_under_its_own_name() -> None:
    columns = {"train_loss": [0.7 * 0.99**k for k in range(300)], "val_loss": [0.5 + 0.001 * k for k in range(300)]}
    run = replace(run_of(columns, axis="step", task="boosting"), sources=(Source("log.txt", "xgboost-stdout"),))
    assert edits("stop-at-best", run, {"overfitting": {}}, 5) == {"early_stopping_rounds": 30}


def test_a_batch_that_no_config_tells_is_halved_all_the_same() -> None:
    (said,) = proposals("smaller-batch", run_of({"train_loss": TEN}), {"crash-in-log": {}})
    assert isinstance(said, Change)
    assert (said.key, said.old, said.new, said.factor) == ("batch_size", None, None, 0.5)


def test_what_to_log_of_the_predictions_follows_what_they_are() -> None:
    def titles(task: str) -> list[str]:
        run = run_of({"train_loss": TEN}, task=task)
        return [p.title for p in proposals("log-spread", run, {"divergence": {}}) if isinstance(p, Advice)]

    assert titles("regression") == ["Log how widely the predictions spread"]
    assert titles("classification") == ["Log the share of the class that is answered most"]
    assert titles("lm") == titles("rl") == []
