"""The smaller commands, from end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from run_diagnose.cli.app import main

LOG = "epoch,train_loss,val_loss\n1,1.2,1.3\n2,0.9,1.0\n3,0.7,0.8\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "run.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "train.yaml").write_text("optimizer:\n  lr: 0.001\nmax_epochs: 20\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_inspect_shows_columns_roles_and_the_config(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "run.csv", "--config-file", "train.yaml"]) == 0
    text = capsys.readouterr().out
    assert "val_loss" in text
    assert "train.yaml" in text
    assert "epoch" in text


def test_inspect_shows_what_a_map_does(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "odd.csv").write_text("epoch,a,b\n1,1.2,1.3\n2,0.9,1.0\n3,0.7,0.8\n", encoding="utf-8")
    assert main(["inspect", "odd.csv", "--map", "train_loss=a", "--map", "val_loss=b"]) == 0
    assert "validation loss" in capsys.readouterr().out


def test_inspect_of_a_missing_file_is_status_2(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "rum.csv"]) == 2
    assert "run.csv" in capsys.readouterr().err


def test_a_clean_config_is_status_0_even_at_the_lowest_bar(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "train.yaml", "--fail-on", "note"]) == 0
    assert "No mistake was found" in capsys.readouterr().out


def test_a_missing_config_is_status_2_and_the_others_are_checked(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["config", "gone.yaml", "train.yaml", "-f", "json"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert [run["config"]["path"] for run in report["runs"]] == ["train.yaml"]


def test_formats_are_listed_and_one_is_shown_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formats", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"name", "title", "example"} == set(rows[0])
    assert main(["formats", rows[-1]["name"]]) == 0
    assert rows[-1]["title"] in capsys.readouterr().out


def test_settings_name_the_file_and_line_of_each_value(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "diagnose.toml").write_text('fail-on = "note"\n\n[rules.plateau]\nlong = 0.4\n', encoding="utf-8")
    assert main(["settings"]) == 0
    text = capsys.readouterr().out
    assert "diagnose.toml:1" in text
    assert "rules.plateau.long = 0.4" in text
    assert "diagnose.toml:4" in text
    assert main(["settings", "--json", "--all", "--isolated"]) == 0
    assert json.loads(capsys.readouterr().out)["rules.plateau.long"]["origin"] == "default"


def test_a_limit_that_does_not_exist_stops_check_and_settings_alike(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "diagnose.toml").write_text("[rules.plateau]\nlnog = 0.4\n", encoding="utf-8")
    for words in (["run.csv"], ["settings"]):
        assert main(words) == 2
        assert "did you mean `long`?" in capsys.readouterr().err


def test_a_column_that_does_not_exist_is_refused_with_the_nearest(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run.csv", "--map", "val_loss=val_los"]) == 2
    assert "val_loss" in capsys.readouterr().err


def test_the_schema_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["schema_version"] == {"const": 1}


def test_what_is_no_report_is_refused_by_render(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "run.csv"]) == 2
    assert "not a report of diagnose" in capsys.readouterr().err
