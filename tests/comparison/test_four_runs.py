"""Four regression runs of which the best by R2 and the best by MAE had both collapsed: what must be said of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from run_diagnose.comparison import compare_paths, comparison_of
from run_diagnose.model.comparison import Comparison, Remark

FIXTURES = Path(__file__).parents[2] / "fixtures" / "compare"


def compared(name: str) -> Comparison:
    made = comparison_of(compare_paths([str(FIXTURES / name)]))
    assert made is not None
    return made


@pytest.fixture(scope="module")
def four() -> Comparison:
    return compared("four_runs.csv")


def remark(made: Comparison, rule: str) -> Remark:
    return next(r for r in made.remarks if r.rule == rule)


def test_the_winners_by_direction_are_named_and_not_trusted(four: Comparison) -> None:
    winners = {c.key: (c.winner, c.trusted) for c in four.columns}
    assert winners["r2"] == ("run2", False)
    assert winners["mae"] == ("run3", False)


def test_it_says_not_to_pick_by_either(four: Comparison) -> None:
    said = remark(four, "best-by-metric-is-collapsed")
    assert said.severity == "error"
    assert said.runs == ("run2", "run3")
    assert "Do not pick by either" in said.message


def test_collapsed_runs_come_last_whatever_their_score(four: Comparison) -> None:
    assert [e.label for e in four.entries] == ["run1", "run4", "run2", "run3"]
    assert [bool(e.collapsed) for e in four.entries] == [False, False, True, True]


def test_the_run_that_keeps_the_most_spread_is_named(four: Comparison) -> None:
    assert remark(four, "keeps-the-most-spread").runs == ("run1",)


def test_the_fourth_run_is_told_metric_by_metric(four: Comparison) -> None:
    entry = four.entry("run4")
    assert entry is not None
    said = {sentence.split()[0]: sentence for sentence in entry.against}
    assert "5.7 times run2's" in said["variance_ratio"]
    assert "6.6 times run3's" in said["variance_ratio"]
    assert "about half of run1's" in said["variance_ratio"]
    assert said["r2"].endswith("better than run3 only")
    assert said["mae"].endswith("better than run1 and run2")
    assert "correlation" not in said


def test_the_best_error_beside_the_worst_fit_is_called_a_contradiction(four: Comparison) -> None:
    said = [r for r in four.remarks if r.rule == "metrics-contradict"]
    assert [(r.runs, r.columns) for r in said] == [(("run3",), ("mae", "r2"))]
    for word in ("contradict", "bias", "outliers", "Log pred_mean", "45 %"):
        assert word in said[0].message


def test_validation_loss_is_said_to_be_unchecked(four: Comparison) -> None:
    assert any("validation loss: not checked" in u.question for u in four.unchecked)
    assert not any(r.rule == "metric-does-not-separate" for r in four.remarks)


def test_validation_loss_does_not_separate_runs_whose_spread_differs_tenfold() -> None:
    said = remark(compared("three_runs_with_val_loss.csv"), "metric-does-not-separate")
    assert said.columns[0] == "val_loss"
    assert said.runs == ("run1", "run2", "run3")
    assert "0.51 to 0.53" in said.message
    assert "tenfold" in said.message


def test_prose_in_a_cell_is_quoted_and_no_key_is_made_of_it(four: Comparison) -> None:
    assert four.differences == ()
    assert four.entries[0].prose == "pretrained encoder, output init std=0.5"


def test_the_criteria_are_held_against_each_other(four: Comparison) -> None:
    assert "5 of 6 pairs" in remark(four, "metrics-disagree").message


def test_none_of_them_beats_a_constant(four: Comparison) -> None:
    assert "-0.0226" in remark(four, "none-beats-a-constant").message


def test_more_spread_than_correlation_is_told_with_what_it_costs(four: Comparison) -> None:
    message = remark(four, "keeps-the-most-spread").message
    assert "With its correlation of 0.143 the best spread is 14 %; at 40 % it pays 0.066 of R2" in message
