"""TOML files with settings: where they are looked for, and on which line each value stands."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any, cast

from run_diagnose.errors import UnreadableError, UsageError
from run_diagnose.patterns import pattern

OWN = "diagnose.toml"
SHARED = "pyproject.toml"

_TABLE = pattern(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$")
_TABLES = pattern(r"\s*\[\[\s*([^\[\]]+?)\s*\]\]\s*(#.*)?$")
_KEY = pattern(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = pattern(r"""[\w-]+|"[^"]*"|'[^']*'""")


def find(start: Path) -> Path | None:
    """The nearest file with settings in ``start`` or above it; in one folder ``diagnose.toml`` wins."""
    try:
        place = start.resolve()
    except OSError:
        return None
    for folder in (place, *place.parents):
        own, shared = folder / OWN, folder / SHARED
        if own.is_file():
            return own
        if shared.is_file() and _mentions_us(shared):
            return shared
    return None


def _mentions_us(path: Path) -> bool:
    try:
        return b"[tool.diagnose" in path.read_bytes()
    except OSError:
        return False


def load(path: Path) -> dict[str, Any]:
    """The settings in a file: all of ``diagnose.toml``, the table ``[tool.diagnose]`` of a pyproject.toml.

    Raises UnreadableError where the file cannot be read or is no TOML.
    """
    try:
        whole = parse(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UnreadableError(
            f"settings file {path.name}: {error.strerror}", "--isolated ignores settings files"
        ) from error
    except ValueError as error:
        raise UnreadableError(
            f"settings file {path.name} is not TOML: {error}", "mend it, or use --isolated"
        ) from error
    tool = whole.get("tool")
    if path.name != SHARED and not (isinstance(tool, dict) and "diagnose" in tool):
        return whole
    mine = tool.get("diagnose", {}) if isinstance(tool, dict) else {}
    if not isinstance(mine, dict):
        raise UsageError(f"{path.name}: tool.diagnose must be a table", "[tool.diagnose]")
    return mine


def parse(text: str) -> dict[str, Any]:
    """TOML text as a dict. Raises ValueError."""
    reader = importlib.import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    return cast(dict[str, Any], reader.loads(text))


def lines(path: Path) -> dict[str, int]:
    """Dotted key to the line it stands on, ``tool.diagnose.`` taken off; good enough to point at, not to parse by."""
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if match := _TABLES.match(line):  # the n-th of its name, from 0
            name = _dotted(match[1]).removeprefix("tool.diagnose.")
            nth = sum(key.rpartition(".")[0] == name and key.rpartition(".")[2].isdecimal() for key in found)
            found[f"{name}.{nth}"] = number
            table = f"{name}.{nth}."
        elif match := _TABLE.match(line):
            table = _dotted(match[1]) + "."
        elif match := _KEY.match(line):
            found.setdefault((table + _dotted(match[1])).removeprefix("tool.diagnose."), number)
    return found


def _dotted(raw: str) -> str:
    return ".".join(part.strip("\"'") for part in _PART.findall(raw))
