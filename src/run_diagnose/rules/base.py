"""What a rule is: a pure function on a run, with its name, its needs, its limits and its page."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import numpy as np

from run_diagnose.errors import ContractError
from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Finding, Fine, Severity, Sighting, Unsure, Verdict, fingerprint
from run_diagnose.model.outcome import Broke, Clear, Fired, Outcome, Skipped
from run_diagnose.model.run import Run
from run_diagnose.rules.calibration import calibrated

Check = Callable[[Run, Any], Iterator[Verdict]]
L = TypeVar("L")

KINDS = frozenset(
    {
        "nan",
        "divergence",
        "loss_spike",
        "exploding_gradients",
        "vanishing_gradients",
        "dead_gradients",
        "prediction_collapse",
        "no_learning",
        "plateau",
        "overfitting",
        "underfitting",
        "val_below_train",
        "bad_checkpoint",
        "oscillation",
        "trained_past_best",
        "lr_schedule",
        "fp16_overflow",
        "leak_suspect",
        "resume_discontinuity",
        "frozen_metric",
        "rl_entropy_collapse",
        "gan_collapse",
        "kl_blowup",
        "throughput",
        "memory_growth",
        "crash",
        "config_mistake",
        "criterion_mismatch",
        "log_artefact",
        "other",
    }
)
"""Kinds a finding can be of; accuracy is counted by kind."""


@dataclass(frozen=True)
class NoLimits:
    """For rules without a threshold."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule: call it with a run and it says how it ended."""

    code: str
    """Three letters of the family and three digits; never reused."""
    slug: str
    """The name used everywhere; it names the ailment."""
    kind: str
    title: str
    needs: tuple[tuple[str, ...], ...]
    """Groups of role names: of every group at least one must be logged, else the rule is skipped."""
    limits: Any
    check: Check
    tasks: frozenset[str] | None = None
    """Tasks the rule speaks of; None: all."""
    not_for: frozenset[str] = frozenset()
    """Tasks in which the rule is mute."""
    unexplained: str = ""
    """Why no cause explains it, where none does."""
    finals: bool = False
    """True if final metrics or a predictions file are enough to look, without any of the series it needs."""
    may_end: str = ""
    """Why a run that goes on may take back what was seen, where it may; else what was seen stays seen."""
    absolute: str = ""
    """Which unit the rule counts on, where the scale of a loss matters to it."""

    @property
    def page(self) -> str:
        """The rule's page: the docstring of its check."""
        return inspect.getdoc(self.check) or ""

    def missing(self, run: Run) -> tuple[str, ...]:
        """Roles whose absence keeps the rule from looking: the first of every group with none logged."""
        if self.finals and (run.predictions is not None or run.final_series):
            return ()
        return tuple(group[0] for group in self.needs if not run.has(*group))

    def __call__(self, run: Run, limits: Any = None) -> Outcome:
        """Look at ``run``; anything the check raises is passed on (the engine contains it)."""
        with np.errstate(all="ignore"):
            return self.look(run, limits)

    def look(self, run: Run, limits: Any = None) -> Outcome:
        """The same where numpy's warnings are silenced already, for all rules at once."""
        if self.tasks is not None and run.task not in self.tasks:
            return Skipped(self.slug, self.code, f"only for {', '.join(sorted(self.tasks))}", applies=False)
        if run.task in self.not_for:
            return Skipped(self.slug, self.code, f"means little for {run.task}", applies=False)
        if missing := self.missing(run):
            return Skipped(self.slug, self.code, "not logged", missing)
        return self._outcome(run, list(self.check(run, limits if limits is not None else self.limits)))

    def _outcome(self, run: Run, verdicts: list[Verdict]) -> Outcome:
        sightings = [v for v in verdicts if isinstance(v, Sighting)]
        if sightings:
            return Fired(self.slug, self.code, tuple(self._stamp(run, s) for s in sightings))
        unsure = [v for v in verdicts if isinstance(v, Unsure)]
        fine = [v for v in verdicts if isinstance(v, Fine)]
        if unsure and not fine:
            needs = tuple(dict.fromkeys(n for u in unsure for n in u.needs))
            return Skipped(self.slug, self.code, "; ".join(u.detail for u in unsure), needs)
        return Clear(self.slug, self.code, "; ".join(v.detail for v in fine))

    def _stamp(self, run: Run, seen: Sighting) -> Finding:
        fields = {f.name: getattr(seen, f.name) for f in dataclasses.fields(Sighting)}
        fields["kind"] = seen.kind or self.kind
        fields["confidence"] = calibrated(self.code, seen.confidence)
        print_ = fingerprint(self.slug, run.name, seen.series)
        return Finding(code=self.code, rule=self.slug, fingerprint=print_, **fields)


def rule(
    code: str,
    slug: str,
    *,
    kind: str,
    title: str,
    needs: tuple[str | tuple[str, ...], ...] = (),
    limits: Any = None,
    tasks: tuple[str, ...] | None = None,
    not_for: tuple[str, ...] = (),
    unexplained: str = "",
    finals: bool = False,
    may_end: str = "",
    absolute: str = "",
) -> Callable[[Check], Rule]:
    """Make a rule of a generator ``check(run, limits)`` that yields Sighting, Fine or Unsure.

    An item of ``needs`` is a role name, or a tuple of role names of which one is enough.
    """
    if kind not in KINDS:
        raise ContractError(f"rule {slug}: unknown kind {kind}")

    def make(check: Check) -> Rule:
        groups = tuple((n,) if isinstance(n, str) else n for n in needs)
        return Rule(
            code=code,
            slug=slug,
            kind=kind,
            title=title,
            needs=groups,
            limits=NoLimits() if limits is None else limits,
            check=check,
            tasks=None if tasks is None else frozenset(tasks),
            not_for=frozenset(not_for),
            unexplained=unexplained,
            finals=finals,
            may_end=may_end,
            absolute=absolute,
        )

    return make


__all__ = ["Broke", "Fine", "NoLimits", "Rule", "Severity", "Sighting", "Unsure", "Verdict", "rule"]
