"""What a cause is: a story, a prior, and signs that speak for or against it in a case."""

from __future__ import annotations

from collections.abc import Callable

from run_diagnose.errors import ContractError
from run_diagnose.facts import dataclass
from run_diagnose.views.case import Case


@dataclass(frozen=True, slots=True)
class Missing:
    """A sign that this log cannot show; ``log`` says what would show it."""

    log: str


Look = Callable[[Case], "str | Missing | None"]


@dataclass(frozen=True, slots=True)
class Sign:
    """Something seen or not: ``look`` returns the observation in words, Missing, or None when it is not there."""

    weight: float
    """Log-odds that it adds when seen; negative speaks against."""
    look: Look
    source: str = ""
    """Where the weight comes from: a paper, an issue, a measurement."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One reason why runs fail in a certain way."""

    slug: str
    title: str
    story: str
    """How the cause makes what is seen; two sentences at most."""
    explains: tuple[str, ...]
    """Rules (or kinds) whose findings it explains."""
    prior: float
    """Log-odds before any sign: common causes above rare ones."""
    signs: tuple[Sign, ...]
    changes: tuple[str, ...] = ()
    """Slugs in ``changes``, the decisive one first."""
    test: str = ""
    """The cheapest experiment that would tell."""
    needs: Callable[[Case], bool] | None = None
    """A condition without which the cause cannot be: a config key, a task. None: none."""

    def __post_init__(self) -> None:
        if not self.signs:
            raise ContractError(f"cause {self.slug} has no sign")
