"""What to change in the run's own config."""

from __future__ import annotations

from enum import Enum

from run_diagnose.facts import dataclass


class Risk(str, Enum):
    """safe = cannot hurt; trial = an experiment; look = read the code or the data first."""

    SAFE = "safe"
    TRIAL = "trial"
    LOOK = "look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One recommended edit: ``key: old -> new``."""

    key: str
    old: object
    """None: not in the config, or not logged."""
    new: object
    """None: only the direction is known; then ``factor`` says the multiple."""
    why: str
    watch: str
    """What the next run must show if it worked."""
    risk: Risk
    cause: str
    slug: str = ""
    factor: float | None = None
    file: str | None = None
    line: int | None = None
    option: str | None = None
    """A, B, C: alternatives in the order to try; None: to be made in any case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoEffect:
    """A change that people would try and that this log shows to do nothing, or to harm."""

    key: str
    old: object
    new: object
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """A change of code where no config key exists."""

    title: str
    why: str
    snippet: str
    cause: str
    language: str = "python"
