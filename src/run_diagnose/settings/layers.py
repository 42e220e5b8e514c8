"""Where settings come from, nearest last: defaults, a file, the environment, the command line."""

from __future__ import annotations

import json
import os
import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from run_diagnose.errors import UnreadableError, UsageError
from run_diagnose.facts import dataclass
from run_diagnose.near import nearest
from run_diagnose.settings import toml
from run_diagnose.settings.keys import KEYS, key

PREFIX = "DIAGNOSE_"


@dataclass(frozen=True)
class Layer:
    """Values of one origin, by setting; ``origins`` says where each (dotted) key was written."""

    values: Mapping[str, Any]
    origins: Mapping[str, str]

    def origin(self, name: str) -> str:
        """Where ``name`` was written, or the nearest table around it."""
        while name not in self.origins and "." in name:
            name = name.rpartition(".")[0]
        return self.origins.get(name, "")


def from_file(path: Path, shown: str) -> Layer:
    """The settings of a TOML file; ``shown`` is its path as the person knows it."""
    raw = _apart(toml.load(path))
    values = {key(name, shown).name: key(name, shown).read(name, value) for name, value in raw.items()}
    at = toml.lines(path)
    if "suppress" in values:
        base = posixpath.dirname(shown)
        values["suppress"] = tuple(
            replace(wish, at=f"{shown}:{at.get(f'ignore.{i}', at.get('ignore', 1))}", base=base)
            for i, wish in enumerate(values["suppress"])
        )
    origins = {name: f"{shown}:{line}" for name, line in at.items()}
    return Layer(values, {**dict.fromkeys(values, shown), **origins})


def _apart(raw: dict[str, Any]) -> dict[str, Any]:
    """``[[ignore]]`` shares its name with the list of rules that are not to look: tables are told from words."""
    items = raw.get("ignore")
    if not isinstance(items, list) or not any(isinstance(item, dict) for item in items):
        return raw
    words, tables = ([i for i in items if isinstance(i, dict) is is_table] for is_table in (False, True))
    return {**raw, "ignore": words, "suppress": [*raw.get("suppress", ()), *tables]}


def from_environment(environ: Mapping[str, str]) -> Layer:
    """``DIAGNOSE_FAIL_ON=warning`` and the like. An empty value is not set.

    A variable that is only like a setting is a UsageError; one that is like none belongs to somebody else.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    for variable in sorted(environ):
        name = variable.removeprefix(PREFIX).lower().replace("_", "-")
        if not variable.startswith(PREFIX) or not environ[variable].strip() or nearest(name, KEYS, 0.8) is None:
            continue
        known = key(name, variable)
        values[known.name] = known.read(variable, environ[variable])
        origins[known.name] = variable
    return Layer(values, origins)


def from_assignment(item: str) -> Layer:
    """``--config rules.plateau.long=0.1``: one line of TOML, except that text needs no quotes."""
    left, _, right = item.partition("=")
    for line in (item, f"{left} = {json.dumps(right.strip())}"):
        try:
            table = toml.parse(line)
            break
        except ValueError:
            continue
    else:
        raise UsageError(f"--config `{item}` is neither a file nor KEY=VALUE", "--config fail-on=warning")
    values = {key(name, "--config").name: key(name, "--config").read(name, value) for name, value in table.items()}
    return Layer(values, dict.fromkeys(values, f"--config {left.strip()}"))


def from_flags(flags: Mapping[str, Any]) -> Layer:
    """Flags of the command line by the setting they set; None and empty lists are flags not given."""
    given = {name: value for name, value in flags.items() if value not in (None, [], ())}
    values = {name: key(name, "").read(f"--{name}", value) for name, value in given.items()}
    return Layer(values, {name: f"--{name}" for name in values})


def discover(log: str, cwd: Path) -> Path | None:
    """The settings file for a log: the nearest from the log upward, else from the working folder upward."""
    start = cwd if log == "-" or "://" in log else cwd / log
    return toml.find(start) or toml.find(cwd)


def shown(path: Path, cwd: Path) -> str:
    """A path as short as the working folder allows, with ``/``."""
    try:
        return Path(os.path.relpath(path, cwd)).as_posix()
    except ValueError:  # another drive
        return path.as_posix()


def named(configs: Iterable[str], cwd: Path) -> tuple[Path | None, list[Layer]]:
    """``--config`` words, told apart: the last file among them, and the assignments in order."""
    file: Path | None = None
    layers = []
    for item in configs:
        if (cwd / item).is_file():
            file = cwd / item
        elif "=" in item:
            layers.append(from_assignment(item))
        else:
            raise UnreadableError(f"--config {item}: no such file", "--config FILE or --config KEY=VALUE")
    return file, layers
