"""Warm-up, memory, noise of a criterion, intervals: new values come from the length and the noise of the run."""

from __future__ import annotations

from typing import Any

import numpy as np

from run_diagnose import changes
from run_diagnose.causes.first_steps import LONG_MEMORY, NO_WARMUP
from run_diagnose.model.change import Advice, Change
from run_diagnose.testing.cases import case_of
from run_diagnose.testing.runs import run_of

STEPS = [float(100 * k) for k in range(1, 21)]
BROKEN = [2.0, 3.0, 5.0, *[9.0] * 17]


def edits(slug: str, config: dict[str, Any], rule: str = "divergence", onset: float = 200) -> dict[str, object]:
    run = run_of({"train_loss": BROKEN, "step": STEPS}, axis="step", config=config, totals={"step": 2000})
    case = case_of(run, {rule: {}}, onsets={rule: onset})
    return {p.key: p.new for p in changes.built_in()[slug].propose(case, "test") if isinstance(p, Change)}


def test_a_warm_up_is_a_twentieth_of_the_run_in_the_unit_of_its_key() -> None:
    assert edits("longer-warmup", {"warmup_steps": 0, "max_steps": 2000}) == {"warmup_steps": 100}
    assert edits("longer-warmup", {"warmup_ratio": 0.0}) == {"warmup_ratio": 0.05}


def test_the_trainer_gets_its_own_key_and_a_script_gets_code() -> None:
    hf = {"per_device_train_batch_size": 8, "num_train_epochs": 1, "max_steps": 2000}
    assert edits("longer-warmup", hf) == {"warmup_steps": 100}
    run = run_of({"train_loss": BROKEN}, config={"lr": 0.1})
    (said,) = changes.built_in()["longer-warmup"].propose(case_of(run, {"divergence": {}}), "test")
    assert isinstance(said, Advice)


def test_only_what_breaks_early_is_laid_on_a_missing_warm_up() -> None:
    assert NO_WARMUP.needs is not None
    run = run_of(
        {"train_loss": BROKEN, "step": STEPS},
        axis="step",
        config={"optimizer": "adamw", "lr": 0.001},
        totals={"step": 2000},
    )
    assert NO_WARMUP.needs(case_of(run, {"divergence": {}}, onsets={"divergence": 200}))
    assert not NO_WARMUP.needs(case_of(run, {"divergence": {}}, onsets={"divergence": 1500}))


def test_a_long_memory_is_a_matter_of_language_models() -> None:
    assert LONG_MEMORY.needs is not None
    config = {"adam_beta2": 0.999}
    spiky = {"loss-spike": {"count": 4}}
    lm = run_of({"train_loss": BROKEN}, config=config, task="lm")
    assert LONG_MEMORY.needs(case_of(lm, spiky))
    assert not LONG_MEMORY.needs(case_of(run_of({"train_loss": BROKEN}, config=config, task="images"), spiky))
    assert edits("shorter-memory", config) == {"adam_beta2": 0.95}


def test_the_least_gain_that_counts_is_the_noise() -> None:
    noisy = (1.0 - 0.02 * np.arange(20) + 0.05 * np.cos(9.0 * np.arange(20) ** 2)).tolist()
    config = {"early_stopping.patience": 3, "early_stopping.min_delta": 0.0, "epochs": 20}
    case = case_of(run_of({"train_loss": noisy, "val_loss": noisy}, config=config), {"overfitting": {}})
    found = {p.key: p.new for p in changes.built_in()["stop-at-best"].propose(case, "test") if isinstance(p, Change)}
    assert list(found) == ["early_stopping.min_delta"]
    assert 0.01 <= float(str(found["early_stopping.min_delta"])) <= 0.1


def test_intervals_shrink_where_a_break_falls_between() -> None:
    assert edits("log-gradients", {"logging_steps": 500}, "non-finite-loss") == {"logging_steps": 50}
    assert edits("log-gradients", {"logging_steps": 10}, "non-finite-loss") == {}
    assert edits("checkpoint-inside-epoch", {"save_steps": 5000}, "non-finite-loss") == {"save_steps": 50}


def test_a_discriminator_that_wins_is_slowed() -> None:
    config = {"discriminator_lr": 0.0006, "generator_lr": 0.0002}
    assert edits("soften-discriminator", config, "gan-collapse") == {"discriminator_lr": 0.0002}
