"""Whatever the config says, a proposed value is one that a person could type and a program could run with."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose import rules
from run_diagnose.model.change import Change
from run_diagnose.reasoning import plan, ranking
from run_diagnose.testing.cases import case_of
from run_diagnose.testing.runs import run_of

NUMBERS: dict[str, st.SearchStrategy[object]] = {
    "optimizer.learning_rate": st.floats(1e-9, 100),
    "optimizer.d_learning_rate": st.floats(1e-9, 10),
    "optimizer.weight_decay": st.floats(0, 100),
    "scheduler.max_lr": st.floats(1e-6, 50),
    "scheduler.warmup_steps": st.integers(0, 100_000),
    "scheduler.step_size": st.integers(1, 100_000),
    "scheduler.gamma": st.floats(0.01, 0.999),
    "scheduler.min_lr": st.floats(0, 0.1),
    "model.dropout": st.floats(0, 0.99),
    "model.width": st.integers(1, 4096),
    "model.depth": st.integers(1, 100),
    "model.init_scale": st.floats(0.001, 100),
    "clip_grad_norm": st.one_of(st.none(), st.floats(1e-8, 1e4)),
    "batch_size": st.integers(1, 4096),
    "accumulate_grad_batches": st.integers(1, 64),
    "epochs": st.integers(1, 1000),
    "max_steps": st.integers(1, 10**6),
    "loss.kl_weight": st.floats(0, 100),
    "loss.variance_lambda": st.floats(0, 10),
    "data.augment_noise": st.floats(0, 10),
    "ema.decay": st.floats(0.5, 1),
    "ppo.clip_range": st.floats(0.01, 10),
    "ppo.n_epochs": st.integers(1, 100),
    "ent_coef": st.floats(0, 1),
    "early_stopping.patience": st.integers(0, 1000),
}
WORDS: dict[str, st.SearchStrategy[object]] = {
    "optimizer.name": st.sampled_from(["adam", "adamw", "sgd", "lion", "gbtree"]),
    "scheduler.name": st.sampled_from(["constant", "cosine", "onecycle", "step", "none"]),
    "model.activation": st.sampled_from(["relu", "tanh", "sigmoid", "none"]),
    "model.norm": st.sampled_from(["none", "layer"]),
    "model.frozen": st.sampled_from([[], ["encoder"], True]),
    "precision": st.sampled_from(["fp16", "fp32", "bf16-mixed", 16, 32]),
    "data.normalize": st.booleans(),
    "loss.train_reduction": st.sampled_from(["sum", "mean"]),
    "loss.val_reduction": st.sampled_from(["sum", "mean"]),
    "early_stopping.monitor": st.sampled_from(["val_loss", "train_loss"]),
    "early_stopping.mode": st.sampled_from(["min", "max"]),
}
CONFIGS = st.fixed_dictionaries({}, optional={**NUMBERS, **WORDS})
SLUGS = st.lists(st.sampled_from(sorted(r.slug for r in rules.built_in())), min_size=1, max_size=5, unique=True)
CURVE = [1.0, 0.8, 0.7, 0.65, 0.7, 0.8, 0.9, 1.1, 1.3, 1.5]
SHARES = ("dropout", "gamma", "decay", "momentum")


def sane(change: Change) -> None:
    """The value is finite, in its knob's range, another than before, and short to type."""
    new = change.new
    assert new != change.old or new is None
    if new is None:
        assert change.factor is None or 0 < change.factor <= 10
        return
    if isinstance(new, bool) or not isinstance(new, int | float):
        return
    assert math.isfinite(new)
    assert new >= 0
    assert len(f"{new:g}") <= 7
    last = change.key.rpartition(".")[2]
    if "lr" in last or "learning_rate" in last:
        assert new <= 1
    if last in SHARES:
        assert new < 1
    if last in ("batch_size", "epochs", "max_steps", "warmup_steps", "n_epochs", "accumulate_grad_batches"):
        assert isinstance(new, int)
        assert new >= 1


@settings(max_examples=50, deadline=None)
@given(config=CONFIGS, slugs=SLUGS, task=st.sampled_from(["", "regression", "classification", "rl", "gan", "vae"]))
def test_any_config_gets_sane_values_and_no_key_twice(config: dict[str, object], slugs: list[str], task: str) -> None:
    run = run_of({"train_loss": CURVE, "val_loss": CURVE, "grad_norm": CURVE}, config=config, task=task)
    case = case_of(run, {slug: {} for slug in slugs}, onsets=dict.fromkeys(slugs, 5.0))
    changes = plan.plan(case, ranking.rank(case)).changes
    for change in changes:
        sane(change)
        assert change.why
        assert change.watch
    keys = [c.key for c in changes]
    assert not [
        a for i, a in enumerate(keys) for b in keys[i + 1 :] if a == b or a.startswith(b + ".") or b.startswith(a + ".")
    ]
    assert len(keys) <= plan.MOST_KEYS + 2


@settings(max_examples=30, deadline=None)
@given(config=CONFIGS, slugs=SLUGS)
def test_the_same_case_gets_the_same_plan(config: dict[str, object], slugs: list[str]) -> None:
    run = run_of({"train_loss": CURVE, "val_loss": CURVE}, config=config)
    case = case_of(run, {slug: {} for slug in slugs})
    assert plan.plan(case, ranking.rank(case)) == plan.plan(case, ranking.rank(case))


@pytest.mark.parametrize("slug", sorted(r.slug for r in rules.built_in()))
def test_a_run_without_a_config_gets_factors_and_advice_but_no_made_up_old_value(slug: str) -> None:
    case = case_of(run_of({"train_loss": CURVE, "val_loss": CURVE}), {slug: {}}, onsets={slug: 5.0})
    for change in plan.plan(case, ranking.rank(case)).changes:
        assert change.old is None
        assert change.file is None
        sane(change)
