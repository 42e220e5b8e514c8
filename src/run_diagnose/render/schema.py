"""The JSON Schema of the report, made from the same type hints as the JSON itself, so that the two cannot differ."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Any

from run_diagnose.model.report import SCHEMA, Report
from run_diagnose.render.codec import RENAMED
from run_diagnose.render.scalars import SPECIAL

Node = dict[str, Any]

NUMBER: Node = {"anyOf": [{"type": "number"}, {"enum": list(SPECIAL)}]}
"""JSON has no word for NaN and infinities: they are these strings."""
SCALARS: dict[Any, Node] = {float: NUMBER, int: {"type": "integer"}, str: {"type": "string"}, bool: {"type": "boolean"}}


def schema() -> Node:
    """The schema as JSON data, draft 2020-12. Unknown keys are allowed: later versions add, and never take away."""
    parts: dict[str, Node] = {}
    runs = node(typing.get_type_hints(Report)["runs"], parts)
    errors = node(typing.get_type_hints(Report)["errors"], parts)
    best = {"value": NUMBER, "at": {"anyOf": [NUMBER, {"type": "null"}]}}
    series = parts["SeriesSummary"]["properties"]
    del series["best_at"]
    series["best"] = {"anyOf": [_object(best, list(best)), {"type": "null"}]}
    parts["SeriesSummary"]["required"].remove("best_at")
    tool = {"name": {"const": "run-diagnose"}, "version": {"type": "string"}}
    whole = {
        "schema_version": {"const": SCHEMA},
        "tool": _object(tool, list(tool)),
        "runs": runs,
        "comparison": {"type": ["object", "null"]},
        "errors": errors,
    }
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Report of run-diagnose"}
    return {**head, **_object(whole, list(whole)), "$defs": parts}


def schema_text() -> str:
    """The same as text."""
    return json.dumps(schema(), indent=1) + "\n"


def node(hint: Any, parts: dict[str, Node]) -> Node:
    """The schema of a type hint; dataclasses go into ``parts`` and are pointed to."""
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        some = [a for a in args if a is not type(None)]
        return {"anyOf": [node(some[0], parts), {"type": "null"}]} if len(some) == 1 else {}
    if origin is tuple:
        return {"type": "array", "items": node(args[0], parts)}
    if origin in (dict, Mapping):
        return {"type": "object", "additionalProperties": node(args[1], parts)}
    if isinstance(hint, type) and is_dataclass(hint):
        return _reference(hint, parts)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    return SCALARS.get(hint, {})


def _reference(cls: type, parts: dict[str, Node]) -> Node:
    if cls.__name__ not in parts:
        parts[cls.__name__] = {}
        hints, renamed = typing.get_type_hints(cls), RENAMED.get(cls.__name__, {})
        properties = {renamed.get(f.name, f.name): node(hints[f.name], parts) for f in fields(cls)}
        # what our own JSON always holds; optional only for reports of older versions
        required = [renamed.get(f.name, f.name) for f in fields(cls) if f.default is f.default_factory is MISSING]
        parts[cls.__name__] = _object(properties, required)
    return {"$ref": f"#/$defs/{cls.__name__}"}


def _object(properties: Node, required: list[str]) -> Node:
    return {"type": "object", "properties": properties, "required": required}
