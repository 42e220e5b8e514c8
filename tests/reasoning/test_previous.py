"""The advice of an earlier report, graded by the run that followed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from run_diagnose.cli.app import main
from run_diagnose.model.criterion import Criterion
from run_diagnose.model.report import Grade, RunReport
from run_diagnose.pipeline import judge
from run_diagnose.reasoning.graded import graded as against
from run_diagnose.reasoning.previous import graded
from run_diagnose.testing.runs import run_of

RISING = [1.0, 0.8, 0.7, 0.6, 0.9, 1.5, 3.0, 9.0, 30.0, 90.0, 200.0, 300.0]
FALLING = [1.0, 0.8, 0.7, 0.6, 0.55, 0.5, 0.47, 0.45, 0.44, 0.43, 0.425, 0.42]


def report(loss: list[float], rate: float) -> RunReport:
    run = run_of(
        {"train_loss": loss, "val_loss": loss}, config={"optimizer": "sgd", "lr": rate, "clip_grad_norm": None}
    )
    return judge(run)


def outcomes(now: RunReport, before: RunReport) -> dict[str, str]:
    return {g.what.split(":")[0]: g.outcome for g in graded(now, before).grades}


def test_a_change_that_was_made_and_helped_is_said_to_have() -> None:
    before = report(RISING, 5.0)
    advised = next(c.new for c in before.changes if c.key == "lr")
    assert isinstance(advised, float)
    seen = outcomes(report(FALLING, advised), before)
    assert seen["lr"] == "applied"
    assert seen["divergence"] == "gone"
    assert seen["val_loss"] == "better"


def test_a_change_that_was_not_made_leaves_the_fault() -> None:
    seen = outcomes(report(RISING, 5.0), report(RISING, 5.0))
    assert seen["lr"] == "not applied"
    assert seen["divergence"] == "still there"
    assert seen["val_loss"] == "as before"


def test_another_value_than_advised_is_named() -> None:
    grades = graded(report(FALLING, 0.5), report(RISING, 5.0)).grades
    assert Grade(kind="change", what="lr: 5.0 -> 0.02", outcome="otherwise", detail="it is 0.5 now") in grades


def test_a_fault_that_the_old_run_had_not_is_new() -> None:
    assert outcomes(report(RISING, 5.0), report(FALLING, 0.02))["divergence"] == "new"


def test_a_run_without_a_config_cannot_say_what_was_applied() -> None:
    now = judge(run_of({"train_loss": FALLING, "val_loss": FALLING}))
    assert outcomes(now, report(RISING, 5.0))["lr"] == "not judged"


def test_the_command_line_takes_the_report_of_the_run_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, loss in (("old.csv", RISING), ("new.csv", FALLING)):
        rows = "\n".join(f"{i},{v},{v}" for i, v in enumerate(loss, 1))
        Path(name).write_text(f"epoch,train_loss,val_loss\n{rows}\n", encoding="utf-8")
    main(["old.csv", "-f", "json", "-o", "old.json", "--exit-zero", "-q"])
    capsys.readouterr()
    assert main(["new.csv", "--previous", "old.json", "-f", "json"]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert run["previous"]["name"] == "old"
    assert "divergence is gone" in run["previous"]["summary"]
    assert main(["new.csv", "--previous", "missing.json"]) == 2


def test_a_criterion_of_the_last_report_comes_true_with_its_finding_gone() -> None:
    before = report(RISING, 5.0)
    advised = next(c.new for c in before.changes if c.key == "lr")
    assert isinstance(advised, float)
    told = graded(report(FALLING, advised), before)
    assert ("criterion", "no lasting rise of the training loss", "came true") in [
        (g.kind, g.what, g.outcome) for g in told.grades
    ]
    assert "next: keep what was changed" in told.summary


def test_what_was_advised_and_not_done_comes_next() -> None:
    told = graded(report(RISING, 5.0), report(RISING, 5.0))
    assert "next: make the change that was advised, lr to 0.02" in told.summary


def test_an_option_that_did_not_help_makes_way_for_the_next() -> None:
    before = report(RISING, 5.0)
    (rate,) = before.changes
    clip = replace(rate, key="clip_grad_norm", old=None, new=1.0, option="B")
    now = report(RISING, float(str(rate.new)))
    told = graded(now, replace(before, changes=(replace(rate, option="A"), clip)))
    assert "next: take back lr and try clip_grad_norm to 1.0" in told.summary


def test_the_persons_own_criteria_are_held_against_the_last_ones() -> None:
    wanted = (Criterion(metric="val_loss", minimum=0.7, good=0.5, excellent=0.3),)
    run = run_of({"train_loss": FALLING, "val_loss": FALLING})
    worse = run_of({"train_loss": FALLING, "val_loss": [v + 0.2 for v in FALLING]})
    now, before = (replace(judge(r), graded=against(r, wanted)) for r in (run, worse))
    assert ("criterion", "val_loss", "better") in [(g.kind, g.what, g.outcome) for g in graded(now, before).grades]
