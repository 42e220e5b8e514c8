"""The settings in force as text: TOML that can be pasted back, with the origin of every value beside it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

from run_diagnose.rules.base import Rule
from run_diagnose.settings.ignores import Wish
from run_diagnose.settings.keys import KEYS
from run_diagnose.settings.options import options
from run_diagnose.settings.resolve import DEFAULT, Settings

Row = tuple[str, Any, str]


def rows(settings: Settings, rules: tuple[Rule, ...], *, every_limit: bool = False) -> list[Row]:
    """Dotted key, value, origin. Raises UsageError for a rule or limit that does not exist."""
    chosen = options(settings, rules)
    made: list[Row] = []
    for name in KEYS:
        value = settings[name]
        if name == "rules":
            made += _limits(settings, rules, chosen.limits, every_limit)
        elif name == "criteria":
            made += _levels(settings)
        elif isinstance(value, dict):
            made += [(f"{name}.{_quoted(k)}", v, settings.origin(f"{name}.{k}")) for k, v in value.items()]
        else:
            made.append((name, value, settings.origin(name)))
    return made


def _levels(settings: Settings) -> Iterator[Row]:
    for metric, levels in settings["criteria"].items():
        for level, value in levels.items():
            yield f"criteria.{_quoted(metric)}.{level}", value, settings.origin(f"criteria.{metric}.{level}")


def _limits(settings: Settings, rules: tuple[Rule, ...], set_: Any, every: bool) -> Iterator[Row]:
    for rule in rules:
        limits = set_.get(rule.slug, rule.limits)
        for field in dataclasses.fields(limits):
            spellings = [
                f"rules.{word}.{name}"
                for word in settings["rules"]
                if word == rule.slug or word.upper() == rule.code
                for name in (field.name, field.name.replace("_", "-"))
            ]
            origin = next((settings.origins[s] for s in spellings if s in settings.origins), DEFAULT)
            if every or origin != DEFAULT:
                yield f"rules.{rule.slug}.{field.name}", getattr(limits, field.name), origin


def as_text(settings: Settings, rules: tuple[Rule, ...], *, every_limit: bool = False) -> str:
    """``fail-on = "error"    # default``, a line for each."""
    lines = [
        (f"# {name} =" if value is None else f"{name} = {_toml(value)}", origin)
        for name, value, origin in rows(settings, rules, every_limit=every_limit)
    ]
    width = min(max(len(left) for left, _ in lines), 60)
    text = "".join(f"{left:<{width}}  # {origin}\n" for left, origin in lines)
    return text if every_limit else text + "# `diagnose settings --all` shows every limit of every rule\n"


def as_json(settings: Settings, rules: tuple[Rule, ...], *, every_limit: bool = False) -> str:
    """A JSON object: dotted key to value and origin."""
    found = {n: {"value": v, "origin": o} for n, v, o in rows(settings, rules, every_limit=every_limit)}
    return json.dumps(found, indent=1, ensure_ascii=False, default=dataclasses.asdict) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, Wish):
        said = {"rule": list(value.rules), "path": value.path, "until": value.until, "reason": value.reason}
        return f"{{ {', '.join(f'{k} = {_toml(v)}' for k, v in said.items() if v)} }}"
    if isinstance(value, tuple | list):
        return f"[{', '.join(_toml(v) for v in value)}]"
    if isinstance(value, bool):
        return str(value).lower()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


def _quoted(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() else json.dumps(name, ensure_ascii=False)
