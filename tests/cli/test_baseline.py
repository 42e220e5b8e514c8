"""Baselines: what was there before does not fail, what is new or worse does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from run_diagnose.cli.app import main

FALLING = ["1.2", "1.0", "0.9", "0.8", "0.75", "0.72", "0.70", "0.69", "0.68", "0.67"]
NARROW = ["0.31", "0.20", "0.09", "0.05", "0.04", "0.04", "0.03", "0.03", "0.03", "0.03"]


def log(*, narrow: bool = True, broken: bool = False, shift: float = 0.0) -> str:
    spread = NARROW if narrow else ["0.8"] * 10
    rows = [
        f"{i},{float(y) + shift},{float(y) + 0.05},{s},0.85"
        for i, (y, s) in enumerate(zip(FALLING, spread, strict=True), 1)
    ]
    rows += ["11,nan,nan,0.03,0.85", "12,nan,nan,0.03,0.85"] if broken else []
    return "\n".join(["epoch,train_loss,val_loss,pred_std,target_std", *rows]) + "\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "run.csv").write_text(log(), encoding="utf-8")
    return tmp_path


def test_a_written_baseline_makes_the_next_run_pass_even_with_other_noise(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run.csv"]) == 1
    assert main(["run.csv", "--write-baseline", "known.json"]) == 0
    assert "wrote the baseline known.json" in capsys.readouterr().err
    (here / "run.csv").write_text(log(shift=0.01), encoding="utf-8")
    assert main(["run.csv", "--baseline", "known.json", "-f", "json"]) == 0
    run = json.loads(capsys.readouterr().out)["runs"][0]
    assert {s["by"] for s in run["suppressed"]} == {"baseline known.json"}
    assert [f for f in run["findings"] if f["severity"] == "error"] == []


def test_only_new_findings_fail(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["run.csv", "--write-baseline", "known.json"])
    (here / "run.csv").write_text(log(broken=True), encoding="utf-8")
    capsys.readouterr()
    assert main(["run.csv", "--baseline", "known.json", "-f", "json"]) == 1
    rules = [f["rule"] for f in json.loads(capsys.readouterr().out)["runs"][0]["findings"]]
    assert "non-finite-loss" in rules
    assert "spread-collapse" not in rules


def test_a_finding_that_became_graver_is_new(here: Path) -> None:
    main(["run.csv", "--select", "COL", "--severity", "COL=warning", "--write-baseline", "known.json"])
    words = ["run.csv", "--select", "COL", "--baseline", "known.json"]
    assert main([*words, "--fail-on", "error"]) == 1
    assert main([*words, "--severity", "COL=warning", "--fail-on", "warning"]) == 0


def test_a_baseline_holds_no_epoch_and_no_value_and_keeps_what_it_held(here: Path) -> None:
    main(["run.csv", "--write-baseline", "known.json"])
    first = (here / "known.json").read_text(encoding="utf-8")
    entry = json.loads(first)["findings"][0]
    assert set(entry) == {"fingerprint", "rule", "severity", "run", "series"}
    main(["run.csv", "--baseline", "known.json", "--write-baseline", "again.json"])
    assert (here / "again.json").read_text(encoding="utf-8") == first


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (None, "No such file"),
        ("no json", "is no JSON"),
        ('{"findings": []}', "no baseline of version 1"),
        ('{"baseline_version": 1, "findings": [{}]}', "without fingerprint"),
        ("[" * 100_000, "is no JSON"),
    ],
)
def test_what_is_no_baseline_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str], text: str | None, complaint: str
) -> None:
    if text is not None:
        (here / "known.json").write_text(text, encoding="utf-8")
    assert main(["run.csv", "--baseline", "known.json"]) == 2
    assert complaint in capsys.readouterr().err


def test_a_known_collapse_is_not_recommended_as_the_checkpoint_to_keep(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["run.csv", "-f", "json"])
    before = json.loads(capsys.readouterr().out)["runs"][0]["checkpoint"]
    main(["run.csv", "--write-baseline", "known.json", "-q"])
    capsys.readouterr()
    main(["run.csv", "--baseline", "known.json", "-f", "json"])
    run = json.loads(capsys.readouterr().out)["runs"][0]
    assert run["verdict"] == "healthy"
    assert run["checkpoint"] == before
