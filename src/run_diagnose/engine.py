"""Every rule meets the run; each ends in exactly one outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from run_diagnose.model.outcome import Broke, Clear, Fired, Outcome, Skipped
from run_diagnose.model.run import Run
from run_diagnose.rules.base import Rule
from run_diagnose.views.phases import learns, phases


@np.errstate(all="ignore")  # NaN and infinity are what logs of failed runs hold
def examine(
    run: Run, rules: Iterable[Rule], limits: Mapping[str, Any] | None = None, *, strict: bool = False
) -> tuple[Outcome, ...]:
    """Outcomes in the order of ``rules``; ``limits`` overrides a rule's limits by slug.

    A rule that raises is a bug of ours: contained as ``Broke``, or passed on when ``strict`` (as in tests). A run of
    several phases is judged phase by phase.
    """
    parts = [part for part in phases(run) if learns(part)] or [run]
    return tuple(_joined([_ask(rule, part, (limits or {}).get(rule.slug), strict) for part in parts]) for rule in rules)


def _joined(outcomes: Sequence[Outcome]) -> Outcome:
    """What one rule says of all phases: every finding once, else what says most."""
    if len(outcomes) == 1:
        return outcomes[0]
    fired = [outcome for outcome in outcomes if isinstance(outcome, Fired)]
    if len(fired) > 1:
        findings = {finding.message: finding for outcome in fired for finding in outcome.findings}
        return Fired(fired[0].rule, fired[0].code, tuple(findings.values()))
    order = (Fired, Broke, Clear, Skipped)
    return min(outcomes, key=lambda outcome: order.index(type(outcome)))


def _ask(rule: Rule, run: Run, limits: Any, strict: bool) -> Outcome:
    try:
        return rule.look(run, limits)
    except Exception as error:
        if strict:
            raise
        return Broke(rule.slug, rule.code, f"{type(error).__name__}: {error}")
