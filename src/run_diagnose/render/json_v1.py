"""The report as JSON, schema version 1: strict, stable, and everything the other renderers need to work from it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from run_diagnose.errors import UnreadableError
from run_diagnose.model.report import SCHEMA, Report
from run_diagnose.render.codec import decode, encode
from run_diagnose.render.options import PLAIN, Options
from run_diagnose.render.scalars import Json, wrong

TOOL = "run-diagnose"
WIDE = 110
"""A list or object without inner ones stays on one line up to so many characters."""
ORDER = {
    "change": ("key", "old", "new", "factor", "file", "line", "why", "watch", "risk", "cause", "option"),
    "cause": ("cause", "rank", "likelihood", "score", "for", "against", "findings"),
    "series": ("name", "role", "quantity", "split", "goal", "axis", "points", "nonfinite", "first", "last", "best"),
}
_UNSEEN = re.compile("[\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]")
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
"""Made once: ``json.dumps`` makes another for every one of a report's thousand values."""


def render(report: Report, options: Options = PLAIN) -> str:
    """The report as JSON text; ``options.ascii`` escapes everything beyond ASCII."""
    return dumps(report, ascii_only=options.ascii)


def dumps(report: Report, *, ascii_only: bool = False) -> str:
    """JSON text that ends in a newline: same report, same bytes, no character that a terminal would act on."""
    return text(pretty(to_dict(report)), ascii_only=ascii_only)


def loads(source: str | bytes) -> Report:
    """The report back from its JSON text; UnreadableError says what does not fit."""
    try:
        data = json.loads(source)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(
            f"not a report of diagnose: not JSON ({error})", "make one with: diagnose RUN.csv --format json"
        ) from None
    return from_dict(data)


def to_dict(report: Report) -> dict[str, Json]:
    """The report as the plain data of its JSON."""
    data = encode(report)
    return {
        "schema_version": report.schema_version,
        "tool": {"name": TOOL, "version": report.version},
        "runs": [_shape_run(run) for run in data["runs"]],
        "comparison": data["comparison"],
        "errors": data["errors"],
    }


def from_dict(data: Json) -> Report:
    """The report back from ``to_dict``. Unknown keys are passed over: older versions read what newer ones wrote."""
    if not isinstance(data, dict) or "schema_version" not in data or "runs" not in data:
        raise wrong("", "an object with schema_version and runs", data)
    if data["schema_version"] != SCHEMA:
        raise UnreadableError(
            f"this report has schema_version {str(data['schema_version'])[:40]}, and this diagnose reads {SCHEMA}",
            _anew(data["schema_version"]),
        )
    tool = data.get("tool")
    version = tool.get("version", "") if isinstance(tool, dict) else ""
    flat: dict[str, Json] = {**data, "version": version, "runs": _each(data["runs"], "runs", _unshape_run)}
    report: Report = decode(Report, flat)
    return report


def _anew(schema: Json) -> str:
    newer = isinstance(schema, int) and schema > SCHEMA
    return "upgrade: pip install -U run-diagnose" if newer else "make it anew: diagnose RUN -f json -o report.json"


def _shape_run(run: dict[str, Json]) -> dict[str, Json]:
    run["series"] = [_ordered(_fold_best(s), "series") for s in run["series"]]
    run["causes"] = [_ordered(c, "cause") for c in run["causes"]]
    run["changes"] = [_ordered(c, "change") for c in run["changes"]]
    return run


def _unshape_run(run: Json, path: str) -> Json:
    if isinstance(run, dict) and "series" in run:
        return {**run, "series": _each(run["series"], f"{path}.series", _unfold_best)}
    return run


def _each(items: Json, path: str, shape: Callable[[Json, str], Json]) -> list[Json]:
    if not isinstance(items, list):
        raise wrong(path, "a list", items)
    return [shape(item, f"{path}[{i}]") for i, item in enumerate(items)]


def _fold_best(series: dict[str, Json]) -> dict[str, Json]:
    at = series.pop("best_at")
    if series["best"] is not None or at is not None:
        series["best"] = {"value": series["best"], "at": at}
    return series


def _unfold_best(series: Json, path: str) -> Json:
    if not isinstance(series, dict):
        return series
    best = series.get("best")
    if best is not None and not isinstance(best, dict):
        raise wrong(f"{path}.best", "an object or null", best)
    return {**series, "best": (best or {}).get("value"), "best_at": (best or {}).get("at")}


def _ordered(data: dict[str, Json], name: str) -> dict[str, Json]:
    first = {key: data[key] for key in ORDER[name]}
    return {**first, **data}


def text(written: str, *, ascii_only: bool = False) -> str:
    """JSON text without characters that act on a terminal or hide; such can stand in its strings only."""
    pattern = re.compile("[^\x00-\x7e]") if ascii_only else _UNSEEN
    return pattern.sub(lambda m: _escaped(m[0]), written) + "\n"


def _escaped(char: str) -> str:
    return json.dumps(char)[1:-1] if char != "\x7f" else "\\u007f"


def compact(data: Json) -> str:
    """JSON on one line; refuses NaN, which ``to_dict`` never holds."""
    return _ENCODER.encode(data)


def pretty(data: Json, indent: str = "") -> str:
    """JSON on several lines, with short and flat lists and objects on one."""
    if not isinstance(data, dict | list) or not data:
        return compact(data)
    if _flat(data):
        line = compact(data)
        if len(line) + len(indent) <= WIDE or (isinstance(data, list) and _numbers(data)):
            return line
    inner = indent + "  "
    if isinstance(data, dict):
        rows = [f"{inner}{compact(key)}: {pretty(value, inner)}" for key, value in data.items()]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    return "[\n" + ",\n".join(inner + pretty(value, inner) for value in data) + f"\n{indent}]"


def _flat(data: Any) -> bool:
    values = data.values() if isinstance(data, dict) else data
    return not any(isinstance(v, dict | list) and v for v in values)


def _numbers(data: list[Json]) -> bool:
    return all(v is None or isinstance(v, int | float) for v in data)
