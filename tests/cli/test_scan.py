"""``diagnose scan`` at the keyboard: lines, files, statistics and status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from run_diagnose.cli.app import main

LOG = "epoch,loss,val_loss\n" + "".join(f"{e},{1 / e:.4f},{1 / e + 0.1:.4f}\n" for e in range(1, 13))
BAD = "epoch,loss,val_loss\n1,1,1\n2,0.9,0.9\n3,nan,nan\n4,nan,nan\n5,nan,nan\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (("good", LOG), ("bad", BAD)):
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / "log.csv").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown(capfdbinary: pytest.CaptureFixture[bytes], *words: str) -> tuple[int, str, str]:
    status = main(["scan", "runs", "-j", "1", *words])
    out, err = capfdbinary.readouterr()
    return status, out.decode(), err.decode()


def test_a_line_for_each_run_and_the_sum_on_stderr(here: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, out, err = shown(capfdbinary)
    assert status == 1
    assert [line.split()[:2] for line in out.splitlines()] == [["FAILED", "bad"], ["HEALTHY", "good"]]
    assert err == "2 runs: 1 failed, 1 healthy\n"


def test_the_second_time_all_is_known(here: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    first = shown(capfdbinary)
    again = shown(capfdbinary)
    assert again[1] == first[1]
    assert "(2 of 2 known from before)" in again[2]
    assert (here / ".diagnose_cache" / "CACHEDIR.TAG").is_file()


def test_statistics_count_runs_by_rule(here: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, out, err = shown(capfdbinary, "--statistics", "--no-cache")
    assert "50 %  error     NAN001 non-finite-loss" in out
    assert err == ""
    assert not (here / ".diagnose_cache").exists()


def test_json_lines_hold_what_the_screen_shows_and_more(here: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    shown(capfdbinary, "--jsonl", "rows.jsonl", "--no-cache")
    rows = [json.loads(line) for line in (here / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["name"] for row in rows] == ["bad", "good"]
    assert rows[0]["metrics"]["loss"]["nonfinite"] == 3


def test_a_log_that_cannot_be_read_is_a_line_and_status_2(
    here: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    (here / "runs" / "good" / "log.csv").write_bytes(b"")
    status, out, err = shown(capfdbinary, "--exit-zero")
    assert status == 2
    assert "ERROR        good/log.csv" in out
    assert "1 could not be read" in err


def test_fail_on_and_exit_zero_mean_what_they_mean_elsewhere(
    here: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert shown(capfdbinary, "--fail-on", "never")[0] == 0
    assert shown(capfdbinary, "--exit-zero")[0] == 0


@pytest.mark.parametrize(
    "words", [("-j", "0"), ("--backend", "spark"), ("--scheduler", "tcp://x:1", "-j", "2"), ("--parquet", "x.parquet")]
)
def test_slips_are_status_2_with_a_hint(
    here: Path, capfdbinary: pytest.CaptureFixture[bytes], words: tuple[str, ...]
) -> None:
    if "--parquet" in words:
        pytest.importorskip("nothing_of_this_name") if _has("pyarrow") else None
    status, _, err = shown(capfdbinary, *words)
    assert status == 2
    assert "hint:" in err


def _has(name: str) -> bool:
    from importlib.util import find_spec

    return find_spec(name) is not None


def test_hostile_names_stay_on_their_line(here: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    folder = here / "runs" / "x\x1b[31m\nFAILED"
    folder.mkdir()
    (folder / "log.csv").write_text(LOG, encoding="utf-8")
    _, out, _ = shown(capfdbinary)
    assert len(out.splitlines()) == 3
    assert "\x1b" not in out


def test_the_bar_begins_before_the_first_run_and_is_gone_at_the_end(
    here: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr("run_diagnose.cli.scanning.SOON", 0.0)
    err = shown(capfdbinary)[2]
    assert err.startswith("\rlooking for runs ...")
    assert "1/2" in err
    assert err.split("\r")[-1] == "\x1b[K2 runs: 1 failed, 1 healthy\n"


def test_a_folder_without_a_run_names_the_next_command(here: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (here / "empty").mkdir()
    (here / "empty" / "notes.txt").write_text("nothing was trained here\n", encoding="utf-8")
    assert main(["check", "empty"]) == 2
    err = capfdbinary.readouterr()[1].decode()
    assert "diagnose inspect" in err
