"""The published schema fits what is printed, and not what is not."""

from __future__ import annotations

import json
from typing import Any

import pytest

from run_diagnose.render.json_v1 import to_dict
from run_diagnose.render.schema import schema, schema_text

from .reports import REPORTS

SCHEMA = schema()
TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def fits(data: Any, node: dict[str, Any]) -> bool:  # noqa: PLR0911 - a word of the schema a line
    """Whether ``data`` fits, for the words of JSON Schema that ours uses."""
    if "$ref" in node:
        return fits(data, SCHEMA["$defs"][node["$ref"].rpartition("/")[2]])
    if "anyOf" in node:
        return any(fits(data, choice) for choice in node["anyOf"])
    if "enum" in node or "const" in node:
        return data in node.get("enum", [node.get("const")])
    kinds = node.get("type", list(TYPES))
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if not any(
        isinstance(data, TYPES[k]) and not (isinstance(data, bool) and k in ("integer", "number")) for k in kinds
    ):
        return False
    if isinstance(data, list):
        return all(fits(item, node.get("items", {})) for item in data)
    if isinstance(data, dict):
        known, rest = node.get("properties", {}), node.get("additionalProperties", {})
        return set(node.get("required", ())) <= data.keys() and all(
            fits(v, known.get(k, rest)) for k, v in data.items()
        )
    return True


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_fits_the_schema(name: str) -> None:
    assert fits(to_dict(REPORTS[name]), SCHEMA)


def test_a_report_with_a_wrong_type_or_without_a_part_does_not_fit() -> None:
    good = to_dict(REPORTS["failed"])
    for key, wrong in (("schema_version", 2), ("runs", None), ("errors", [{"path": 3}])):
        assert not fits({**good, key: wrong}, SCHEMA)
    broken = json.loads(json.dumps(good))
    broken["runs"][0]["findings"][0]["severity"] = "awful"
    assert not fits(broken, SCHEMA)


def test_the_schema_is_json_and_names_its_draft() -> None:
    assert "2020-12" in json.loads(schema_text())["$schema"]
