"""Which changes to make, in which order: one option per cause, no key twice, nothing that does nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from run_diagnose.changes import built_in
from run_diagnose.changes.base import Proposal
from run_diagnose.model.cause import RankedCause
from run_diagnose.model.change import Advice, Change, NoEffect
from run_diagnose.views.case import Case

LETTERS = "ABC"
"""More than three alternatives are no advice."""


@dataclass(frozen=True)
class Plan:
    """What to change, what would change nothing, what to change in the code."""

    changes: tuple[Change, ...] = ()
    no_effect: tuple[NoEffect, ...] = ()
    advice: tuple[Advice, ...] = ()


def plan(case: Case, causes: tuple[RankedCause, ...]) -> Plan:
    """Changes of the causes in their order; each cause that changes something is an option of its own."""
    always: list[Proposal] = []
    options: list[list[Proposal]] = []
    nothing: list[NoEffect] = []
    for cause in causes:
        own: list[Proposal] = []
        for slug in cause.changes:
            recipe = built_in()[slug]
            if cause.supports or recipe.always:  # what nothing speaks for is no reason to turn a knob
                (always if recipe.always else own).extend(recipe.propose(case, cause.cause))
        nothing += [p for p in own if isinstance(p, NoEffect)]
        acts: list[Proposal] = [p for p in own if not isinstance(p, NoEffect)]
        if acts:
            options.append(acts)
    return _assembled(options, always, nothing)


def _assembled(options: list[list[Proposal]], always: list[Proposal], nothing: list[NoEffect]) -> Plan:
    taken: set[str] = set()
    changes: list[Change] = []
    advice: list[Advice] = []
    letters = iter(LETTERS)
    several = sum(any(isinstance(p, Change) for p in option) for option in options) > 1
    for option in options:
        edits = [p for p in option if isinstance(p, Change) and p.key not in taken]
        if edits:
            letter = next(letters, None)
            if letter is None:
                continue
            taken.update(p.key for p in edits)
            changes += [replace(p, option=letter) if several else p for p in edits]
        advice += [p for p in option if isinstance(p, Advice)]
    for p in always:
        if isinstance(p, Change) and p.key not in taken:
            taken.add(p.key)
            changes.append(p)
        elif isinstance(p, Advice):
            advice.append(p)
    kept = {n.key: n for n in nothing if n.key not in taken}
    unique = {a.title: a for a in advice}
    return Plan(tuple(changes), tuple(kept.values()), tuple(unique.values()))
