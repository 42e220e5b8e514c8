"""What can be named: tables of runs in any dress, saved reports, patterns; one bad input does not end the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from run_diagnose.comparison import Choices, compare_paths, comparison_of
from run_diagnose.comparison.runs_table import is_runs_table
from run_diagnose.pipeline import Options
from run_diagnose.render.json_v1 import dumps

TABLE = """\
run,params.lr,optimizer,notes,State,val_loss,acc
a,0.1,adam,first try,done,0.5,0.8
b,1e-3,sgd,"x=1, y",done,0.4,-
"""
LOG = "epoch,loss,val_loss\n" + "".join(f"{e},{1 / e:.4f},{1 / e + 0.1:.4f}\n" for e in range(1, 13))


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_of_runs_is_read_with_any_separator(tmp_path: Path, separator: str) -> None:
    file = tmp_path / "runs.csv"
    text = TABLE.replace('"x=1, y"', "x=1 y") if separator != "," else TABLE
    file.write_text(text.replace(",", separator) if separator != "," else text, encoding="utf-8")
    made = comparison_of(compare_paths([str(file)]))
    assert made is not None
    assert [e.label for e in made.entries] == ["b", "a"]
    assert {d.key: d.values for d in made.differences} == {
        "lr": {"a": 0.1, "b": 0.001},
        "optimizer": {"a": "adam", "b": "sgd"},
    }
    assert "acc" not in made.entries[0].cells


def test_a_log_is_no_table_of_runs(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    assert not is_runs_table(str(tmp_path / "log.csv"))


def test_a_saved_report_can_be_compared_without_its_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        (tmp_path / f"{name}.csv").write_text(LOG.replace("0.", "0.1" if name == "b" else "0."), encoding="utf-8")
    first = compare_paths(["a.csv", "b.csv"])
    (tmp_path / "saved.json").write_text(dumps(first), encoding="utf-8")
    (tmp_path / "a.csv").unlink()
    (tmp_path / "b.csv").unlink()
    again = compare_paths(["saved.json"])
    made, before = comparison_of(again), comparison_of(first)
    assert made is not None
    assert before is not None
    assert (made.columns, made.entries, made.primary) == (before.columns, before.entries, before.primary)
    assert again.runs == first.runs


def test_patterns_take_in_tables_and_reports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x1.csv").write_text(TABLE, encoding="utf-8")
    (tmp_path / "x2.csv").write_text(LOG, encoding="utf-8")
    assert {run.name for run in compare_paths(["x*.csv"]).runs} == {"a", "b", "x2"}


def test_runs_of_one_name_are_told_apart_by_their_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "log.csv").write_text(LOG, encoding="utf-8")
    report = compare_paths(["one/log.csv", "two/log.csv"])
    assert {run.name for run in report.runs} == {"one", "two"}


def test_what_cannot_be_read_is_named_and_the_rest_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    (tmp_path / "broken.json").write_text('{"schema_version": 1, "tool": {"name": "run-diagnose"', encoding="utf-8")
    report = compare_paths(["a.csv", "empty.csv", "broken.json", "nowhere.csv"])
    assert [run.name for run in report.runs] == ["a"]
    assert [error.path for error in report.errors] == ["empty.csv", "broken.json", "nowhere.csv"]


def test_hostile_cells_of_a_table_stay_text(tmp_path: Path) -> None:
    from run_diagnose.render.compare import render

    file = tmp_path / "runs.csv"
    file.write_text(
        'run,config,val_loss,val_acc\n"<script>@me","=cmd|x, y",0.5,0.5\n"[x](http://y)\x1b[31m","a, b",0.4,0.6\n',
        encoding="utf-8",
    )
    report = compare_paths([str(file)])
    for form in ("markdown", "html", "terminal", "csv"):
        shown = render(report, form)
        assert "\x1b[31m" not in shown
        if form in ("markdown", "html"):
            assert "<script>" not in shown
    assert "'=cmd" in render(report, "csv")


def test_a_link_to_a_run_that_is_named_too_is_not_a_second_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("run-1", "run-2"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "log.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "latest-run").symlink_to("run-2")
    assert {run.name for run in compare_paths(["latest-run", "run-1", "run-2"]).runs} == {"run-1", "run-2"}
    assert {run.name for run in compare_paths(["latest-run", "run-1"]).runs} == {"run-1", "latest-run"}


def test_runs_that_a_tracker_named_alike_are_told_apart_by_the_short_form_of_their_ids(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for run in ("36e018f8a53a42b58f2d69f00ddb8e04", "c714c935be3144c58d6daad937b43dc3"):
        folder = tmp_path / "mlruns" / "1" / run
        (folder / "metrics").mkdir(parents=True)
        lines = [f"16659713{50000 + e} {1 / e:.4f} {e}\n" for e in range(1, 13)]
        (folder / "metrics" / "val_loss").write_text("".join(lines), encoding="utf-8")
        (folder / "meta.yaml").write_text("run_id: x\nrun_name: wide\n", encoding="utf-8")
    assert {run.name for run in compare_paths(["mlruns"]).runs} == {"36e018f8/wide", "c714c935/wide"}


def test_a_log_that_a_dead_run_left_empty_is_named_not_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    left = {"dead": "", "died": "epoch,loss,val_loss\n"}
    for name in ("a", "b", *left):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "log.csv").write_text(left.get(name, LOG), encoding="utf-8")
        (tmp_path / "runs" / name / "stderr.log").write_text("", encoding="utf-8")
    report = compare_paths(["runs"])
    assert {run.name for run in report.runs} == {"a", "b"}
    assert [error.path for error in report.errors] == ["runs/dead/log.csv", "runs/died/log.csv"]


def test_a_run_without_the_metric_that_ranks_is_compared_by_what_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "b.csv").write_text(LOG.replace("val_loss", "val_acc").replace("loss", "train_loss"), encoding="utf-8")
    (tmp_path / "c.csv").write_text(LOG.replace("val_loss", "val_acc"), encoding="utf-8")
    made = comparison_of(
        compare_paths(["a.csv", "b.csv", "c.csv"], Options(primary="val_acc"), Choices(primary="val_acc"))
    )
    assert made is not None
    assert made.primary == "val_acc"
    assert made.entries[-1].label == "a"


def test_what_changed_is_told_against_a_run_whose_config_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "log.csv").write_text(LOG, encoding="utf-8")
        if name != "a":
            (tmp_path / name / "config.json").write_text(f'{{"lr": 0.{ord(name)}}}', encoding="utf-8")
    made = comparison_of(compare_paths(["a", "b", "c"]))
    assert made is not None
    assert made.baseline == "b"
