"""The report as everybody gets it: plain data, the same shape as its JSON."""

from __future__ import annotations

from dataclasses import dataclass, field

from run_diagnose.model.cause import RankedCause
from run_diagnose.model.change import Advice, Change, NoEffect
from run_diagnose.model.finding import Finding

SCHEMA = 1


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
    """``test`` (no full run), ``change``, ``control`` (nothing changed), ``ablation`` or ``longer``."""
    title: str
    keys: tuple[str, ...]
    """Config keys that it changes; empty: none."""
    cost: str
    expect: str
    """What is seen if it was right."""
    decide: str
    """The rule: if that is seen, then ..., else ..."""


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
    """What the next run must show."""
    reading: Reading
    notes: tuple[str, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    """Findings that do not count; ``findings`` is without them."""
    experiments: tuple[Experiment, ...] = ()
    """The next runs, in order of what they tell per cost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An input that could not be read."""

    path: str
    reason: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one call of diagnose says: runs, and inputs that could not be read."""

    version: str
    runs: tuple[RunReport, ...] = ()
    errors: tuple[Failure, ...] = ()
    comparison: dict[str, object] | None = None
    schema_version: int = SCHEMA
