"""The report as everybody gets it: plain data, the same shape as its JSON."""

from __future__ import annotations

from dataclasses import field
from importlib import import_module
from typing import Any

from run_diagnose.errors import UsageError
from run_diagnose.facts import dataclass
from run_diagnose.model.cause import RankedCause
from run_diagnose.model.change import Advice, Change, NoEffect
from run_diagnose.model.criterion import Graded
from run_diagnose.model.finding import Finding
from run_diagnose.model.wording import count

SCHEMA = 1
LEVELS = {"note": 0, "warning": 1, "error": 2, "never": 3}
"""Severities in order, and ``never``, which none reaches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesSummary:
    """One series in figures. ``first``, ``last``, ``best`` are finite values, None if there is none."""

    name: str
    role: str
    quantity: str
    split: str
    goal: str | None
    axis: str
    points: int
    nonfinite: int
    first: float | None
    last: float | None
    best: float | None
    best_at: float | None
    part: str = ""
    certainty: float = 1.0
    x: tuple[float, ...] = ()
    """At most 60 places for a curve, extremes kept."""
    y: tuple[float | None, ...] = ()
    """Values at ``x``; None where it was logged as NaN or infinite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisSummary:
    """What the run is measured along."""

    name: str
    first: float | None
    last: float | None
    points: int
    total: float | None = None
    """The planned end, where the log or the config says it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigSummary:
    """The configuration as read: ``values`` by dotted key, ``lines`` where they stand."""

    path: str
    sha256: str
    values: dict[str, object]
    lines: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """An epoch (or step) somebody chose: by which series and mode."""

    at: float
    by: str
    mode: str
    assumed: bool = False
    """True where neither config nor log says how it was chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Advised:
    """The epoch to keep instead."""

    at: float
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointAdvice:
    """Which checkpoint was picked, which to keep, which cannot be told from it."""

    axis: str
    picked: Pick | None
    recommended: Advised | None
    tied: tuple[float, ...]
    usable: bool
    why: str
    table: tuple[tuple[str, ...], ...] = ()
    """Rows of text for the epochs that matter; the first row is the heading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How one rule ended."""

    code: str
    rule: str
    status: str
    """``fired``, ``clear``, ``skipped`` or ``broke``."""
    detail: str
    needs: tuple[str, ...] = ()
    title: str = ""
    silenced_by: str = ""
    """The rule whose finding explains what this one saw."""
    applies: bool = True
    """False where the rule is for another kind of training."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Howto:
    """How to log what is missing: the role, the line of code, and the rules it would let look."""

    role: str
    line: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthyRow:
    """A row of the table "a healthy run against yours"."""

    what: str
    healthy: str
    yours: str
    good: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """One run (or less) that would tell something: what to do, what it must show, and what follows from it."""

    kind: str
    """``test`` (no full run), ``change``, ``control`` (nothing changed), ``ablation``, ``longer``, or
    ``spared``: not to be run, as this log speaks against it."""
    title: str
    keys: tuple[str, ...]
    """Config keys that it changes; empty: none."""
    cost: str
    expect: str
    """What is seen if it was right."""
    decide: str
    """The rule: if that is seen, then ..., else ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """One thing that the previous report said, and what became of it."""

    kind: str
    """``change``, ``finding``, ``criterion`` or ``figure``."""
    what: str
    outcome: str
    """Of a change ``applied``, ``not applied`` or ``otherwise``; of a finding ``gone``, ``still there`` or ``new``; of
    a figure, and of a criterion of the person's own, ``better``, ``worse`` or ``as before``; of a derived criterion
    ``came true`` or ``not met``; of each ``not judged`` where this run does not show it."""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """This run held against the report on the one before it."""

    name: str
    grades: tuple[Grade, ...]
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the run took, and what more of it would bring."""

    seconds: float | None
    """Time of the whole run as far as logged; None where the log has no time in a known unit."""
    after_best: float | None
    """Share of the time that was spent after the best place, 0 to 1."""
    spent: str
    """Both in words; empty without any."""
    more: str
    """What more epochs would bring at the present schedule, or why that is not foretold; empty without a curve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSummary:
    """A file the run was read from."""

    path: str
    format: str
    encoding: str = ""
    detail: str = ""
    lines: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the log was read: segments, placeholders, lines not understood."""

    segments: tuple[str, ...] = ()
    placeholders: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppressed:
    """A finding that the settings or a baseline ask not to count."""

    finding: Finding
    by: str
    """``settings`` or ``baseline``, with the file where one is known."""
    reason: str = ""
    until: str = ""
    """The last day it holds, as written; empty: for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """Everything said of one run."""

    name: str
    sources: tuple[SourceSummary, ...]
    axis: AxisSummary
    task: str
    series: tuple[SeriesSummary, ...]
    config: ConfigSummary | None
    verdict: str
    """``failed``, ``suspect``, ``healthy`` or ``undetermined``."""
    answer: str
    """One sentence: what happened."""
    findings: tuple[Finding, ...]
    causes: tuple[RankedCause, ...]
    changes: tuple[Change, ...]
    no_effect: tuple[NoEffect, ...]
    advice: tuple[Advice, ...]
    checkpoint: CheckpointAdvice | None
    checks: tuple[Check, ...]
    howto: tuple[Howto, ...]
    healthy: tuple[HealthyRow, ...]
    next_run: tuple[str, ...]
    """What the next run must show, derived from this run."""
    reading: Reading
    notes: tuple[str, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    """Findings that do not count; ``findings`` is without them."""
    experiments: tuple[Experiment, ...] = ()
    """The next runs, in order of what they tell per cost."""
    previous: Previous | None = None
    """What became of the advice of an earlier report, where one was given."""
    graded: tuple[Graded, ...] = ()
    """The criteria of the settings, each with the grade that this run earns."""
    cost: Cost | None = None
    """What it took and what more would bring, where the log shows either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An input that could not be read."""

    path: str
    reason: str
    hint: str = ""


NAMED = 5
"""So many runs are named where a report is told in a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one call of diagnose says: runs, and inputs that could not be read."""

    version: str
    runs: tuple[RunReport, ...] = ()
    errors: tuple[Failure, ...] = ()
    comparison: dict[str, object] | None = None
    schema_version: int = SCHEMA

    def passed(self, fail_on: str = "error") -> bool:
        """True if everything was read, no run reached ``fail_on`` (error, warning, note, never) and no gate failed.

        A run that could not be judged counts like a warning.
        """
        if fail_on not in LEVELS:
            raise UsageError(f"fail_on: `{fail_on}` is no level", f"one of {', '.join(LEVELS)}")
        gates = (self.comparison or {}).get("gates") or []
        failed = any(g["level"] == "fail" and g["tripped"] for g in gates)  # type: ignore[attr-defined]
        return not (self.errors or failed) and all(_worst(run) < LEVELS[fail_on] for run in self.runs)

    def to_frame(self) -> Any:
        """A row for each run, as a pandas DataFrame."""
        return import_module("run_diagnose.frames").frame(self)

    def __repr__(self) -> str:
        """A line for the prompt; ``print`` tells the findings, a line each."""
        told = [f"{run.name}: {run.verdict}" for run in self.runs[:NAMED]]
        left = len(self.runs) - len(told)
        told += [f"{left} more"] if left else []
        told += [f"{len(self.errors)} not read"] if self.errors else []
        return f"<Report of {count(len(self.runs), 'run')}: {'; '.join(told) or 'nothing'}>"

    def __str__(self) -> str:
        text: str = import_module("run_diagnose.render").render(self, "concise")
        return text.rstrip("\n")

    def _repr_markdown_(self) -> str:
        """What a notebook shows; loaded by name, since the model knows no renderer."""
        text: str = import_module("run_diagnose.render").render(self, "markdown")
        return text

    def _repr_html_(self) -> str:
        """The page in a frame of its own, so that its style leaves the notebook alone."""
        from html import escape

        page: str = import_module("run_diagnose.render").render(self, "html")
        return (
            f'<iframe title="what diagnose says" sandbox srcdoc="{escape(page, quote=True)}" width="100%" height="640" '
            'style="border:0"></iframe>'
        )


def _worst(run: RunReport) -> int:
    """The worst level found, -1 for nothing."""
    found = max((LEVELS[f.severity.value] for f in run.findings), default=-1)
    return max(found, LEVELS["warning"]) if run.verdict == "undetermined" else found
