"""Whole runs: each log of each case says what its ``expect.yaml`` asks for, alone and with its folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from run_diagnose.model.report import RunReport
from run_diagnose.pipeline import Options, diagnose
from run_diagnose.render import render

ROOT = Path(__file__).resolve().parent.parent
RUNS = ROOT / "fixtures" / "runs"
CASES = sorted(p.parent for p in RUNS.glob("*/expect.yaml"))
BESIDE = {"expect.yaml", "config.yaml"}


def _expectations() -> list[Any]:
    found = []
    for case in CASES:
        expect = _expected(case)
        common = {k: v for k, v in expect.items() if k not in ("source", "logs", "reports")}
        for log, own in expect["logs"].items():
            found.append(pytest.param(case, log, {**common, **(own or {})}, id=f"{case.name}/{log}"))
    return found


def _expected(case: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((case / "expect.yaml").read_text(encoding="utf-8"))
    return found


def _run(case: Path, log: str, monkeypatch: pytest.MonkeyPatch) -> RunReport:
    monkeypatch.chdir(RUNS)
    path = case.name if log == "." else f"{case.name}/{log}"
    report = diagnose([path], Options(strict=True))
    assert not report.errors
    assert len(report.runs) == 1
    return report.runs[0]


@pytest.mark.parametrize(("case", "log", "expect"), _expectations())
def test_a_run_is_told_as_its_expectation_says(
    case: Path, log: str, expect: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = _run(case, log, monkeypatch)
    assert run.verdict == expect["verdict"]
    _findings(run, expect)
    _advice(run, expect)
    text = " ".join(_text(case, log, monkeypatch).split())
    for words in expect.get("says", []):
        assert words in text, f"the report does not say {words!r}"
    for words in expect.get("never", []):
        assert words not in text, f"the report must not say {words!r}"


def _findings(run: RunReport, expect: dict[str, Any]) -> None:
    found = {f.rule: f for f in run.findings}
    for slug, facts in (expect.get("found") or {}).items():
        assert slug in found, f"{slug} not found, but {sorted(found)}"
        finding = found[slug]
        if "onset" in facts:
            assert finding.onset is not None
            assert finding.onset.value == facts["onset"]
        if "severity" in facts:
            assert finding.severity.value == facts["severity"]
        if "kind" in facts:
            assert finding.kind == facts["kind"]
    for slug in expect.get("not_found", []):
        assert slug not in found
    if expect.get("nothing_serious"):
        assert [f.rule for f in run.findings if f.severity.value != "note"] == []
    skipped = {c.rule for c in run.checks if c.status == "skipped"}
    for slug in expect.get("skipped", []):
        assert slug in skipped


def _advice(run: RunReport, expect: dict[str, Any]) -> None:
    causes = [c.cause for c in run.causes]
    if "cause" in expect:
        assert causes[0] == expect["cause"], causes
    for slug in expect.get("causes", []):
        assert slug in causes
    changes = {c.key: c for c in run.changes}
    for wanted in expect.get("changes", []):
        assert wanted["key"] in changes, f"{wanted['key']} is not changed, but {sorted(changes)}"
        for name in ("old", "new", "factor", "option"):
            if name in wanted:
                assert getattr(changes[wanted["key"]], name) == wanted[name]
    for key in expect.get("no_effect", []):
        assert key in {n.key for n in run.no_effect}
    if "no_changes" in expect:
        assert not run.changes
    if "keep" in expect:
        advised = run.checkpoint.recommended if run.checkpoint else None
        assert (advised.at if advised else None) == expect["keep"]
    if "usable" in expect:
        assert run.checkpoint is not None
        assert run.checkpoint.usable is expect["usable"]


def _text(case: Path, log: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(RUNS)
    path = case.name if log == "." else f"{case.name}/{log}"
    return render(diagnose([path], Options(strict=True)), "markdown")


def _golden() -> list[Any]:
    return [
        pytest.param(case, log, name, id=f"{case.name}/{name}")
        for case in CASES
        for name, log in _expected(case).get("reports", {}).items()
    ]


@pytest.mark.parametrize(("case", "log", "name"), _golden())
def test_a_report_is_the_one_that_was_read_by_eye(
    case: Path, log: str, name: str, monkeypatch: pytest.MonkeyPatch, bless: bool
) -> None:
    text = _text(case, log, monkeypatch)
    golden = case / name
    if bless:
        golden.write_text(text, encoding="utf-8")
    assert golden.read_text(encoding="utf-8") == text


def test_every_case_lists_all_its_logs() -> None:
    for case in CASES:
        expect = _expected(case)
        own = {p.name for p in case.iterdir() if p.suffix != ".md"} - BESIDE
        assert own <= set(expect["logs"]), f"{case.name}: {sorted(own - set(expect['logs']))} has no expectation"
