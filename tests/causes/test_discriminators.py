"""What tells one cause from another, and which knob is turned first."""

from __future__ import annotations

import pytest

from run_diagnose.model.change import Change
from run_diagnose.reasoning import plan, ranking
from run_diagnose.testing.cases import case_of
from run_diagnose.testing.runs import run_of
from run_diagnose.views.case import Case

FALLING = [1.0, 0.8, 0.7, 0.65, 0.62, 0.6, 0.59, 0.58, 0.57, 0.57]
RISING = [1.0, 0.8, 0.7, 0.6, 0.9, 1.5, 3.0, 9.0, 30.0, 90.0]
FLAT = [1.0, 0.98, 0.98, 0.98, 0.98, 0.98, 0.98, 0.98, 0.98, 0.98]
UP = [1.0, 0.8, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0, 1.05, 1.1]


def first_change(case: Case) -> Change | None:
    return next(iter(plan.plan(case, ranking.rank(case)).changes), None)


def case(train: list[float], config: dict[str, object], task: str = "", **found: dict[str, object]) -> Case:
    run = run_of({"train_loss": train, "val_loss": train}, config=config, task=task)
    named = {slug.replace("_", "-"): values for slug, values in found.items()}
    return case_of(run, named, onsets=dict.fromkeys(named, 5.0))


ADAM = {"optimizer.name": "adam", "optimizer.learning_rate": 0.001, "epochs": 10}
SGD = {"optimizer.name": "sgd", "optimizer.learning_rate": 5.0, "epochs": 10}

FAULTS: list[tuple[str, Case, str, object]] = [
    ("a rate beyond all use", case(RISING, SGD, divergence={}), "optimizer.learning_rate", 0.02),
    (
        "a schedule whose own peak is too high",
        case(RISING, {**ADAM, "scheduler.name": "ramp", "scheduler.max_lr": 4.0}, divergence={}),
        "scheduler.max_lr",
        0.001,
    ),
    (
        "a rate at which nothing moves",
        case(FLAT, {**ADAM, "optimizer.learning_rate": 1.0e-7}, no_learning={"share": 0.001}),
        "optimizer.learning_rate",
        0.001,
    ),
    (
        "weight decay beyond all use",
        case(FLAT, {**ADAM, "optimizer.weight_decay": 5.0}, spread_collapse={"lowest": 0.01}),
        "optimizer.weight_decay",
        0.0001,
    ),
    (
        "dropout of nearly everything",
        case(FLAT, {**ADAM, "model.dropout": 0.95}, task="regression", val_below_train={"verdict": "gap"}),
        "model.dropout",
        0.05,
    ),
    (
        "a sum beside a mean",
        case(
            FALLING,
            {**ADAM, "loss.train_reduction": "sum", "loss.val_reduction": "mean"},
            val_below_train={"verdict": "mismatch", "low": 63.0, "high": 65.0, "named": "the batch size 64"},
        ),
        "loss.train_reduction",
        "mean",
    ),
    (
        "a sigmoid in a deep network",
        case(FLAT, {**ADAM, "model.activation": "sigmoid", "model.depth": 8}, vanishing_gradients={}),
        "model.activation",
        "relu",
    ),
    (
        "no activation at all",
        case(FLAT, {**ADAM, "model.activation": "none", "model.depth": 3}, underfitting={}),
        "model.activation",
        "relu",
    ),
    (
        "a frozen part",
        case(FALLING, {**ADAM, "model.frozen": ["encoder"]}, dead_gradients={"dead": "encoder"}),
        "model.frozen",
        [],
    ),
    (
        "inputs as they were stored, in float16",
        case(FALLING, {**ADAM, "precision": "fp16", "data.normalize": False}, fp16_overflow={}, non_finite_loss={}),
        "data.normalize",
        True,
    ),
    (
        "float16 alone",
        case(FALLING, {**ADAM, "precision": "fp16", "data.normalize": True}, fp16_overflow={}, non_finite_loss={}),
        "precision",
        "fp32",
    ),
    (
        "a logarithm of zero",
        case(FALLING, {**ADAM, "loss.eps": 0.0}, non_finite_loss={"train_broken": True, "val_broken": True}),
        "loss.eps",
        1.0e-8,
    ),
    (
        "samples that are not finite, in the validation split alone",
        case(
            FALLING,
            {**ADAM, "data.drop_nonfinite": False},
            non_finite_loss={"train_broken": False, "val_broken": True},
        ),
        "data.drop_nonfinite",
        True,
    ),
    (
        "one class that outweighs the rest",
        case(FALLING, {**ADAM, "loss.class_weights": "none"}, task="classification", one_class={}),
        "loss.class_weights",
        "balanced",
    ),
    (
        "a warm-up longer than the run",
        case(FLAT, {**ADAM, "scheduler.warmup_steps": 50_000, "max_steps": 1000}, warmup_outlasts_run={}),
        "scheduler.warmup_steps",
        50,
    ),
    (
        "a decay period in the wrong unit",
        case(
            FALLING,
            {**ADAM, "scheduler.name": "step", "scheduler.step_size": 8, "max_steps": 1000},
            lr_schedule={"fault": "decayed-early"},
        ),
        "scheduler.step_size",
        500,
    ),
    (
        "a run that nothing stopped",
        case(UP, {**ADAM, "early_stopping": None}, overfitting={}, trained_past_best={}),
        "early_stopping",
        {"monitor": "val_loss", "mode": "min", "patience": 3},
    ),
    (
        "a mode that is upside down",
        case(
            UP,
            {**ADAM, "early_stopping.monitor": "val_loss", "early_stopping.mode": "max"},
            criterion_mismatch={"inverted": True},
        ),
        "early_stopping.mode",
        "min",
    ),
    (
        "an average that never moves",
        case(FALLING, {**ADAM, "ema.enabled": True, "ema.decay": 1.0, "max_steps": 200}, frozen_metric={}),
        "ema.decay",
        0.95,
    ),
    (
        "an optimiser that was not restored",
        case(
            FALLING,
            {**ADAM, "resume.at_epoch": 5, "resume.checkpoint_epoch": 3, "resume.load_optimizer": False},
            resume_discontinuity={"rewound": 2.0},
        ),
        "resume.load_optimizer",
        True,
    ),
    ("no batch made ahead", case(FALLING, {**ADAM, "data.prefetch": 0}, throughput_slowdown={}), "data.prefetch", 4),
    (
        "a clip range without bounds",
        case(FALLING, {**ADAM, "ppo.clip_range": 5.0}, task="rl", kl_blowup={}),
        "ppo.clip_range",
        0.2,
    ),
    (
        "a KL weight that is next to nothing",
        case(FALLING, {**ADAM, "kl_weight": 1e-6}, task="vae", kl_blowup={"kl_weight": 1e-6, "step_kl": False}),
        "kl_weight",
        0.01,
    ),
    (
        "a discriminator fifty times as fast",
        case(FALLING, {**ADAM, "optimizer.d_learning_rate": 0.05}, task="gan", gan_collapse={}),
        "optimizer.d_learning_rate",
        0.001,
    ),
    (
        "memory that ran out",
        case(FALLING, {**ADAM, "batch_size": 64}, crash_in_log={"crash": "out-of-memory"}),
        "batch_size",
        32,
    ),
    (
        "a run that ended while it learned",
        case(FALLING, {"optimizer": "adam", "lr": 0.003, "epochs": 10}, underfitting={"gained": 0.2, "fall": 0.12}),
        "epochs",
        30,
    ),
]


