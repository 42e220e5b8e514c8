"""What a change is: a function of the case that works out new values from the run's own."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

from run_diagnose.changes.names import code_for, key_for
from run_diagnose.facts import dataclass
from run_diagnose.model.change import Advice, Change, NoEffect, Risk
from run_diagnose.model.record import Setting
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


TITLES = {
    "clip_grad_norm": "Clip the gradients",
    "dropout": "Set the dropout",
    "early_stopping": "Stop at the best",
    "ema_decay": "Let the average move",
    "kl_weight": "Weigh the KL term",
    "min_lr": "Keep a floor under the learning rate",
    "patience": "Stop at the best",
}
"""What a knob does, for advice on code."""


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
    of: Setting | None = None,
    logged: object = None,
) -> Iterator[Proposal]:
    """One edit of a knob, under the config's own key; nothing where the config already says ``new``.

    ``of`` is the setting that is meant where several turn the knob. With no such key in the config, ``add`` is the key to
    add; without ``add`` it is what the framework calls the knob, and ``logged`` its value of today where the log tells.
    Where the framework reads its config strictly and has no key for it, the same is advised as code.
    """
    setting = of or case.run.config.knob(knob)
    if setting is not None:
        if setting.value == new and new is not None:
            return
        yield Change(
            key=setting.key, old=_old(setting), new=new, why=why, watch=watch, risk=risk, cause=cause, factor=factor,
            file=setting.file or None, line=setting.line or None, slug=knob,
        )  # fmt: skip
        return
    snippet = code_for(case.run, knob, new)
    if snippet and new is not None:
        yield Advice(
            title=f"{TITLES.get(knob, knob.replace('_', ' ').capitalize())}, in the code",
            why=why,
            snippet=snippet,
            cause=cause,
        )
        return
    yield Change(
        key=add or key_for(case.run, knob), old=logged, new=new, why=why, watch=watch, risk=risk, cause=cause, factor=factor,
        file=case.run.config.path or None, slug=knob,
    )  # fmt: skip


def _old(setting: Setting) -> object:
    """The value of today; ``none`` is a word to YAML, though it means that there is nothing."""
    return "none" if setting.value is None and setting.raw == "none" else setting.value


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
