"""Limits of rules as settings: every name and type is checked against the rule's own Limits."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from run_diagnose.errors import UsageError
from run_diagnose.near import did_you_mean

if TYPE_CHECKING:
    from run_diagnose.rules.base import Rule


def known_rule(word: str, rules: Iterable[Rule], where: str) -> Rule:
    """The rule of this name or code; UsageError with the nearest one."""
    everything = tuple(rules)
    for rule in everything:
        if word == rule.slug or word.upper() == rule.code:
            return rule
    names = [r.slug for r in everything] + [r.code for r in everything]
    raise UsageError(f"{where}: there is no rule `{word}`", did_you_mean(word, names) or "`diagnose rule` lists them")


def known_selector(word: str, rules: Iterable[Rule], where: str) -> str:
    """``word`` if it selects a rule: a name, a code, a prefix of codes, a kind, or ALL; else UsageError."""
    everything = tuple(rules)
    upper = word.upper()
    if upper == "ALL" or any(named_by(word, r) for r in everything):
        return word
    names = {name for r in everything for name in (r.slug, r.code, r.code[:3], r.kind)}
    raise UsageError(
        f"{where}: no rule answers to `{word}`", did_you_mean(word, sorted(names)) or "`diagnose rule` lists them"
    )


def named_by(word: str, rule: Rule) -> bool:
    """True if ``word`` selects ``rule``: its name, kind, code, a prefix of its code, or ALL."""
    return word.upper() == "ALL" or word in (rule.slug, rule.kind) or rule.code.startswith(word.upper())


def apply(tables: Mapping[str, Mapping[str, Any]], rules: Iterable[Rule], where: str) -> dict[str, Any]:
    """Limits by slug, for the rules named in ``tables``: their own defaults with the given fields replaced."""
    everything = tuple(rules)
    made: dict[str, Any] = {}
    for word, fields in tables.items():
        rule = known_rule(word, everything, where)
        given = {_field(rule, name, where): value for name, value in fields.items()}
        typed = {name: _typed(rule, name, value, where) for name, value in given.items()}
        made[rule.slug] = dataclasses.replace(made.get(rule.slug, rule.limits), **typed)
    return made


def _field(rule: Rule, name: str, where: str) -> str:
    names = [f.name for f in dataclasses.fields(rule.limits)]
    plain = name.replace("-", "_")
    if plain in names:
        return plain
    hint = did_you_mean(name, names) or (f"limits of {rule.slug}: {', '.join(names)}" if names else "it has none")
    raise UsageError(f"{where}: {rule.slug} has no limit `{name}`", hint)


def _typed(rule: Rule, name: str, value: Any, where: str) -> Any:
    """``value`` as the type of the default it replaces; a whole number will do for any number."""
    default = getattr(rule.limits, name)
    if isinstance(default, bool) == isinstance(value, bool):
        if isinstance(default, float) and isinstance(value, int | float):
            return float(value)
        if isinstance(value, type(default)):
            return value
        if isinstance(default, tuple) and isinstance(value, list):
            return tuple(value)
    kind = {"float": "a number", "int": "a whole number", "bool": "true or false", "str": "text"}.get(
        type(default).__name__, f"like {default!r}"
    )
    raise UsageError(f"{where}: {rule.slug}.{name} must be {kind}, not {value!r}", f"its default is {default!r}")
