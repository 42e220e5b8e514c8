"""Why it happened: causes, ranked by the evidence for and against each."""

from __future__ import annotations

from dataclasses import field

from run_diagnose.facts import dataclass


@dataclass(frozen=True, slots=True)
class RankedCause:
    """One cause held against this run."""

    cause: str
    title: str
    rank: int
    likelihood: str
    """``strong``, ``likely`` or ``possible``."""
    score: float
    """Prior plus the weights of the signs, in log-odds."""
    story: str
    supports: tuple[str, ...]
    against: tuple[str, ...]
    untested: tuple[str, ...]
    """What would tell, and what to log for it."""
    findings: tuple[str, ...]
    """Codes of the findings it explains."""
    test: str = ""
    """The cheapest experiment that would confirm or refute it."""
    changes: tuple[str, ...] = field(default=())
    """Slugs of the changes that would mend it."""
