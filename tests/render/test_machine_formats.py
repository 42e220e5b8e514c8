"""Formats for machines: each read back by a real parser, with hostile names in them."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from run_diagnose.errors import UsageError
from run_diagnose.model.finding import Severity
from run_diagnose.render import FORMATS, Options, format_for, render
from run_diagnose.render.json_v1 import dumps, loads

from .reports import REPORTS, failed, report

every_report = pytest.mark.parametrize("name", REPORTS)
every_format = pytest.mark.parametrize("form", FORMATS)


@every_format
@every_report
def test_the_same_report_gives_the_same_bytes_also_after_its_json(form: str, name: str) -> None:
    once = render(REPORTS[name], form)
    assert once == render(REPORTS[name], form)
    assert once == render(loads(dumps(REPORTS[name])), form)
    assert once.endswith("\n") or not once
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", once)
    assert render(REPORTS[name], form, Options(ascii=True)).isascii()


@every_report
def test_json_lines_are_a_run_each_and_an_error_each(name: str) -> None:
    lines = [json.loads(line) for line in render(REPORTS[name], "jsonl").splitlines()]
    assert [line["type"] for line in lines].count("run") == len(REPORTS[name].runs)
    assert [line["type"] for line in lines].count("error") == len(REPORTS[name].errors)
    assert all(line["schema_version"] == 1 for line in lines)


@every_report
def test_junit_has_a_case_for_every_rule_that_ran(name: str) -> None:
    root = ET.fromstring(render(REPORTS[name], "junit"))
    cases = {case.get("name") for case in root.iter("testcase")}
    assert {f"{c.code} {c.rule}" for run in REPORTS[name].runs for c in run.checks} <= cases
    for what, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        assert root.get(what) in (None if what == "skipped" else str(len(list(root.iter(tag)))),)
        assert all(int(s.get(what, "-1")) == len(list(s.iter(tag))) for s in root.iter("testsuite"))


def test_junit_says_skipped_for_what_could_not_be_looked_for() -> None:
    root = ET.fromstring(render(REPORTS["failed"], "junit"))
    skipped = {c.get("name"): c.find("skipped") for c in root.iter("testcase")}
    found = skipped["GRD001 dead-gradients"]
    assert found is not None
    assert found.get("message") == "log grad_norm"


def test_junit_never_passes_what_was_not_judged() -> None:
    root = ET.fromstring(render(REPORTS["undetermined"], "junit"))
    assert root.get("failures") == "1"
    assert ET.fromstring(render(REPORTS["healthy"], "junit")).get("failures") == "0"


def test_sarif_puts_the_config_line_first_and_the_log_line_beside_it() -> None:
    log = json.loads(render(REPORTS["failed"], "sarif"))
    assert len(log["runs"]) == 1
    result = next(r for r in log["runs"][0]["results"] if r["ruleId"] == "COL001")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "configs/run4.yaml"
    assert place["region"]["startLine"] in (14, 21)
    log_place = result["relatedLocations"][0]["physicalLocation"]
    assert (log_place["artifactLocation"]["uri"], log_place["region"]["startLine"]) == ("run4.csv", 32)


@every_report
def test_sarif_has_what_github_asks_for(name: str) -> None:
    log = json.loads(render(REPORTS[name], "sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    for rule in rules:
        assert rule["shortDescription"]["text"]
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
    prints = [r["partialFingerprints"]["primaryLocationLineHash"] for r in run["results"]]
    assert len(set(prints)) == len(prints)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        where = result["locations"][0]["physicalLocation"]
        assert re.fullmatch(r"[\w./~%-]+", where["artifactLocation"]["uri"])
        assert where["region"]["startLine"] >= 1


def test_sarif_offers_an_edit_only_where_it_is_a_whole_line() -> None:
    run = failed()
    flat = replace(run, changes=(replace(run.changes[1], key="variance_lambda"),))
    result = json.loads(render(report(flat), "sarif"))["runs"][0]["results"][0]
    replaced = result["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert replaced["insertedContent"]["text"] == "variance_lambda: 2.0"
    nested = json.loads(render(REPORTS["failed"], "sarif"))["runs"][0]["results"][0]
    assert "fixes" not in nested


def test_annotations_are_capped_and_the_rest_is_counted() -> None:
    run = failed()
    many = replace(run, findings=tuple(replace(run.findings[0], series=(str(i),)) for i in range(25)))
    lines = render(report(many), "github").splitlines()
    assert sum(line.startswith("::error") for line in lines) == 10
    assert lines[-1] == "::notice title=diagnose::and 15 errors more: see the full report"


@every_report
def test_an_annotation_is_one_command_a_line(name: str) -> None:
    for line in render(REPORTS[name], "github").splitlines():
        assert re.fullmatch(r"::(error|warning|notice) title=[^:]*?::.*", line)
        assert "##[" not in line


@every_report
def test_gitlab_issues_have_what_the_widget_shows(name: str) -> None:
    issues = json.loads(render(REPORTS[name], "gitlab"))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)
    for issue in issues:
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1


def test_concise_is_a_finding_a_line() -> None:
    lines = render(REPORTS["failed"], "concise").splitlines()
    assert lines[0].startswith("run4.csv:32: error COL001 spread-collapse: Predictions vary 8.1 %")
    assert lines[-1].startswith("run4: failed, 4 findings: Predictions collapsed")


def test_a_note_fails_nothing() -> None:
    run = failed()
    notes = replace(run, verdict="healthy", findings=(replace(run.findings[0], severity=Severity.NOTE),))
    assert ET.fromstring(render(report(notes), "junit")).get("failures") == "0"
    assert "::notice" in render(report(notes), "github")


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("report.md", "markdown"),
        ("out/Report.HTML", "html"),
        ("r.json", "json"),
        ("r.jsonl", "jsonl"),
        ("r.sarif", "sarif"),
        ("r.sarif.json", "sarif"),
        ("junit.xml", "junit"),
        ("gl-code-quality-report.json", "gitlab"),
        ("findings.txt", "concise"),
    ],
)
def test_the_suffix_names_the_format(path: str, form: str) -> None:
    assert format_for(path) == form


@pytest.mark.parametrize("path", ["report", "report.pdf", ""])
def test_another_suffix_is_refused_with_the_list(path: str) -> None:
    with pytest.raises(UsageError) as caught:
        format_for(path)
    assert ".md" in caught.value.hint


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError):
        render(REPORTS["empty"], "pdf")
