"""What a change is: a function of the case that works out new values from the run's own."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from run_diagnose.facts import dataclass
from run_diagnose.model.change import Advice, Change, NoEffect, Risk
from run_diagnose.model.knobs import KNOBS
from run_diagnose.views.case import Case

Proposal = Change | NoEffect | Advice
Propose = Callable[[Case, str], Iterator[Proposal]]


@dataclass(frozen=True, slots=True)
class Recipe:
    """A named change; ``propose(case, cause)`` yields edits, code advice, or why an edit would do nothing."""

    slug: str
    propose: Propose
    always: bool = False
    """True for what cannot hurt and is no alternative to the others: it gets no letter."""


def recipe(slug: str, *, always: bool = False) -> Callable[[Propose], Recipe]:
    """Make a recipe of a generator ``propose(case, cause)``."""
    return lambda propose: Recipe(slug, propose, always)


def edit(
    case: Case,
    knob: str,
    new: object,
    *,
    cause: str,
    why: str,
    watch: str,
    risk: Risk = Risk.TRIAL,
    factor: float | None = None,
    add: str | None = None,
) -> Iterator[Change]:
    """One edit of a knob, under the config's own key; nothing where the config already says ``new``.

    With no such key in the config, ``add`` is the key to add; without ``add`` the first alias names it.
    """
    setting = case.run.config.knob(knob)
    if setting is not None:
        if setting.value == new and new is not None:
            return
        yield Change(
            key=setting.key, old=setting.value, new=new, why=why, watch=watch, risk=risk, cause=cause, factor=factor,
            file=setting.file or None, line=setting.line or None, slug=knob,
        )  # fmt: skip
        return
    yield Change(
        key=add or KNOBS[knob][0], old=None, new=new, why=why, watch=watch, risk=risk, cause=cause, factor=factor,
        file=case.run.config.path or None, slug=knob,
    )  # fmt: skip


def rounded(value: float, digits: int = 1) -> float:
    """A value that a person would type: one significant digit unless told otherwise."""
    return float(f"{value:.{digits - 1}e}") if value and math.isfinite(value) else value


def within(value: float, low: float, high: float) -> float:
    """``value`` held inside sane bounds."""
    return min(max(value, low), high)


def beside(case: Case, knob: str, name: str) -> str:
    """A key for ``name`` where the key of ``knob`` lives; ``name`` alone where the config has no such knob."""
    setting = case.run.config.knob(knob)
    parent = "" if setting is None else setting.key.rpartition(".")[0]
    return f"{parent}.{name}" if parent else name
