"""Every rule meets the run; each ends in exactly one outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from run_diagnose.model.outcome import Broke, Outcome
from run_diagnose.model.run import Run
from run_diagnose.rules.base import Rule


def examine(
    run: Run, rules: Iterable[Rule], limits: Mapping[str, Any] | None = None, *, strict: bool = False
) -> tuple[Outcome, ...]:
    """Outcomes in the order of ``rules``; ``limits`` overrides a rule's limits by slug.

    A rule that raises is a bug of ours: contained as ``Broke``, or passed on when ``strict`` (as in tests).
    """
    return tuple(_ask(rule, run, (limits or {}).get(rule.slug), strict) for rule in rules)


def _ask(rule: Rule, run: Run, limits: Any, strict: bool) -> Outcome:
    try:
        return rule(run, limits)
    except Exception as error:
        if strict:
            raise
        return Broke(rule.slug, rule.code, f"{type(error).__name__}: {error}")
