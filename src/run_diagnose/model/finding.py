"""What a rule sees, and what the engine makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import Enum

from run_diagnose.errors import ContractError
from run_diagnose.facts import dataclass
from run_diagnose.model.series import Moment

Value = float | int | str | bool | None


class Severity(str, Enum):
    """How much it matters: error = do not use the run; warning = it cost quality; note = worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def level(self) -> int:
        """2 for an error, 1 for a warning, 0 for a note."""
        return {"error": 2, "warning": 1, "note": 0}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One number, contrast, excerpt or quoted line that a finding rests on."""

    kind: str
    """``reading``, ``contrast``, ``excerpt`` or ``quote``."""
    label: str
    value: float | None = None
    at: Moment | None = None
    limit: float | None = None
    """The limit that ``value`` broke or kept, in the same unit."""
    other: float | None = None
    other_label: str = ""
    other_at: Moment | None = None
    text: str = ""
    unit: str = ""
    """``%`` when ``value`` is a share of 1, else a unit to print behind it."""
    x: tuple[float, ...] = ()
    y: tuple[float, ...] = ()


def reading(
    label: str, value: float, at: Moment | None = None, *, limit: float | None = None, unit: str = ""
) -> Evidence:
    """A value at a place, beside the limit it is held against."""
    return Evidence(kind="reading", label=label, value=float(value), at=at, limit=limit, unit=unit)


def contrast(
    label: str,
    value: float,
    other: float,
    other_label: str,
    at: Moment | None = None,
    other_at: Moment | None = None,
    unit: str = "",
) -> Evidence:
    """Two values that should not be what they are beside each other; ``label`` names the first."""
    return Evidence(
        kind="contrast",
        label=label,
        value=float(value),
        at=at,
        other=float(other),
        other_label=other_label,
        other_at=other_at,
        unit=unit,
    )


def excerpt(label: str, x: list[float], y: list[float], at: Moment | None = None) -> Evidence:
    """A short stretch of a series, at most 40 points."""
    return Evidence(kind="excerpt", label=label, x=tuple(x[:40]), y=tuple(y[:40]), at=at)


def quote(text: str, at: Moment | None = None, label: str = "log") -> Evidence:
    """A line of the log, word for word, cut to 300 characters."""
    return Evidence(kind="quote", label=label, text=text[:300], at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What a rule yields when it fires; its name and code are stamped on it afterwards."""

    message: str
    """One or two sentences for a tired reader, with the numbers."""
    severity: Severity
    confidence: float
    """Share of findings with such evidence that were right, 0 to 1."""
    evidence: tuple[Evidence, ...]
    series: tuple[str, ...] = ()
    onset: Moment | None = None
    """When it began, in the log's own units."""
    known: Moment | None = None
    """The first moment at which it could have been known."""
    end: Moment | None = None
    """None while it lasts until the end of the log."""
    values: Mapping[str, Value] = field(default_factory=dict)
    """The facts behind the message, for causes and changes."""
    kind: str = ""
    """Overrides the rule's kind where one rule can see two ailments."""

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ContractError("a sighting needs at least one piece of evidence")


@dataclass(frozen=True, slots=True)
class Fine:
    """A rule looked and found nothing wrong; ``detail`` says what was verified, with the margin."""

    detail: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """A rule could not judge; ``needs`` are the roles whose logging would let it."""

    detail: str
    needs: tuple[str, ...] = ()


Verdict = Sighting | Fine | Unsure


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A sighting with the rule's name on it."""

    code: str
    rule: str
    kind: str
    severity: Severity
    confidence: float
    series: tuple[str, ...]
    onset: Moment | None
    known: Moment | None
    end: Moment | None
    message: str
    evidence: tuple[Evidence, ...]
    values: Mapping[str, Value]
    fingerprint: str

    @property
    def order(self) -> tuple[int, float, str]:
        """Worst first, then surest, then by code."""
        return (-self.severity.level, -self.confidence, self.code)


def fingerprint(rule: str, run: str, series: tuple[str, ...]) -> str:
    """Names a finding across re-runs: rule, run and series, without epoch or value."""
    from hashlib import sha256

    return sha256("\n".join((rule, run, *sorted(series))).encode()).hexdigest()[:16]
