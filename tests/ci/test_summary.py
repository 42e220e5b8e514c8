"""The job summary: appended, never above its size, and silent where there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from run_diagnose.cli import summary
from run_diagnose.cli.app import main
from run_diagnose.render import Options, render

ROOT = Path(__file__).parents[2]
RUN = str(ROOT / "fixtures" / "runs" / "kept_in_collapse" / "run.csv")


def test_a_report_is_appended_to_what_stands_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "summary.md"
    file.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    assert main([RUN, "--summary", "--format", "concise"]) == 1
    assert file.read_text(encoding="utf-8").startswith("before\n<!-- diagnose:report ")


def test_without_actions_a_note_is_said_and_nothing_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    assert main([RUN, "--summary", "--format", "concise"]) == 1
    assert "GITHUB_STEP_SUMMARY is not set" in capsys.readouterr().err


@pytest.mark.parametrize("room", [1_000, 5_000, 12_000, 900 * 1024])
def test_a_summary_fits_in_bytes_not_in_characters(room: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from run_diagnose.pipeline import diagnose

    report = diagnose([RUN, str(ROOT / "fixtures" / "runs" / "nan_in_half_precision" / "steps.csv")])
    text = summary.fitting(report, Options(), room)
    assert len(text.encode("utf-8")) <= room
    assert ("FAILED" in text) is (room > 2_000)
    if room > 100_000:
        assert text == render(report, "markdown", Options(budget=room))


def test_a_full_summary_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "summary.md"
    file.write_text("x" * summary.MOST, encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    main([RUN, "--summary", "--format", "concise"])
    assert file.stat().st_size == summary.MOST
    assert "the job summary is full" in capsys.readouterr().err


def test_auto_means_annotations_inside_actions_only(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    main([RUN, "--format", "auto"])
    assert capsys.readouterr().out.startswith("::error")
    monkeypatch.setenv("GITHUB_ACTIONS", "")
    main([RUN, "--format", "auto"])
    assert capsys.readouterr().out.startswith("<!-- diagnose:report")
