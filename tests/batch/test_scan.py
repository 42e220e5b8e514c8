"""A scan end to end: every run a row, broken ones too, nothing done twice, the same from every backend."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from run_diagnose import scan
from run_diagnose.batch import Plan, Progress, Row, Statistics, scan_rows
from run_diagnose.batch.sinks import JsonLines
from run_diagnose.errors import UnreadableError, UsageError


def rows_of(top: Path, **plan: object) -> list[Row]:
    cache = plan.pop("cache", None)
    return [row for _, row in scan_rows([str(top)], None, Plan(workers=1, cache=cache, **plan))]  # type: ignore[arg-type]


def test_every_run_is_a_row_and_a_broken_log_is_one(runs: Path) -> None:
    found = {row.name: row for row in rows_of(runs)}
    assert {name for name, row in found.items() if row.status == "ok"} == {f"r{i}" for i in range(7)}
    assert found["r6"].verdict == "suspect"
    assert "FIT001" in found["r6"].codes
    broken = found["broken/log.csv"]
    assert (broken.status, "empty" in broken.reason) == ("error", True)
    assert not any("README" in name for name in found)


def test_a_row_says_what_to_change_and_how_the_metrics_ended(runs: Path) -> None:
    row = next(r for r in rows_of(runs) if r.name == "r6")
    assert row.metrics["val_loss"]["role"] == "val_loss"
    assert row.metrics["val_loss"]["at"] == row.kept
    assert row.change


def test_what_was_finished_is_not_done_again(runs: Path, tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    whole = rows_of(runs, cache=cache)
    progress = Progress()
    again = [r for _, r in scan_rows([str(runs)], None, Plan(workers=1, cache=cache), progress)]
    assert progress.cached == progress.units == progress.done
    assert again == whole


def test_a_scan_that_stopped_goes_on_where_it_was(runs: Path, tmp_path: Path) -> None:
    plan = Plan(workers=1, cache=str(tmp_path / "cache"))
    started = scan_rows([str(runs)], None, plan)
    first = [next(started) for _ in range(3)]
    started.close()  # as a kill would, in the middle
    progress = Progress()
    rest = list(scan_rows([str(runs)], None, plan, progress))
    assert progress.cached >= len(first) - 1
    assert {row.name for _, row in rest} == {row.name for row in rows_of(runs)}


def test_a_changed_log_is_judged_anew(runs: Path, tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    rows_of(runs, cache=cache)
    (runs / "r0" / "log.csv").write_text("epoch,loss\n1,1\n2,nan\n3,nan\n4,nan\n", encoding="utf-8")
    found = {row.name: row for row in rows_of(runs, cache=cache)}
    assert found["r0"].verdict == "failed"


def test_two_processes_say_what_one_says(runs: Path) -> None:
    two = [row for _, row in scan_rows([str(runs)], None, Plan(workers=2, cache=None))]
    assert sorted(two, key=lambda r: r.name) == sorted(rows_of(runs), key=lambda r: r.name)


def test_the_statistics_count_runs_not_findings(runs: Path) -> None:
    counts = Statistics()
    for row in rows_of(runs):
        counts.add(row)
    assert counts.line().startswith("7 runs: ")
    assert "1 could not be read" in counts.line()
    assert counts.rules["FIT001 overfitting"] == 1


def test_json_lines_end_in_the_order_of_paths(runs: Path, tmp_path: Path) -> None:
    sink = JsonLines(str(tmp_path / "out.jsonl"))
    for index, row in reversed(list(scan_rows([str(runs)], None, Plan(workers=1, cache=None)))):
        sink.add(index, row)
    sink.close()
    names = [json.loads(line)["name"] for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert names == ["broken/log.csv", *(f"r{i}" for i in range(7))]


def test_a_bug_costs_one_row(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from run_diagnose import pipeline

    judge = pipeline.judge

    def broken(run: object, *rest: object, brief: bool) -> object:
        if "r3" in run.file:  # type: ignore[attr-defined]
            raise ZeroDivisionError("ours")
        return judge(run, *rest, brief=brief)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "judge", broken)
    found = {row.name: row for row in rows_of(runs)}
    assert sum(row.status == "ok" for row in found.values()) == 6
    assert any("diagnose broke" in row.reason for row in found.values())


def test_whole_reports_can_be_had(runs: Path) -> None:
    row = next(r for r in rows_of(runs, full=True) if r.status == "ok")
    assert row.report is not None
    assert row.report["runs"][0]["verdict"] == row.verdict


def test_from_python_a_scan_is_a_frame(runs: Path) -> None:
    done = scan(runs, workers=1)
    frame = done.to_frame()
    assert list(frame["name"]) == ["broken/log.csv", *(f"r{i}" for i in range(7))]
    assert frame["val_loss.best"].notna().sum() == 7
    assert not done.passed("error")  # a log could not be read
    assert [row.name for row in done.rows] == list(frame["name"])


def test_thousands_of_logs_in_one_folder_keep_their_names(tmp_path: Path) -> None:
    for i in range(70):
        (tmp_path / f"run{i:02d}.csv").write_text("epoch,loss\n1,1\n2,0.8\n3,0.7\n", encoding="utf-8")
    found = [row.name for row in rows_of(tmp_path)]
    assert sorted(found) == [f"run{i:02d}" for i in range(70)]


def test_a_folder_without_a_log_is_told(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError):
        rows_of(tmp_path)


def test_an_unknown_backend_is_told(runs: Path) -> None:
    with pytest.raises(UsageError, match="backend"):
        rows_of(runs, backend="spark")


def test_wrong_options_end_the_scan_at_once(runs: Path) -> None:
    with pytest.raises(UsageError, match="no rule"):
        scan(runs, workers=1, select=("NOPE",))


def test_a_worker_that_is_killed_loses_nothing(runs: Path) -> None:
    from joblib.externals.loky import reusable_executor

    log = (runs / "r0" / "log.csv").read_bytes()
    for i in range(60):
        (runs / f"more{i:03d}").mkdir()
        (runs / f"more{i:03d}" / "log.csv").write_bytes(log)
    names = []
    for _, row in scan_rows([str(runs)], None, Plan(workers=2, cache=None)):
        names.append(row.name)
        if len(names) == 5:
            os.kill(next(iter(reusable_executor._executor._processes)), signal.SIGKILL)
    assert len(names) == len(set(names)) == 68


def test_runs_of_a_store_in_the_folder_that_is_scanned_are_told_apart(tmp_path: Path) -> None:
    for run in ("aaa", "bbb"):
        folder = tmp_path / "mlruns" / "1" / run / "metrics"
        folder.mkdir(parents=True)
        lines = [f"16659713{50000 + e} {1 / e:.4f} {e}\n" for e in range(1, 13)]
        (folder / "val_loss").write_text("".join(lines), encoding="utf-8")
        (folder.parent / "meta.yaml").write_text("run_id: x\n", encoding="utf-8")
    (tmp_path / "tb").mkdir()  # a part of a run, for all that its name says
    (tmp_path / "mine.csv").write_text("epoch,loss\n1,1\n2,0.8\n3,0.7\n", encoding="utf-8")
    assert sorted(row.name for row in rows_of(tmp_path)) == ["mine", "mlruns/1/aaa", "mlruns/1/bbb"]


def test_a_level_that_is_none_is_wrong_use(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("epoch,loss\n1,0.9\n2,0.8\n3,0.7\n", encoding="utf-8")
    with pytest.raises(UsageError, match="bad"):
        scan([tmp_path.as_posix()], cache=None).passed("bad")
