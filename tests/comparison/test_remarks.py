"""What makes runs incomparable, on runs made for the purpose; and healthy runs of which nothing is said."""

from __future__ import annotations

import math
import random
from typing import Any

from run_diagnose import compare, diagnose
from run_diagnose.comparison import comparison_of
from run_diagnose.model.comparison import Comparison
from run_diagnose.model.report import Report

EPOCHS = list(range(1, 41))


def curve(seed: int, floor: float = 0.3, noise: float = 0.01, epochs: int = 40) -> list[float]:
    rng = random.Random(seed)
    return [floor + math.exp(-e / 8) + rng.gauss(0, noise) for e in range(1, epochs + 1)]


def run(name: str, seed: int, config: dict[str, Any] | None = None, floor: float = 0.3, epochs: int = 40) -> Report:
    values = {
        "epoch": EPOCHS[:epochs],
        "train_loss": curve(seed, floor - 0.02, epochs=epochs),
        "val_loss": curve(seed + 100, floor, epochs=epochs),
    }
    return diagnose(values, name=name, config=config)


def compared(*runs: Report, **choices: Any) -> Comparison:
    made = comparison_of(compare(list(runs), **choices))
    assert made is not None
    return made


def rules(made: Comparison) -> set[str]:
    return {r.rule for r in made.remarks}


def test_two_healthy_seeds_are_no_reason_for_a_warning() -> None:
    made = compared(run("a", 1, {"lr": 0.1, "seed": 1}), run("b", 2, {"lr": 0.1, "seed": 2}))
    assert rules(made) <= {"lead-within-seed-noise"}


def test_one_seed_each_is_said() -> None:
    made = compared(run("a", 1, {"lr": 0.1}), run("b", 2, {"lr": 0.2}, floor=0.31))
    assert rules(made) == {"one-seed"}


def test_identical_curves_with_other_settings_mean_that_the_change_was_not_applied() -> None:
    made = compared(run("a", 1, {"lr": 0.1, "wd": 0.0}), run("b", 1, {"lr": 0.2, "wd": 0.0}))
    said = next(r for r in made.remarks if r.rule == "identical-curves")
    assert said.severity == "error"
    assert "lr" in said.message
    assert "not applied" in said.message


def test_the_same_log_twice_is_only_noted() -> None:
    made = compared(run("a", 1), run("b", 1))
    assert next(r for r in made.remarks if r.rule == "identical-curves").severity == "note"


def test_a_seed_that_changes_nothing_did_not_arrive() -> None:
    made = compared(run("a", 1, {"seed": 1}), run("b", 1, {"seed": 2}))
    assert "the seed did not reach" in next(r for r in made.remarks if r.rule == "identical-curves").message


def test_runs_of_unequal_length_are_compared_at_matched_steps() -> None:
    made = compared(run("long", 1, {"lr": 0.1}), run("short", 2, {"lr": 0.2}, epochs=20))
    assert "different-length" in rules(made)
    assert made.notes == (made.notes[0],)
    assert "epoch 20" in made.notes[0]


def test_other_data_is_told_from_the_config() -> None:
    made = compared(run("a", 1, {"dataset": "x"}), run("b", 2, {"dataset": "y"}))
    assert "different-data" in rules(made)


def test_a_sibling_without_a_known_config_is_no_sibling() -> None:
    made = compared(run("a", 1), run("b", 2, floor=0.9))
    assert "worse-than-sibling" not in rules(made)


def test_a_worse_run_of_another_config_is_no_sibling_either() -> None:
    made = compared(run("a", 1, {"lr": 0.1}), run("b", 2, {"lr": 0.2}, floor=0.9))
    assert "worse-than-sibling" not in rules(made)


def test_runs_that_narrow_without_known_targets_are_held_against_the_widest() -> None:
    rows = {"a": {"val_mae": 0.4, "pred_std": 1.0}, "b": {"val_mae": 0.3, "pred_std": 0.02}}
    made = comparison_of(compare(rows))
    assert made is not None
    assert [e.label for e in made.entries] == ["a", "b"]
    assert "of a's" in made.entries[1].collapsed


def test_losses_that_agree_beside_spreads_that_agree_are_no_paradox() -> None:
    rows = {k: {"val_loss": v, "val_r2": 0.6, "variance_ratio": s} for k, v, s in (("a", 0.51, 0.8), ("b", 0.52, 0.9))}
    made = comparison_of(compare(rows))
    assert made is not None
    assert "metric-does-not-separate" not in rules(made)


def test_precision_against_recall_is_no_contradiction() -> None:
    rows = {
        str(i): {"val_precision": 0.5 + i / 10, "val_recall": 0.9 - i / 10, "val_loss": 0.5 + i / 100} for i in range(4)
    }
    made = comparison_of(compare(rows))
    assert made is not None
    assert "metrics-contradict" not in rules(made)


def test_a_single_run_is_no_comparison() -> None:
    made = compared(run("a", 1))
    assert made.remarks == ()
    assert made.unchecked == ()
