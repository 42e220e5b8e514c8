"""What goes with a change: contrasts where one thing changed, no word of the parts where several did."""

from __future__ import annotations

import random
from typing import Any

from run_diagnose import compare, diagnose
from run_diagnose.comparison import comparison_of
from run_diagnose.model.comparison import Comparison


def compared(rows: list[tuple[dict[str, Any], float]]) -> Comparison:
    runs = [diagnose({"val_loss": loss}, name=f"r{i}", config=config) for i, (config, loss) in enumerate(rows)]
    made = comparison_of(compare(runs))
    assert made is not None
    return made


def test_keys_that_changed_together_are_not_told_apart() -> None:
    made = compared([({"lr": 0.1, "wd": 0.0}, 1.0), ({"lr": 0.2, "wd": 0.1}, 0.8)])
    (effect,) = made.effects
    assert effect.keys == ("lr", "wd")
    assert not effect.alone
    assert effect.low is None
    assert "not told apart" in effect.message


def test_the_run_that_would_tell_them_apart_is_named() -> None:
    made = compared([({"lr": 0.1, "wd": 0.0}, 1.0), ({"lr": 0.2, "wd": 0.1}, 0.8)])
    (told,) = made.next_runs
    assert "run r1's config with only `lr: 0.1`" in told


def test_without_repeats_the_noise_is_said_to_be_unknown() -> None:
    made = compared([({"lr": 0.1}, 1.0), ({"lr": 0.2}, 0.8)])
    assert "seed noise unknown" in made.effects[0].message
    assert made.effects[0].better is None


def test_a_search_of_many_runs_is_fitted_at_once() -> None:
    rng = random.Random(0)
    rows = []
    for _ in range(40):
        lr, drop = rng.choice([1e-4, 1e-3, 1e-2]), rng.choice([0.0, 0.1])
        rows.append(
            (
                {"lr": lr, "dropout": drop, "noise": rng.random()},
                1.0 - 0.2 * (lr == 1e-3) + 3 * drop + rng.gauss(0, 0.02),
            )
        )
    effects = {e.keys: e for e in compared(rows).effects}
    assert effects["dropout",].better is False
    assert effects["noise",].better is None
    assert "not told from 0" in effects["noise",].message


def test_collapsed_runs_do_not_count() -> None:
    runs = [
        diagnose({"val_r2": r2, "variance_ratio": s}, name=f"r{i}", config={"lr": lr})
        for i, (lr, r2, s) in enumerate([(0.1, 0.3, 0.7), (0.2, -0.01, 0.02)])
    ]
    made = comparison_of(compare(runs))
    assert made is not None
    assert [e.column for e in made.effects] == ["variance_ratio"]
