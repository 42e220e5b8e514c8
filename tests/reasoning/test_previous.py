"""The advice of an earlier report, graded by the run that followed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from run_diagnose.cli.app import main
from run_diagnose.model.report import Grade, RunReport
from run_diagnose.pipeline import judge
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
