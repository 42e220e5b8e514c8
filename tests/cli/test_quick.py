"""Plain command lines go past the parser, and say what the parser's would."""

from __future__ import annotations

from pathlib import Path

import pytest

from run_diagnose.cli import quick
from run_diagnose.cli.app import main

LOG = "epoch,train_loss,val_loss\n" + "".join(f"{i},{1 / i:.3f},{1.1 / i:.3f}\n" for i in range(1, 12))


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "run.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "scan").mkdir()
    monkeypatch.chdir(tmp_path)
    return "run.csv"


@pytest.mark.parametrize(
    "words", [["run.csv"], ["check", "run.csv"], ["run.csv", "--format=json"], ["-f", "json", "run.csv", "run.csv"]]
)
def test_paths_that_exist_and_a_format_are_understood(words: list[str], log: str) -> None:
    assert quick.understood(words) is not None


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["check"],
        ["--help"],
        ["run.csv", "--help"],
        ["no.csv"],
        ["-"],
        ["scan"],
        ["scan", "run.csv"],
        ["run.csv", "--top", "3"],
        ["run.csv", "--format"],
        ["run.csv", "--format", "--top"],
        ["run.csv", "-f", "json", "-f", "html"],
        ["run.csv", "-fjson"],
    ],
    ids=" ".join,
)
def test_every_other_line_is_left_to_the_parser(words: list[str], log: str) -> None:
    assert quick.understood(words) is None


@pytest.mark.parametrize("more", [[], ["--format", "json"], ["--format", "jsn"]], ids=" ".join)
def test_both_ways_say_the_same(
    more: list[str], log: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (Path(log).parent / "diagnose.toml").write_text('fail-on = "note"\nignore = ["plateau"]\n', encoding="utf-8")
    short = main([log, *more]), capsys.readouterr()
    monkeypatch.setattr(quick, "understood", lambda _: None)
    assert (main([log, *more]), capsys.readouterr()) == short
