"""One set of settings out of all layers, each value with where it comes from."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from run_diagnose.facts import dataclass
from run_diagnose.settings import layers
from run_diagnose.settings.keys import KEYS
from run_diagnose.settings.layers import Layer

DEFAULT = "default"


@dataclass(frozen=True)
class Settings:
    """Values by setting, and the origin of every value that somebody wrote."""

    values: Mapping[str, Any]
    origins: Mapping[str, str]
    """By setting; entries of a table by their dotted key."""
    file: str | None = None
    """The settings file that was read, as shown to the person."""

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def origin(self, name: str) -> str:
        """``default``, ``pyproject.toml:14``, ``DIAGNOSE_TASK`` or the flag."""
        return self.origins.get(name, DEFAULT)


def resolve(
    log: str,
    flags: Mapping[str, Any],
    *,
    configs: Sequence[str] = (),
    isolated: bool = False,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> Settings:
    """The settings for one log. Raises UsageError or UnreadableError.

    ``isolated``: neither files that were not named nor the environment count.
    """
    here = cwd or Path.cwd()
    named, assigned = layers.named(configs, here)
    file = named if named or isolated else layers.discover(log, here)
    stack = [layers.from_file(file, layers.shown(file, here))] if file else []
    if not isolated:
        stack.append(layers.from_environment(os.environ if environ is None else environ))
    stack += [*assigned, layers.from_flags(flags)]
    return _merge(stack, None if file is None else layers.shown(file, here))


def _merge(stack: Sequence[Layer], file: str | None) -> Settings:
    values = {name: key.default for name, key in KEYS.items()}
    origins: dict[str, str] = {}
    for layer in stack:
        if "select" in layer.values:  # who selects begins anew: what a farther layer took away or added is void
            for name in ("ignore", "extend-select"):
                values[name] = KEYS[name].default
                origins.pop(name, None)
        for name, value in layer.values.items():
            _put(values, origins, layer, name, value)
    return Settings(values, origins, file)


def _put(values: dict[str, Any], origins: dict[str, str], layer: Layer, name: str, value: Any) -> None:
    key = KEYS[name]
    if isinstance(value, dict):
        values[name] = _join(values[name], value)
        for path in _leaves(value, name):
            origins[path] = layer.origin(path)
    elif key.merges:
        values[name] = tuple(dict.fromkeys((*values[name], *value)))
    else:
        values[name] = value
    was = origins.get(name)
    origins[name] = f"{was}, {layer.origin(name)}" if was and key.merges else layer.origin(name)


def _join(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **old,
        **{k: _join(old.get(k, {}), v) if isinstance(v, dict) else v for k, v in new.items()},
    }


def _leaves(value: Mapping[str, Any], name: str) -> list[str]:
    found = []
    for k, v in value.items():
        path = f"{name}.{k}"
        found += _leaves(v, path) if isinstance(v, dict) else [path]
    return found
