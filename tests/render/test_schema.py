"""The published schema fits what is printed, and not what is not."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from run_diagnose.render.json_v1 import to_dict
from run_diagnose.render.schema import schema, schema_text

from .reports import REPORTS

SCHEMA = Draft202012Validator(schema())


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_fits_the_schema(name: str) -> None:
    SCHEMA.validate(to_dict(REPORTS[name]))


def test_a_report_with_a_wrong_type_or_without_a_part_does_not_fit() -> None:
    good = to_dict(REPORTS["failed"])
    for key, wrong in (("schema_version", 2), ("runs", None), ("errors", [{"path": 3}])):
        assert not SCHEMA.is_valid({**good, key: wrong})
    broken = json.loads(json.dumps(good))
    broken["runs"][0]["findings"][0]["severity"] = "awful"
    assert not SCHEMA.is_valid(broken)


def test_the_schema_is_json_and_names_its_draft() -> None:
    assert "2020-12" in json.loads(schema_text())["$schema"]
