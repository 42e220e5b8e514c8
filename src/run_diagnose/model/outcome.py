"""How each rule ended: it fired, it was clear, it could not look, or it broke. One per rule, always."""

from __future__ import annotations

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Fired:
    """The rule found something."""

    rule: str
    code: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Clear:
    """The rule looked and found nothing; ``detail`` is the margin, or what explains a silenced finding."""

    rule: str
    code: str
    detail: str
    silenced_by: str = ""


@dataclass(frozen=True, slots=True)
class Skipped:
    """The rule could not look; ``needs`` names the roles that would let it."""

    rule: str
    code: str
    detail: str
    needs: tuple[str, ...] = ()
    applies: bool = True
    """False where the rule is for another kind of training: nothing is missing then."""


@dataclass(frozen=True, slots=True)
class Broke:
    """The rule raised: a bug of ours, contained."""

    rule: str
    code: str
    detail: str


Outcome = Fired | Clear | Skipped | Broke
