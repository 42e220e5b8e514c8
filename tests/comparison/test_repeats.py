"""Configs that were run with several seeds: means, distances in noise units, and which run to make next."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path

import pytest

from run_diagnose.comparison import Choices, compare_paths, comparison_of
from run_diagnose.model.comparison import Comparison
from run_diagnose.model.report import Report
from run_diagnose.render import Options
from run_diagnose.render.compare import render
from run_diagnose.render.compare_cells import Wanted


def run(folder: Path, config: dict[str, object], level: float, draw: int) -> None:
    rng = random.Random(draw)
    lines = ["epoch,train_loss,val_loss,val_accuracy"]
    for e in range(1, 21):
        fall = math.exp(-e / 6)
        lines.append(f"{e},{0.2 + fall + rng.gauss(0, 0.002):.4f},{level + fall:.4f},{0.95 - level / 4 - fall / 2:.4f}")
    folder.mkdir(parents=True)
    (folder / "log.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")


@pytest.fixture(scope="module")
def seeds(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Two rates, five seeds each: means .40 and .50, scatter .01."""
    top = tmp_path_factory.mktemp("seeds")
    for rate, level in ((0.1, 0.4), (0.01, 0.5)):
        for seed, off in enumerate((-0.012, -0.006, 0.0, 0.006, 0.012)):
            run(top / f"lr{rate}_{seed}", {"lr": rate, "seed": seed}, level + off, seed)
    gates = Choices(baseline="lr0.01_2", fails=("val_loss > baseline - 3sigma",), alerts=("val_loss > baseline",))
    return compare_paths([str(top)], None, gates)


@pytest.fixture(scope="module")
def sweep(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """Twelve runs: rate (weight decay with it, always) by dropout by two seeds."""
    top = tmp_path_factory.mktemp("sweep")
    for rate in (0.1, 0.01):
        for drop in (0.0, 0.1, 0.3):
            for seed in range(2):
                config = {"lr": rate, "weight_decay": rate / 100, "dropout": drop, "seed": seed}
                level = 0.4 + (0.1 if rate < 0.05 else 0) + 0.1 * drop + 0.004 * seed
                run(top / f"lr{rate}_d{drop}_{seed}", config, level, seed)
    return compare_paths([str(top)])


def made(report: Report) -> Comparison:
    found = comparison_of(report)
    assert found is not None
    return found


def test_each_config_has_a_mean_an_interval_and_a_distance_in_noise_units(seeds: Report) -> None:
    best, other = made(seeds).groups
    sigma = made(seeds).seed_noise
    assert (best.settings, other.settings) == ("lr: 0.1", "lr: 0.01")
    assert best.low < best.mean < best.high
    assert sigma == pytest.approx(0.0095, rel=0.02)
    assert best.behind == 0
    assert other.behind == pytest.approx((other.mean - best.mean) / sigma)


def test_effects_are_told_in_noise_units_too(seeds: Report) -> None:
    (effect,) = made(seeds).effects
    assert effect.units == pytest.approx(effect.difference / (made(seeds).seed_noise or math.nan))
    assert "times the seeds' scatter" in effect.message


def test_gates_hold_in_noise_units(seeds: Report) -> None:
    tripped = {g.run for g in made(seeds).gates if g.level == "fail" and g.tripped}
    assert tripped == {f"lr0.01_{i}" for i in (0, 1, 3, 4)}
    assert not seeds.passed("never")


def test_every_output_names_configs_by_what_sets_them_apart(seeds: Report) -> None:
    for form in ("markdown", "html", "terminal"):
        text = " ".join(render(seeds, form, Options(width=200)).split())
        assert "the seed alone scatters val_loss by" in text
        assert "lr: 0.01 (" in text
        assert "seed scatters behind" in text


def test_criteria_say_how_alike_they_rank(seeds: Report) -> None:
    (agreement,) = made(seeds).agreements
    assert agreement.columns == ("val_loss", "val_accuracy")
    assert agreement.tau > 0.8
    assert "Kendall's tau" in render(seeds, "markdown")


def test_keys_that_always_changed_together_are_to_be_told_apart_first(sweep: Report) -> None:
    effects = made(sweep).effects
    assert {e.keys for e in effects} == {("lr", "weight_decay"), ("dropout",)}
    (proposal,) = made(sweep).next_runs
    assert proposal.startswith("`lr` and `weight_decay` changed together in every run")


def test_a_table_for_people_ends_and_keeps_the_baseline(sweep: Report) -> None:
    wanted = Wanted(top=3)
    text = render(sweep, "markdown", Options(), wanted)
    rows = [line for line in text.splitlines() if line.startswith("| `lr0") and "HEALTHY" in line]
    assert len(rows) == 4
    assert "(baseline)" in rows[-1]
    assert "8 more runs below these: --top 12" in text
    assert len(render(sweep, "csv", Options(), wanted).splitlines()) == 13


def test_config_differences_that_do_not_fit_stand_below_the_table(sweep: Report) -> None:
    narrow = render(sweep, "terminal", Options(width=80, charts=False))
    assert "config against" in narrow
    assert "too wide for this terminal" not in narrow
    assert "weight_decay: 0.0001 -> 0.001" in narrow or "weight_decay: 0.001 -> 0.0001" in narrow
