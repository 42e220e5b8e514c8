"""Which changes to make, in which order: one option per cause, no key twice, nothing that does nothing."""

from __future__ import annotations

from dataclasses import field, replace

from run_diagnose.changes import built_in
from run_diagnose.changes.base import Proposal
from run_diagnose.facts import dataclass
from run_diagnose.model.cause import RankedCause
from run_diagnose.model.change import Advice, Change, NoEffect
from run_diagnose.views.case import Case

LETTERS = "ABC"
"""More than three alternatives are no advice."""
MOST_KEYS = 6
"""Over all options; who turns more knobs than these learns nothing from the next run."""
BEHIND = 1.9
"""Log-odds (7 to 1) by which a cause may lie behind the best one and still turn a knob of its own."""
CERTAIN, CLOSE = 2.0, 1.2
"""Where the best cause is this sure (7 to 1), only what lies close to it still turns a knob: more hides what helped."""
UNLIKELY = -0.2
"""Below even odds a cause is worth a line, but no edit."""


@dataclass(frozen=True)
class Plan:
    """What to change, what would change nothing, what to change in the code."""

    changes: tuple[Change, ...] = ()
    no_effect: tuple[NoEffect, ...] = ()
    advice: tuple[Advice, ...] = ()


@dataclass
class _Proposed:
    """What the causes propose, in their order."""

    always: list[Proposal] = field(default_factory=list)
    options: list[list[Proposal]] = field(default_factory=list)
    nothing: list[NoEffect] = field(default_factory=list)


def plan(case: Case, causes: tuple[RankedCause, ...]) -> Plan:
    """Changes of the causes in their order; each cause that changes something is an option of its own."""
    found = _Proposed()
    for cause in causes:
        own = [p for slug in cause.changes for p in _proposals(case, cause, slug, found)]
        found.nothing += [p for p in own if isinstance(p, NoEffect)]
        acts: list[Proposal] = [
            p for p in own if isinstance(p, Advice) or (isinstance(p, Change) and _worth_an_edit(cause, causes))
        ]
        if acts:
            found.options.append(acts)
    return _assembled(found)


def _proposals(case: Case, cause: RankedCause, slug: str, found: _Proposed) -> list[Proposal]:
    """What one recipe proposes; what cannot hurt goes to ``always``. What nothing speaks for turns no knob."""
    recipe = built_in()[slug]
    if recipe.always:
        found.always.extend(recipe.propose(case, cause.cause))
        return []
    return list(recipe.propose(case, cause.cause)) if cause.supports else []


def _worth_an_edit(cause: RankedCause, causes: tuple[RankedCause, ...]) -> bool:
    best = max(c.score for c in causes)
    return cause.score >= UNLIKELY and cause.score >= best - (CLOSE if best >= CERTAIN else BEHIND)


def _assembled(found: _Proposed) -> Plan:
    taken: set[str] = set()
    changes: list[Change] = []
    advice: list[Advice] = []
    letters = iter(LETTERS)
    several = sum(any(isinstance(p, Change) for p in option) for option in found.options) > 1
    for option in found.options:
        edits = [p for p in option if isinstance(p, Change) and not _touches(p.key, taken)]
        if edits and len(changes) + len(edits) <= MOST_KEYS:
            letter = next(letters, None)
            if letter is not None:
                taken.update(p.key for p in edits)
                changes += [replace(p, option=letter) if several else p for p in edits]
        advice += [p for p in option if isinstance(p, Advice)]
    for p in found.always:
        if isinstance(p, Change) and not _touches(p.key, taken):
            taken.add(p.key)
            changes.append(p)
        elif isinstance(p, Advice):
            advice.append(p)
    kept = {n.key: n for n in found.nothing if n.key not in taken}
    unique = {a.title: a for a in advice}
    return Plan(tuple(changes), tuple(kept.values()), tuple(unique.values()))


def _touches(key: str, taken: set[str]) -> bool:
    """True for a key that is changed already, or that lies inside or around one that is."""
    return any(key == k or key.startswith(k + ".") or k.startswith(key + ".") for k in taken)
