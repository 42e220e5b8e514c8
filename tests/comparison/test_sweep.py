"""A small sweep with seeds, and a run with shuffled labels that looks healthy by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from run_diagnose.comparison import Choices, compare_paths, comparison_of
from run_diagnose.model.comparison import Comparison

SWEEP = Path(__file__).parents[2] / "fixtures" / "compare" / "sweep"


@pytest.fixture(scope="module")
def sweep() -> Comparison:
    made = comparison_of(compare_paths([str(SWEEP)]))
    assert made is not None
    return made


def test_a_run_with_shuffled_labels_is_found_beside_its_sibling(sweep: Comparison) -> None:
    (said,) = [r for r in sweep.remarks if r.rule == "worse-than-sibling"]
    assert said.runs[0] == "lr3e-3_shuffled"
    assert "Its own log shows nothing wrong" in said.message
    assert "labels" in said.message
    entry = sweep.entry("lr3e-3_shuffled")
    assert entry is not None
    assert entry.verdict == "healthy"


def test_names_and_places_are_no_differences(sweep: Comparison) -> None:
    assert [d.key for d in sweep.differences] == ["optimizer.lr", "seed"]


def test_seeds_of_one_config_get_a_mean_and_an_interval(sweep: Comparison) -> None:
    groups = {g.runs: g for g in sweep.groups}
    assert set(groups) == {("lr1e-3_seed0", "lr1e-3_seed1"), ("lr3e-3_seed0", "lr3e-3_seed1")}
    assert all(g.low < g.mean < g.high for g in sweep.groups)


def test_the_effect_of_the_only_change_is_a_one_factor_contrast_with_its_interval(sweep: Comparison) -> None:
    (effect,) = [e for e in sweep.effects if e.column == "val_loss"]
    assert effect.keys == ("optimizer.lr",)
    assert effect.alone
    assert effect.low is not None
    assert effect.high is not None
    assert effect.high < 0
    assert effect.better is True


def test_curves_of_all_runs_can_be_drawn_together(sweep: Comparison) -> None:
    assert sweep.charts == ("val_loss", "val_accuracy")


def test_a_gate_in_noise_units_uses_the_seeds(sweep: Comparison) -> None:
    choices = Choices(baseline="lr3e-3_seed0", fails=("val_loss > baseline + 3 sigma",))
    made = comparison_of(compare_paths([str(SWEEP)], None, choices))
    assert made is not None
    assert {g.run for g in made.gates if g.tripped} == {"lr1e-3_seed0", "lr1e-3_seed1", "lr3e-3_shuffled"}