@pytest.mark.parametrize(("told", "key", "new"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS])
def test_the_fault_is_the_first_to_be_mended(told: Case, key: str, new: object) -> None:
    change = first_change(told)
    assert change is not None
    assert (change.key, change.new) == (key, new)


def test_nothing_is_proposed_where_nothing_serious_was_found() -> None:
    run = run_of({"train_loss": FALLING}, config={"lr": 5.0, "weight_decay": 30.0, "dropout": 0.97})
    quiet = case_of(run, {"plateau": {}}, note=True)
    assert ranking.rank(quiet) == ()
    assert plan.plan(quiet, ()).changes == ()


def test_a_break_of_validation_alone_turns_no_knob_of_the_optimiser() -> None:
    config = {**ADAM, "data.drop_nonfinite": False, "clip_grad_norm": None}
    told = case(FALLING, config, non_finite_loss={"train_broken": False, "val_broken": True})
    keys = {c.key for c in plan.plan(told, ranking.rank(told)).changes}
    assert keys == {"data.drop_nonfinite"}


def test_spikes_that_are_gone_at_once_are_the_batch_and_not_the_rate() -> None:
    config = {**ADAM, "data.clip_inputs": None}
    told = case(FALLING, config, loss_spike={"count": 3, "lingering": False})
    change = first_change(told)
    assert change is not None
    assert (change.key, change.new) == ("data.clip_inputs", 3.0)


def test_a_learning_rate_in_use_is_not_raised_after_a_divergence() -> None:
    told = case(RISING, ADAM, divergence={}, worse_than_constant={})
    assert all(
        isinstance(c.new, float) and c.new < 0.001
        for c in plan.plan(told, ranking.rank(told)).changes
        if "learning_rate" in c.key
    )


