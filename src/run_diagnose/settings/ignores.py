"""Ignores in the settings: which findings are not to count, why, and until when.

``[[tool.diagnose.ignore]]`` with ``rule``, ``path``, ``until`` and ``reason``; ``per-run-ignores`` for groups of runs.
"""

from __future__ import annotations

import datetime as dt
import os
import posixpath
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from run_diagnose.errors import UsageError
from run_diagnose.facts import dataclass
from run_diagnose.near import did_you_mean
from run_diagnose.settings.limits import known_selector, named_by

if TYPE_CHECKING:  # the model loads numpy, which a rule's page must not
    from run_diagnose.model.ignore import Ignore
    from run_diagnose.rules.base import Rule

FIELDS = ("rule", "path", "until", "reason")


@dataclass(frozen=True)
class Wish:
    """One ``[[ignore]]`` as written; ``rules`` are not yet checked against the rules there are."""

    rules: tuple[str, ...]
    reason: str
    path: str = ""
    until: str = ""
    at: str = ""
    """``diagnose.toml:12``."""
    base: str = ""
    """The folder of that file, as the person sees it."""


def wishes(name: str, raw: Any) -> tuple[Wish, ...]:
    """The tables of ``[[ignore]]``. Raises UsageError for a field that does not exist, is missing or is no date."""
    if not isinstance(raw, list | tuple) or not all(isinstance(item, dict) for item in raw):
        raise UsageError(
            f"{name} takes tables of a settings file", '[[tool.diagnose.ignore]] with rule = "..." and reason = "..."'
        )
    return tuple(_wish(item) for item in raw)


def _wish(table: Mapping[str, Any]) -> Wish:
    for field in table:
        if field not in FIELDS:
            raise UsageError(f"ignore: there is no `{field}`", did_you_mean(field, FIELDS) or f"it takes {FIELDS}")
    given = table.get("rule", "")
    rules = tuple(given) if isinstance(given, list) else tuple(w.strip() for w in str(given).split(",") if w.strip())
    if not rules or not all(isinstance(rule, str) for rule in rules):
        raise UsageError("ignore: it needs the rule that it speaks of", 'rule = "plateau"')
    reason = str(table.get("reason", "")).strip()
    if not reason:
        raise UsageError(f"ignore of {', '.join(rules)}: it needs a reason", 'reason = "a known dip, see the notes"')
    return Wish(rules=rules, reason=reason, path=str(table.get("path", "")), until=_day(table.get("until")))


def _day(raw: Any) -> str:
    """A day as ``2026-12-31``; empty where none is given."""
    if raw in (None, ""):
        return ""
    if isinstance(raw, dt.datetime):
        raw = raw.date()
    try:
        return (raw if isinstance(raw, dt.date) else dt.date.fromisoformat(str(raw))).isoformat()
    except ValueError as error:
        raise UsageError(f"ignore: until = {raw!r} is no day", "until = 2026-12-31") from error


def today() -> str:
    """The day by which expiry is judged, in UTC; ``SOURCE_DATE_EPOCH`` sets it for builds that must repeat.

    The only clock in the house. It is never printed.
    """
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    utc = dt.timezone.utc
    now = dt.datetime.fromtimestamp(int(fixed), utc) if fixed.isdecimal() else dt.datetime.now(utc)
    return now.date().isoformat()


def ignores(
    wished: Iterable[Wish], per_run: Mapping[str, Any], origin: Any, rules: Iterable[Rule]
) -> tuple[Ignore, ...]:
    """Both kinds as the pipeline takes them. ``origin`` tells where a dotted key was written.

    Raises UsageError for a rule that does not exist.
    """
    from run_diagnose.model.ignore import Ignore

    everything = tuple(rules)
    made = [
        Ignore(
            by=wish.at or "the settings",
            rules=_slugs(wish.rules, everything, wish.at),
            path=wish.path,
            base=wish.base,
            reason=wish.reason,
            until=wish.until,
            expired=bool(wish.until) and wish.until < today(),
        )
        for wish in wished
    ]
    for glob, words in per_run.items():
        at = origin(f"per-run-ignores.{glob}")
        base = posixpath.dirname(at.rpartition(":")[0] or at) if at.partition(":")[0].endswith(".toml") else ""
        made.append(Ignore(by=at, rules=_slugs(words, everything, at), path=glob, base=base, watched=False))
    return tuple(made)


def _slugs(words: Iterable[str], rules: tuple[Rule, ...], where: str) -> frozenset[str]:
    return frozenset(
        rule.slug for word in words for rule in rules if named_by(known_selector(word, rules, where), rule)
    )
