"""Tables inside a JSON document: lists of rows, columns that are lists, and what stands beside them.

A document is walked from its root: a list of objects is rows, a list of numbers is a column, an object whose keys
count (``"0"``, ``"epoch_3"``) is rows too, other objects are looked into. One walk serves every hand-made layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from run_diagnose.formats.json_flat import CONFIG_KEYS, dotted, is_learning, number
from run_diagnose.formats.json_scan import CUT, Document, Member

_COUNTED = re.compile(r"(?:(epoch|step|iter|iteration|round)s?[ _-]*)?(\d+)", re.IGNORECASE)
_LEVELS = 4
"""Objects around the table: ``{"results": {"run": {"history": {...}}}}``."""
_FIGURES = 32
"""Figures of one epoch, one per class; wider rows are data."""

Path = tuple[str, ...]


@dataclass
class Column:
    """A list of numbers: its names from the root, and the line of every number."""

    path: Path
    values: list[float | None]
    lines: list[int]


@dataclass
class RowList:
    """A list of objects, each with its line; ``axis`` is the word and value of a counting key."""

    path: Path
    rows: list[tuple[int, dict[str, Any]]]


@dataclass
class Tables:
    """What a document holds."""

    columns: list[Column] = field(default_factory=list)
    row_lists: list[RowList] = field(default_factory=list)
    config: dict[str, tuple[Any, int]] = field(default_factory=dict)
    """Settings found under a key such as ``config``: value and line."""
    scalars: dict[str, tuple[Any, int]] = field(default_factory=dict)
    """Plain values beside the tables."""


def tables(document: Document, root: Member) -> Tables:
    """Everything of one root value."""
    found = Tables()
    _walk(document, root, (), found)
    return found


def _walk(document: Document, node: Member, path: Path, found: Tables) -> None:
    kind = document.peek(node.at)
    if path and path[-1].lower() in CONFIG_KEYS and isinstance(node.value, dict):
        line = document.line(node.at)
        found.config.update({key: (value, line) for key, value in dotted(node.value).items()})
    elif kind == "[":
        _list(document, node, path, found)
    elif kind == "{":
        counted = _counted(node.value)
        if counted:
            _counted_rows(document, node, path, counted, found)
        elif rows := _framed(document, node):
            found.row_lists.append(RowList(path, rows))
        elif curve := _curve(document, node, path):
            found.columns.extend(curve)
        elif len(path) < _LEVELS:
            for member in document.members(node.at):
                _walk(document, member, (*path, member.key), found)
    elif node.value is not CUT:
        found.scalars[".".join(path)] = (node.value, document.line(node.at))


def _list(document: Document, node: Member, path: Path, found: Tables) -> None:
    elements = [one for one in document.elements(node.at) if one.value is not CUT]
    if not elements:
        return
    first = next((one.value for one in elements if one.value is not None), None)
    lines = [document.line(one.at) for one in elements]
    if isinstance(first, dict):
        _objects(document, elements, path, found)
    elif isinstance(first, list):
        rows = [one.value for one in elements]
        if headed := _headed(rows, lines):
            found.row_lists.append(RowList(path, headed))
            return
        found.columns.extend(list(_pairs(path, rows, lines)) or _figures(path, rows, lines))
    elif number(first) is not None:
        found.columns.append(Column(path, [number(one.value) for one in elements], lines))


def _objects(document: Document, elements: list[Member], path: Path, found: Tables) -> None:
    """A list of objects: rows, or one object of columns per run (folds)."""
    rows = [(document.line(one.at), one.value) for one in elements if isinstance(one.value, dict)]
    if all(_holds_columns(row) for _, row in rows):
        for one in elements:
            _walk(document, one, (*path, _label(one)), found)
    else:
        found.row_lists.append(RowList(path, rows))


def _label(one: Member) -> str:
    """What a chart calls a curve (``{"name": "val loss", "x": [..], "y": [..]}``), else its place in the list."""
    told = next((one.value[key] for key in ("name", "label") if isinstance(one.value, dict) and key in one.value), None)
    return told if isinstance(told, str) and is_learning(told) else one.key


def _holds_columns(row: dict[str, Any]) -> bool:
    lists = [value for value in row.values() if isinstance(value, list) and len(value) > 1]
    inner = [value for value in row.values() if isinstance(value, dict)]
    plain = any(number(value) is not None for key, value in row.items() if key.lower() not in ("fold", "seed", "run"))
    return not plain and (bool(lists) or any(_holds_columns(value) for value in inner))


def _headed(rows: list[Any], lines: list[int]) -> list[tuple[int, dict[str, Any]]]:
    """``[["epoch", "loss"], [1, 0.9], ...]``: a list of rows below their names."""
    names = rows[0]
    if len(rows) < 2 or not names or not all(isinstance(name, str) and number(name) is None for name in names):
        return []
    whole = all(isinstance(row, list) and len(row) == len(names) for row in rows)
    body = zip(lines[1:], rows[1:], strict=True)
    return [(line, dict(zip(names, row, strict=True))) for line, row in body] if whole else []


def _pairs(path: Path, rows: list[Any], lines: list[int]) -> Iterator[Column]:
    """``[[step, value], ...]`` and ``[[wall time, step, value], ...]``, the download of TensorBoard's page."""
    width = next((len(row) for row in rows if isinstance(row, list)), 0)
    kept = [(row, line) for row, line in zip(rows, lines, strict=True) if isinstance(row, list) and len(row) == width]
    if width not in (2, 3) or len(kept) < 2:
        return
    names = ("step", "value") if width == 2 else ("wall_time", "step", "value")
    columns = {name: [number(row[i]) for row, _ in kept] for i, name in enumerate(names)}
    steps = [step for step in columns["step"] if step is not None]
    if len(steps) < len(kept) or any(b < a for a, b in pairwise(steps)) or any(step % 1 for step in steps):
        return
    where = [line for _, line in kept]
    for name, values in columns.items():
        yield Column(path if name == "value" else (*path, name), values, where)


