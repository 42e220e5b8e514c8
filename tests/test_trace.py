"""A rule traced on a run: its numbers are shown however it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from run_diagnose import explain, rules
from run_diagnose.cli.app import main
from run_diagnose.rules.base import Rule
from run_diagnose.testing.runs import run_of
from run_diagnose.trace import trace

NAN = float("nan")
SPREAD = {"pred_std": [0.31, 0.2, 0.09, 0.05, 0.04, 0.03], "target_std": [0.85] * 6}


def traced(slug: str, columns: dict[str, list[float]]) -> str:
    (found,) = (r for r in rules.built_in() if r.slug == slug)
    (page,) = explain.find(slug)
    return trace(run_of(columns), found, page)


def test_a_rule_that_fires_shows_its_needs_views_limits_and_evidence() -> None:
    text = traced("spread-collapse", {**SPREAD, "val_loss": [1.2, 1.1, 1.0, 0.9, 0.8, 0.8]})
    assert "`pred_std`, 6 points by epoch: 0.31, 0.2, 0.09" in text
    assert "- `collapsed` = 0.1" in text
    assert "s 0.3647" in text
    assert "## Outcome: fired" in text
    assert "(limit 10 %)" in text


def test_a_rule_that_is_clear_says_by_which_margin() -> None:
    text = traced("non-finite-loss", {"train_loss": [1.2, 1.1, 1.0, 0.9, 0.8, 0.8]})
    assert "## Outcome: clear" in text


def test_a_rule_that_cannot_look_says_what_to_log() -> None:
    text = traced("spread-collapse", {"train_loss": [1.2, 1.1, 1.0]})
    assert "- `pred_std` or `variance_ratio`: not logged" in text
    assert "## Outcome: skipped" in text


@pytest.mark.parametrize("rule", rules.built_in(), ids=lambda rule: rule.slug)
def test_every_rule_can_be_traced_on_a_run_full_of_holes(rule: Rule) -> None:
    text = traced(
        rule.slug, {**SPREAD, "train_loss": [1.2, NAN, 1.0, 0.9, NAN, 0.8], "val_loss": [1.3, 1.2, NAN, 1.0, 0.9, 0.9]}
    )
    assert "## Outcome: " in text
    assert "## Outcome: broke" not in text


def test_the_command_traces_and_escapes_what_the_log_calls_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    head = "epoch,train_loss,val_loss \x1b[31mred"
    rows = [f"{e},{1 / e},{1.1 / e}" for e in range(1, 9)]
    Path("run.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    assert main(["rule", "plateau", "--on", "run.csv"]) == 0
    text = capsys.readouterr().out
    assert "# plateau (PLA003) on run" in text
    assert "\x1b" not in text


def test_tracing_without_a_rule_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "--on", "run.csv"]) == 2
    assert "needs the name of a rule" in capsys.readouterr().err
