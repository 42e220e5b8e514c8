"""Causes held against a case: which speak, for what, and how loudly."""

from __future__ import annotations

from run_diagnose.causes import built_in
from run_diagnose.causes.base import Cause, Missing
from run_diagnose.model.cause import RankedCause
from run_diagnose.views.case import Case

STRONG, LIKELY, WORTH = 1.5, 0.5, -1.0
"""Log-odds: odds of 4.5 to 1, of 1.6 to 1, and the floor (1 to 2.7) under which a cause is not worth a line."""
MOST = 8
"""A longer list is no ranking."""
REFUTED = 2
"""Causes told for what speaks against them; more would bury the ranking."""


def rank(case: Case) -> tuple[RankedCause, ...]:
    """Causes of the findings at warning or above, the best supported first."""
    if not case.serious:
        return ()
    held = [h for cause in built_in() if (h := _hold(case, cause)) is not None]
    held.sort(key=lambda c: (-c.score, c.cause))
    kept = [c for c in held if c.score >= WORTH][:MOST]
    refuted = [c for c in held if c.score < WORTH and c.against]
    kept += refuted[:REFUTED]  # what a person would suspect and the log speaks against is worth a line
    return tuple(_numbered(c, i) for i, c in enumerate(kept, 1))


def _hold(case: Case, cause: Cause) -> RankedCause | None:
    explained = [f for f in case.serious if f.rule in cause.explains or f.kind in cause.explains]
    if not explained or (cause.needs is not None and not cause.needs(case)):
        return None
    supports: list[str] = []
    against: list[str] = []
    untested: list[str] = []
    score = cause.prior
    for sign in cause.signs:
        seen = sign.look(case)
        if isinstance(seen, Missing):
            untested.append(seen.log)
        elif seen:
            score += sign.weight
            (supports if sign.weight > 0 else against).append(seen)
    return RankedCause(
        cause=cause.slug,
        title=cause.title,
        rank=0,
        likelihood=_word(score, bool(supports)),
        score=round(score, 3),
        story=cause.story,
        supports=tuple(dict.fromkeys(supports)),
        against=tuple(dict.fromkeys(against)),
        untested=tuple(dict.fromkeys(untested)),
        findings=tuple(dict.fromkeys(f.code for f in explained)),
        test=cause.test,
        changes=cause.changes,
    )


def _word(score: float, supported: bool) -> str:
    """Nothing is more than possible while no sign supports it."""
    if not supported or score < LIKELY:
        return "possible"
    return "strong" if score >= STRONG else "likely"


def _numbered(cause: RankedCause, rank: int) -> RankedCause:
    fields = {name: getattr(cause, name) for name in RankedCause.__slots__}
    return RankedCause(**{**fields, "rank": rank})
