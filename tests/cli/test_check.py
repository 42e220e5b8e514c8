"""``diagnose check`` from end to end: where the report goes, in what form, and with what status."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from run_diagnose.cli import output
from run_diagnose.cli.app import main
from run_diagnose.errors import UnreadableError

FAILED = """epoch,train_loss,val_loss,pred_std,target_std
1,1.20,1.25,0.31,0.85
2,1.05,1.10,0.20,0.85
3,0.90,0.95,0.09,0.85
4,0.82,0.86,0.05,0.85
5,0.80,0.84,0.04,0.85
6,0.80,0.84,0.03,0.85
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "run.csv").write_text(FAILED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("NO_COLOR", "FORCE_COLOR", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_a_failed_run_is_status_1_and_markdown_on_a_pipe(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run.csv"]) == 1
    captured = capsys.readouterr()
    assert "spread-collapse" in captured.out
    assert "\x1b" not in captured.out
    assert captured.err == ""


def test_check_is_what_a_bare_path_means_flags_first_or_last(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = []
    for words in (["check", "run.csv", "-f", "json"], ["run.csv", "--format", "json"], ["--format=json", "run.csv"]):
        assert main(words) == 1
        texts.append(capsys.readouterr().out)
    assert texts[0] == texts[1] == texts[2]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--exit-zero"], 0),
        (["--fail-on", "never"], 0),
        (["--severity", "COL=note", "--select", "COL"], 0),
        (["--severity", "COL=note", "--select", "COL", "--fail-on", "note"], 1),
        (["--ignore", "ALL", "--fail-on", "error"], 0),
        (["--ignore", "ALL", "--fail-on", "warning"], 1),
    ],
)
def test_flags_decide_what_counts(words: list[str], expected: int, here: Path) -> None:
    assert main(["run.csv", *words]) == expected


def test_one_bad_input_does_not_hide_the_others(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "empty.csv").touch()
    assert main(["empty.csv", "run.csv", "--format", "json", "--exit-zero"]) == 2
    captured = capsys.readouterr()
    report = json.loads(captured.out)
    assert [run["name"] for run in report["runs"]] == ["run"]
    assert [error["path"] for error in report["errors"]] == ["empty.csv"]
    assert "empty.csv" in captured.err
    assert "hint: " in captured.err


def test_json_is_valid_even_where_nothing_could_be_read(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gone.csv", "--format", "json"]) == 2
    assert json.loads(capsys.readouterr().out)["runs"] == []


def test_a_wrong_file_prints_no_report_for_people(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["runn.csv"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "run.csv" in captured.err


def test_several_files_are_written_each_by_its_suffix(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run.csv", "-o", "report.md", "-o", "report.json"]) == 1
    assert (here / "report.md").read_text(encoding="utf-8") == capsys.readouterr().out
    assert json.loads((here / "report.json").read_text(encoding="utf-8"))["schema_version"] == 1
    assert not list(here.glob(".*part"))


def test_a_format_that_went_into_a_file_is_not_printed_again(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run.csv", "-f", "json", "-o", "report.json"]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "wrote report.json\n"


def test_a_file_that_cannot_be_written_is_status_2_and_nothing_is_left(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run.csv", "-o", "no/such/report.md"]) == 2
    assert "mkdir -p no/such" in capsys.readouterr().err


def test_an_old_report_survives_a_write_that_fails(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "report.md").write_text("old", encoding="utf-8")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnreadableError, match="No space left"):
        output.write_whole("report.md", "new")
    assert (here / "report.md").read_text(encoding="utf-8") == "old"
    assert sorted(p.name for p in here.iterdir()) == ["report.md", "run.csv"]


def test_settings_beside_the_log_count_and_isolated_ignores_them(here: Path) -> None:
    (here / "diagnose.toml").write_text('fail-on = "never"\n', encoding="utf-8")
    assert main(["run.csv"]) == 0
    assert main(["run.csv", "--isolated"]) == 1


def test_each_run_counts_by_the_settings_beside_it(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "calm").mkdir()
    (here / "calm" / "calm.csv").write_text(FAILED, encoding="utf-8")
    (here / "calm" / "diagnose.toml").write_text('fail-on = "never"\n', encoding="utf-8")
    assert main(["calm/calm.csv"]) == 0
    capsys.readouterr()
    assert main(["calm/calm.csv", "run.csv", "-f", "json"]) == 1
    assert [run["name"] for run in json.loads(capsys.readouterr().out)["runs"]] == ["calm", "run"]


def test_a_saved_report_is_rendered_to_the_same_bytes(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["run.csv", "-o", "report.json"])
    first = capsys.readouterr().out
    assert main(["render", "report.json"]) == 0
    assert capsys.readouterr().out == first


def test_the_log_can_come_from_a_pipe(here: Path) -> None:
    done = diagnose("-", "--format", "json", stdin=FAILED.encode())
    assert done.returncode == 1
    assert json.loads(done.stdout)["runs"][0]["findings"]


def test_a_reader_that_leaves_early_is_no_error(here: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "run_diagnose", "run.csv"], stdout=writing, stderr=subprocess.PIPE, check=False
        )
    finally:
        os.close(writing)
    assert done.returncode == 1
    assert done.stderr == b""


def test_a_pipe_gets_the_same_bytes_in_any_locale(here: Path) -> None:
    plain = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    assert diagnose("run.csv", env=plain).stdout == diagnose("run.csv").stdout


def diagnose(
    *words: str, stdin: bytes | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "run_diagnose", *words],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, **(env or {})},
    )


class Terminal(io.TextIOWrapper):
    """A stdout that says it is a terminal."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding)

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("words", "env", "colored"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"TERM": "dumb"}, False),
        ([], {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
    ],
)
def test_a_terminal_gets_colour_unless_somebody_says_no(
    words: list[str], env: dict[str, str], colored: bool, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    screen = Terminal("utf-8")
    monkeypatch.setattr(sys, "stdout", screen)
    assert main(["run.csv", *words]) == 1
    text = screen.buffer.getvalue().decode()  # type: ignore[attr-defined]
    assert ("\x1b[" in text) is colored
    assert "spread-collapse" in text


def test_a_terminal_without_unicode_gets_ascii(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal("ascii")
    monkeypatch.setattr(sys, "stdout", screen)
    assert main(["run.csv", "--color", "never"]) == 1
    text = screen.buffer.getvalue().decode("ascii")  # type: ignore[attr-defined]
    assert " -> " in text
    assert "??" not in text
