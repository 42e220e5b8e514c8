"""SARIF, JUnit, GitLab's report and the CI recipes against the schemas that their owners publish."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import xmlschema
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from run_diagnose.render import Options, render

from .reports import NASTY, REPORTS

ROOT = Path(__file__).parents[2]
SCHEMAS = Path(__file__).parent / "schemas"
every_report = pytest.mark.parametrize("name", REPORTS)
both_alphabets = pytest.mark.parametrize("options", [Options(), Options(ascii=True)], ids=["unicode", "ascii"])
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16,64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/]"},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"minimum": 1}}},
                },
            },
        },
    },
}
"""docs.gitlab.com/ci/testing/code_quality: the fields that an imported report must have, the path relative."""


@pytest.fixture(scope="module")
def sarif() -> Any:
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8-sig"))
    return validator_for(schema)(schema)


@pytest.fixture(scope="module")
def junit() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd"))


@both_alphabets
@every_report
def test_sarif_fits_the_schema_of_its_standard(name: str, options: Options, sarif: Any) -> None:
    sarif.validate(json.loads(render(REPORTS[name], "sarif", options)))


def test_the_schema_of_sarif_refuses_what_is_none(sarif: Any) -> None:
    log = json.loads(render(REPORTS["failed"], "sarif"))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert not sarif.is_valid(log)


@every_report
def test_a_message_of_sarif_holds_no_link_and_no_placeholder(name: str) -> None:
    """Viewers make links of ``[text](target)`` even in plain messages (section 3.11.6 of the standard)."""
    log = json.loads(render(REPORTS[name], "sarif"))
    results = log["runs"][0]["results"]
    notices = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    for text in [entry["message"]["text"] for entry in (*results, *notices)]:
        assert not re.search(r"\]\(", text)


@both_alphabets
@every_report
def test_junit_fits_the_schema_of_jenkins(name: str, options: Options, junit: xmlschema.XMLSchema) -> None:
    junit.validate(io.StringIO(render(REPORTS[name], "junit", options)))


def test_the_schema_of_junit_refuses_what_is_none(junit: xmlschema.XMLSchema) -> None:
    assert not junit.is_valid(io.StringIO('<testsuites><testcase name="x"/></testsuites>'))


@both_alphabets
@every_report
def test_gitlab_gets_the_fields_that_it_asks_for(name: str, options: Options) -> None:
    Draft202012Validator(CODE_QUALITY).validate(json.loads(render(REPORTS[name], "gitlab", options)))


def check(schema: str, path: Path) -> None:
    """``path`` against a schema that check-jsonschema brings along."""
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_fits_the_schema_of_actions() -> None:
    check("vendor.github-actions", ROOT / "action.yml")


@pytest.mark.parametrize("key", ["jobs", "diagnose"])
def test_the_jobs_of_the_guide_fit_the_schemas_of_their_hosts(key: str, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    blocks = [b for b in re.findall(r"(?ms)^```yaml\n(.*?)^```", text) if re.search(rf"(?m)^{key}:", b)]
    assert blocks
    for i, block in enumerate(blocks):
        path = tmp_path / f"{key}-{i}.yml"
        path.write_text(block, encoding="utf-8")
        check("vendor.github-workflows" if key == "jobs" else "vendor.gitlab-ci", path)


def test_the_reports_hold_what_could_break_a_schema() -> None:
    assert any("](" in word for word in NASTY)
    assert any("\x1b" in word for word in NASTY)