def ranked(case: Case) -> list[str]:
    return [cause.cause for cause in ranking.rank(case)]


def test_a_gradient_that_rose_before_the_break_speaks_against_a_bad_sample() -> None:
    run = run_of({"train_loss": [*FALLING, float("nan")], "grad_norm": [1.0] * 9 + [12.0, float("nan")]})
    risen = case_of(run, {"non-finite-loss": {"grad_rise": 12.0}}, onsets={"non-finite-loss": 11.0})
    calm = case_of(run, {"non-finite-loss": {}}, onsets={"non-finite-loss": 11.0})
    assert ranked(risen).index("learning-rate-too-high") < ranked(risen).index("bad-sample")
    assert ranked(calm).index("bad-sample") < ranked(calm).index("learning-rate-too-high")


def test_a_loss_at_the_level_of_guessing_speaks_against_uneven_classes() -> None:
    run = run_of({"train_loss": [2.303] * 10, "val_metric:accuracy": [0.1] * 10}, task="classification")
    what = {"what": "guessing among 10 classes (ln 10)"}
    (told,) = (
        cause
        for cause in ranking.rank(case_of(run, {"worse-than-constant": what, "one-class": {}}))
        if cause.cause == "class-imbalance"
    )
    assert told.against and "shares alone" in told.against[0]


def test_a_policys_loss_is_no_sign_before_a_collapse_of_its_reward() -> None:
    run = run_of({"train_loss": RISING, "val_metric:reward": [1.0] * 10}, task="rl")
    told = {c.cause: c for c in ranking.rank(case_of(run, {"reward-collapse": {}}, onsets={"reward-collapse": 9.0}))}
    assert not any("rose from" in sign for sign in told["learning-rate-too-high"].supports)


def test_a_correlation_well_above_the_spread_speaks_for_the_criterion() -> None:
    run = run_of({"val_loss": FALLING})
    for r, against in ((0.5, True), (0.1, False), (None, False)):
        told = {
            c.cause: c
            for c in ranking.rank(case_of(run, {"best-epoch-in-collapse": {"correlation": r, "spread": 0.1}}))
        }
        assert bool(told["criterion-rewards-shrinkage"].against) is against


def test_groups_that_had_a_gradient_died_and_were_not_cut_off() -> None:
    columns = {"train_loss": [0.69] * 10, "lr": [0.05] * 10}
    later = {"from_start": False, "dead": "fc1"}
    died = case_of(run_of(columns), {"dead-gradients": later, "no-learning": {}}, onsets={"dead-gradients": 4.0})
    cut = case_of(run_of(columns), {"dead-gradients": {**later, "from_start": True}, "no-learning": {}})
    assert ranked(died).index("units-died") < ranked(died).index("dead-branch")
    assert "units-died" not in ranked(cut)
    gelu = run_of(columns, config={"activation": "gelu"})
    assert "units-died" not in ranked(case_of(gelu, {"dead-gradients": later}, onsets={"dead-gradients": 4.0}))


def test_a_rate_for_sgd_is_not_held_against_a_run_that_names_no_optimiser() -> None:
    def signs(config: dict[str, object]) -> str:
        run = run_of({"train_loss": RISING, "lr": [0.05] * 10}, config=config)
        told = {c.cause: c for c in ranking.rank(case_of(run, {"divergence": {}}, onsets={"divergence": 5.0}))}
        return "; ".join(told["learning-rate-too-high"].supports)

    assert "no optimiser is named" in signs({})
    assert "is usual for this optimiser" in signs({"optimizer": "adam"})
    assert "0.05" not in signs({"optimizer": "sgd"})


def test_a_loss_that_fell_a_long_way_and_rests_speaks_against_too_short_steps() -> None:
    fell = [1.3 * 0.6**k + 0.98 for k in range(40)]
    told = {c.cause: c for c in ranking.rank(case(fell, {}, worse_than_constant={}))}
    assert any("rests there" in sign for sign in told["learning-rate-too-low"].against)
    slow = [2.3 - 0.001 * k for k in range(40)]
    told = {c.cause: c for c in ranking.rank(case(slow, {}, worse_than_constant={}))}
    assert not any("rests there" in sign for sign in told["learning-rate-too-low"].against)


def test_a_detector_has_no_discriminator() -> None:
    found = {"metric-past-best": {}}
    metric = {"val_metric:map": [0.1, 0.3, 0.4, 0.3, 0.2]}
    assert "discriminator-too-strong" not in ranked(case_of(run_of(metric, task="detection"), found))
    assert "discriminator-too-strong" in ranked(case_of(run_of({"val_metric:fid": [9.0, 5.0, 7.0]}, task="gan"), found))