def _figures(path: Path, rows: list[Any], lines: list[int]) -> Iterator[Column]:
    """``"per_class_iou": [[0.1, 0.3], [0.2, 0.4]]``: one row of figures per epoch, named as a metric is."""
    width = next((len(row) for row in rows if isinstance(row, list)), 0)
    whole = all(isinstance(row, list) and len(row) == width for row in rows)
    if not path or not whole or len(rows) < 2 or not 0 < width <= _FIGURES or not is_learning(path[-1]):
        return
    if all(number(cell) is not None for row in rows for cell in row):
        for i in range(width):
            yield Column((*path[:-1], f"{path[-1]}[{i}]"), [number(row[i]) for row in rows], lines)


_FRAME = (("columns", "data"), ("columns", "rows"), ("header", "rows"), ("fields", "data"))


def _framed(document: Document, node: Member) -> list[tuple[int, dict[str, Any]]]:
    """``{"columns": ["epoch", "loss"], "data": [[1, 0.9], ...]}``, as pandas splits a frame."""
    for heads, body in _FRAME:
        names, data = (node.value.get(key) for key in (heads, body)) if isinstance(node.value, dict) else (None, None)
        if not isinstance(names, list) or not isinstance(data, list) or not all(isinstance(n, str) for n in names):
            continue
        inner = next(member for member in document.members(node.at) if member.key == body)
        rows = [one for one in document.elements(inner.at) if isinstance(one.value, list)]
        if names and rows and all(len(one.value) == len(names) for one in rows):
            return [(document.line(one.at), dict(zip(names, one.value, strict=True))) for one in rows]
    return []


_PLACES = ("steps", "step", "epochs", "iterations", "x")
_FIGURE = ("values", "value", "y")


def _curve(document: Document, node: Member, path: Path) -> list[Column]:
    """``"loss": {"steps": [...], "values": [...]}``: one curve and where its points lie."""
    whole = node.value if path and isinstance(node.value, dict) else {}
    lists = {key: one for key, one in whole.items() if isinstance(one, list)}
    where = next((key for key in _PLACES if key in lists), "")
    what = next((key for key in _FIGURE if key in lists), "")
    if not where or not what or len(lists[where]) != len(lists[what]) or len(lists) > len(("steps", "values", "clock")):
        return []
    inner = next(member for member in document.members(node.at) if member.key == what)
    lines = [document.line(one.at) for one in document.elements(inner.at)]
    named = (((*path, "step" if where == "x" else where), lists[where]), (path, lists[what]))
    columns = [Column(name, [number(value) for value in values], lines) for name, values in named]
    return columns if len(lines) == len(lists[what]) else []


def _counted(value: Any) -> dict[str, tuple[str, int]]:
    """Axis word and count of every key, where all keys count and their values are rows or numbers."""
    if not isinstance(value, dict) or len(value) < 2:
        return {}
    keys = {key: _COUNTED.fullmatch(key.strip()) for key in value}
    if not all(keys.values()) or not all(
        isinstance(v, dict) or v is None or number(v) is not None for v in value.values()
    ):
        return {}
    if any(isinstance(one, dict) and _holds_columns(one) for one in value.values()):
        return {}
    return {key: ((match[1] or "").lower(), int(match[2][:15])) for key, match in keys.items() if match}


def _counted_rows(
    document: Document, node: Member, path: Path, counted: dict[str, tuple[str, int]], found: Tables
) -> None:
    """``{"epoch_1": {...}, "epoch_2": {...}}`` as rows, ``{"0": 0.5, "1": 0.4}`` (pandas) as a column."""
    members = sorted(document.members(node.at), key=lambda member: counted[member.key][1])
    lines = [document.line(member.at) for member in members]
    if all(isinstance(member.value, dict) for member in members):
        rows = []
        for member, line in zip(members, lines, strict=True):
            word, count = counted[member.key]
            rows.append((line, {word or "epoch": count, **member.value}))
        found.row_lists.append(RowList(path, rows))
    else:
        found.columns.append(Column(path, [number(member.value) for member in members], lines))
