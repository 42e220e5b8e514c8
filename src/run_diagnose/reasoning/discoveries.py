"""How many false findings a whole report may be expected to hold.

Forty rules that are each wrong one time in twenty touch nearly every run. Every rule pays for its own choices (of the
place, the shape, the least of many values) inside its own test and states how often it is right, so what is left to
control is the set: the expected share of false groups among those at warning or above is the mean of their chances to be
wrong (Newton et al. 2004, for posterior probabilities what Benjamini and Hochberg's rule is for p-values). Findings of
one family share their evidence and count once, as its surest; while the mean is too high, the least sure group is noted
only.
"""

from __future__ import annotations

from dataclasses import replace

from run_diagnose.model.finding import Finding, Severity
from run_diagnose.model.outcome import Fired, Outcome
from run_diagnose.rules.calibration import rate

SHARE = 0.1
"""Expected share of false groups that a report may hold at warning or above. (The usual level for discoveries that are
looked at one by one; on simulated sets it kept .87 to .92 of the true ones.)"""


def controlled(outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """The same outcomes, with findings of groups that are too unsure for the set turned into notes."""
    serious = [f for o in outcomes if isinstance(o, Fired) for f in o.findings if f.severity is not Severity.NOTE]
    unsure = _too_unsure(serious)
    if not unsure:
        return outcomes
    return tuple(_noted(o, unsure) if isinstance(o, Fired) else o for o in outcomes)


def _too_unsure(serious: list[Finding]) -> set[str]:
    """Families whose groups have to go for the rest to be sure enough."""
    wrong: dict[str, float] = {}
    for f in serious:
        chance = 1.0 - rate(f.code, f.confidence)
        wrong[f.code[:3]] = min(chance, wrong.get(f.code[:3], 1.0))
    gone: set[str] = set()
    for family in sorted(wrong, key=lambda name: -wrong[name]):
        left = [chance for name, chance in wrong.items() if name not in gone]
        if sum(left) <= SHARE * len(left):
            break
        gone.add(family)
    return gone


def _noted(outcome: Fired, unsure: set[str]) -> Fired:
    if outcome.code[:3] not in unsure:
        return outcome
    return Fired(outcome.rule, outcome.code, tuple(replace(f, severity=Severity.NOTE) for f in outcome.findings))
