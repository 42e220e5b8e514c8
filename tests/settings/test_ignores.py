"""Ignores with reason and expiry: what they cover, when they end, and what is said of those that do nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from run_diagnose.cli.app import main
from run_diagnose.errors import UsageError
from run_diagnose.model.ignore import Ignore
from run_diagnose.settings.ignores import wishes

COLLAPSED = """epoch,train_loss,val_loss,pred_std,target_std
1,1.20,1.25,0.31,0.85
2,1.05,1.10,0.20,0.85
3,0.90,0.95,0.09,0.85
4,0.82,0.86,0.05,0.85
5,0.80,0.84,0.04,0.85
6,0.80,0.84,0.03,0.85
"""
IGNORE = '[[tool.diagnose.ignore]]\nrule = "{rule}"\nreason = "a known one"\n{more}\n'
DAY = 1_767_225_600
"""2026-01-01 in UTC, as SOURCE_DATE_EPOCH has it."""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "run.csv").write_text(COLLAPSED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(DAY))
    return tmp_path


def settings(folder: Path, text: str) -> None:
    (folder / "pyproject.toml").write_text("[tool.diagnose]\nfail-on = 'error'\n" + text, encoding="utf-8")


def report(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict]:  # type: ignore[type-arg]
    status = main(["runs/run.csv", "--select", "spread-collapse", "--format", "json", *words])
    return status, json.loads(capsys.readouterr().out)["runs"][0]


def test_an_ignored_finding_is_told_apart_and_does_not_fail(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report(capsys)[0] == 1
    settings(here, IGNORE.format(rule="COL", more='path = "runs/**"\nuntil = 2026-12-31'))
    status, run = report(capsys)
    assert (status, run["verdict"], run["findings"], run["changes"]) == (0, "healthy", [], [])
    assert run["answer"] == "Nothing wrong beside 1 suppressed finding."
    (suppressed,) = run["suppressed"]
    assert suppressed["finding"]["rule"] == "spread-collapse"
    assert (suppressed["by"], suppressed["reason"]) == ("pyproject.toml:3", "a known one")
    assert suppressed["until"] == "2026-12-31"


def test_an_expired_ignore_counts_no_longer_and_says_so(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(here, IGNORE.format(rule="COL001", more='until = "2025-12-31"'))
    status, run = report(capsys)
    assert status == 1
    assert [f["rule"] for f in run["findings"]] == ["spread-collapse", "expired-ignore"]
    note = run["findings"][1]
    assert (note["code"], note["severity"], note["evidence"][0]["at"]["line"]) == ("LOG902", "note", 3)
    assert "2025-12-31" in note["message"]


def test_an_ignore_holds_on_its_last_day(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(here, IGNORE.format(rule="COL001", more="until = 2026-01-01"))
    assert report(capsys)[0] == 0


def test_an_ignore_that_matches_nothing_is_a_note(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "runs" / "run.csv").write_text(COLLAPSED.replace("0.09,", "0.80,").replace("0.0", "0.8"), encoding="utf-8")
    settings(here, IGNORE.format(rule="spread-collapse", more=""))
    status, run = report(capsys)
    assert (status, [f["code"] for f in run["findings"]]) == (0, ["LOG901"])
    assert report(capsys, "--fail-on", "note")[0] == 1


def test_an_ignore_of_another_run_or_of_a_rule_that_could_not_look_is_not_stale(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = IGNORE.format(rule="COL001", more='path = "elsewhere/*"')
    settings(here, other + IGNORE.format(rule="NAN001", more=""))
    assert [f["rule"] for f in report(capsys)[1]["findings"]] == ["spread-collapse"]


def test_rules_can_be_kept_from_counting_for_a_group_of_runs(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(here, 'per-run-ignores = { "runs/**" = ["COL"], "other/**" = ["NAN"] }\n')
    status, run = report(capsys)
    assert (status, run["findings"]) == (0, [])
    assert run["suppressed"][0]["by"] == "pyproject.toml:3"


@pytest.mark.parametrize("form", ["terminal", "markdown", "html", "concise"])
def test_what_is_suppressed_is_counted_always_and_listed_when_asked(
    here: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    settings(here, IGNORE.format(rule="COL", more=""))
    main(["runs/run.csv", "--format", form])
    short = capsys.readouterr().out
    main(["runs/run.csv", "--format", form, "--show-suppressed"])
    full = capsys.readouterr().out
    assert "1 suppressed" in short
    assert "a known one" not in short
    assert "a known one" in full


def test_words_and_tables_of_ignore_live_side_by_side(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(here, 'ignore = ["PLA", { rule = "COL", reason = "a known one" }]\n')
    assert main(["settings"]) == 0
    shown = capsys.readouterr().out
    assert 'ignore = ["PLA"]' in shown
    assert '{ rule = ["COL"], reason = "a known one" }' in shown
    assert report(capsys)[0] == 0


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ({"rule": "COL"}, "needs a reason"),
        ({"reason": "why"}, "needs the rule"),
        ({"rule": "COL", "reason": "why", "untill": "2026-01-01"}, "there is no `untill`"),
        ({"rule": "COL", "reason": "why", "until": "soon"}, "is no day"),
        ("COL", "takes tables"),
    ],
)
def test_a_careless_ignore_is_refused(table: object, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        wishes("suppress", [table])


def test_an_unknown_rule_in_an_ignore_is_refused(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings(here, IGNORE.format(rule="COL099", more=""))
    assert main(["runs/run.csv"]) == 2
    assert "pyproject.toml:3: no rule answers to `COL099`" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("glob", "file", "base", "meant"),
    [
        ("runs/**", "runs/a/b.csv", "", True),
        ("runs", "runs/a/b.csv", "", True),
        ("runs/", "runs/b.csv", "", True),
        ("**/b.csv", "b.csv", "", True),
        ("b.csv", "runs/b.csv", "", True),
        ("runs/*", "project/runs/b.csv", "project", True),
        ("run", "runs/b.csv", "", False),
        ("other/*", "runs/b.csv", "", False),
    ],
)
def test_a_path_is_a_glob_from_the_folder_of_the_settings(glob: str, file: str, base: str, meant: bool) -> None:
    assert Ignore(by="x", path=glob, base=base).about([file]) is meant
