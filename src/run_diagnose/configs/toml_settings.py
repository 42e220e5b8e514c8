"""TOML: values by the standard reader, lines by a scan for the keys."""

from __future__ import annotations

import importlib
import re
import sys
from typing import Any

from run_diagnose.configs.tree import Node, flatten
from run_diagnose.errors import UnreadableError
from run_diagnose.model.record import Setting

_HEADER = re.compile(r"\s*\[\[?\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([A-Za-z0-9_.\-\"' ]+?)\s*=\s*(.*?)\s*$")


def read_toml(text: str, name: str) -> list[Setting]:
    """Settings in file order. Raises UnreadableError with what the reader says."""
    try:
        data = _loads(text)
    except ValueError as error:
        raise UnreadableError(
            f"{name}: not valid TOML ({str(error)[:120]})", hint="look at that line: quotes around text, one = per line"
        ) from None
    except RecursionError:
        raise UnreadableError(f"{name}: nested too deep for a training config", hint="name the right file") from None
    lines = _lines(text)
    settings, _ = flatten(_node(data), name)
    return [Setting(s.key, s.value, name, *lines.get(s.key, (0, str(s.value)))) for s in settings]


def _loads(text: str) -> dict[str, Any]:
    reader = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    data: dict[str, Any] = reader.loads(text)
    return data


def _node(value: Any) -> Node:
    if isinstance(value, dict):
        return Node("mapping", 0, items=[(str(k), 0, _node(v)) for k, v in value.items()])
    if isinstance(value, list):
        return Node("list", 0, items=[("", 0, _node(v)) for v in value])
    plain = value if isinstance(value, bool | int | float | str) else str(value)
    return Node("scalar", 0, plain, str(value))


def _lines(text: str) -> dict[str, tuple[int, str]]:
    """Dotted key to line and raw value; keys inside inline tables stay without a line."""
    table, found = "", dict[str, tuple[int, str]]()
    arrays: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = _plain(header[1])
            if line.lstrip().startswith("[["):
                arrays[table] = arrays.get(table, -1) + 1
                table = f"{table}.{arrays[table]}"
        elif pair := _KEY.match(line):
            key = _plain(pair[1])
            raw = re.sub(r"\s+#[^\"']*$", "", pair[2])
            found.setdefault(f"{table}.{key}" if table else key, (number, raw))
    return found


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))
