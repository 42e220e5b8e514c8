"""A run together with what was found on it: what causes and changes look at."""

from __future__ import annotations

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Finding, Severity, Value
from run_diagnose.model.outcome import Clear, Fired, Outcome
from run_diagnose.model.run import Run


@dataclass(frozen=True)
class Case:
    """``findings`` are what is left after consequences were silenced, worst first."""

    run: Run
    findings: tuple[Finding, ...]
    outcomes: tuple[Outcome, ...]

    def of(self, *rules_or_kinds: str) -> tuple[Finding, ...]:
        """Findings by rule slug or kind, notes included."""
        return tuple(f for f in self.findings if f.rule in rules_or_kinds or f.kind in rules_or_kinds)

    def first(self, *rules_or_kinds: str) -> Finding | None:
        """The worst of these."""
        return next(iter(self.of(*rules_or_kinds)), None)

    def has(self, *rules_or_kinds: str) -> bool:
        """True if one of these fired at all, silenced or not."""
        return bool(self.of(*rules_or_kinds)) or any(
            isinstance(o, Clear) and o.silenced_by and o.rule in rules_or_kinds for o in self.outcomes
        )

    def value(self, rule: str, key: str) -> Value:
        """A fact behind a rule's finding, None where it did not fire."""
        for f in self.of(rule):
            if key in f.values:
                return f.values[key]
        return None

    def clear(self, rule: str) -> bool:
        """True if this rule looked and found nothing."""
        return any(isinstance(o, Clear) and o.rule == rule and not o.silenced_by for o in self.outcomes)

    def fired(self, rule: str) -> bool:
        """True if this rule fired, whether or not a bigger finding silenced it."""
        return any(
            o.rule == rule and (isinstance(o, Fired) or (isinstance(o, Clear) and o.silenced_by)) for o in self.outcomes
        )

    @property
    def serious(self) -> tuple[Finding, ...]:
        """Findings at warning or above."""
        return tuple(f for f in self.findings if f.severity is not Severity.NOTE)
