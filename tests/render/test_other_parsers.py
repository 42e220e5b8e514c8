"""SARIF and JUnit are read by libraries that others wrote for them: a second opinion beside our own tests."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from junitparser import JUnitXml
from sarif_pydantic import Sarif

from run_diagnose.model.report import RunReport
from run_diagnose.render import render

from .reports import failed, healthy, hostile, report, undetermined

RUNS = pytest.mark.parametrize("run", [failed(), healthy(), undetermined(), hostile()], ids=lambda r: r.verdict)


@RUNS
def test_sarif_is_what_the_models_of_its_specification_take(run: RunReport) -> None:
    told = json.loads(render(report(run), "sarif"))
    read = Sarif.model_validate(told)
    assert read.version == "2.1.0"
    assert len(read.runs) == 1
    assert len(read.runs[0].results or []) == len(told["runs"][0]["results"])
    assert {r.rule_id for r in read.runs[0].results or []} <= {r.id for r in read.runs[0].tool.driver.rules or []}


@RUNS
def test_junit_is_read_with_a_case_for_every_check(run: RunReport, tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text(render(report(run), "junit"), encoding="utf-8")
    read = JUnitXml.fromfile(str(path))
    suites = list(read)
    assert len(suites) == 1
    cases = list(suites[0])
    names = " ".join(str(case.name) for case in cases)
    assert all(c.rule in names for c in run.checks)
    assert read.tests == len(cases)
    assert read.failures == sum(any(type(r).__name__ == "Failure" for r in case.result) for case in cases)
