"""The front door: which command a line means, what a wrong one is told, and the status it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from run_diagnose.cli import app as front
from run_diagnose.cli.app import main
from run_diagnose.cli.group import COMMANDS


def test_help_lists_every_command_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    text = capsys.readouterr().out
    assert all(f"  {name} " in text for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "-h"]) == 0
    assert f"Usage: diagnose {name}" in capsys.readouterr().out


def test_the_version_goes_to_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["-V"]) == 0
    assert capsys.readouterr().out.startswith("diagnose ")


def test_no_word_at_all_shows_the_help_on_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "Commands:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["chek"], "`diagnose check`"),
        (["ruel", "plateau"], "`diagnose rule`"),
        (["check"], "needs PATH..."),
        (["run.csv", "--fromat", "json"], "--format"),
        (["rule", "platau"], "`plateau`"),
        (["run.csv", "--format", "jsn"], "`json`"),
        (["run.csv", "--color", "blue"], "--color never"),
        (["run.csv", "-o", "report.jpg"], "report.jpg"),
        (["run.csv", "--map", "val_loss"], "NAME=VALUE"),
        (["run.csv", "--fail-on", "warn"], "`warning`"),
        (["run.csv", "--select", "platau"], "`plateau`"),
        (["run.csv", "--top", "0"], "--top"),
        (["formats", "keras-cvs"], "there is no log format"),
        (["render", "no-such.json"], "no-such.json"),
    ],
)
def test_wrong_use_is_status_2_and_names_the_way_out(
    words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    captured = capsys.readouterr()
    assert told in captured.err
    assert captured.err.startswith("error: ")
    assert "hint: " in captured.err
    assert captured.out == ""


def test_a_missing_file_is_status_2(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([str(tmp_path / "run.csv")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_bug_is_status_3_with_a_report_that_holds_no_values(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    log = tmp_path / "run.csv"
    log.write_text("epoch,val_loss\n1,0.1234567\n", encoding="utf-8")

    def broken(*_: object) -> None:
        raise ValueError("cannot reshape 0.1234567 into 3")

    monkeypatch.setattr(front, "_parsed", broken)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert main([str(log), "--map", "val_loss=secret"]) == 3
    (written,) = tmp_path.glob("diagnose-bug-*.txt")
    text = written.read_text(encoding="utf-8")
    assert str(written) in capsys.readouterr().err
    assert "0.1234567" not in text
    assert "secret" not in text
    assert "cannot reshape # into #" in text
    assert "epoch,val_loss" in text


def test_ctrl_c_is_status_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(front, "_parsed", stopped)
    assert main(["run.csv"]) == 130
