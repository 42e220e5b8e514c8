"""Runs beside each other, as plain data: what a comparison says, the same shape as its JSON."""

from __future__ import annotations

from dataclasses import field

from run_diagnose.facts import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One metric of one run. Values that were not logged, or not finite, are None."""

    value: float | None
    """What the run is judged by: at the kept epoch where that is known, else the best."""
    at: float | None = None
    """Where ``value`` stands, None for a figure without a place."""
    best: float | None = None
    best_at: float | None = None
    last: float | None = None
    kept: float | None = None
    """At the checkpoint that the run kept, None where nothing says which it was."""
    points: int = 0
    nonfinite: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One metric that the runs are held against each other by."""

    key: str
    """The name it is asked for by: in gates, ``--sort-by``, ``--keep``."""
    role: str
    quantity: str
    split: str
    goal: str | None
    """``min``, ``max``, or None where neither is better."""
    winner: str | None = None
    """The run that leads by ``goal``; None without a direction or where all are alike."""
    trusted: bool = True
    """False where the winner has collapsed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One run in the comparison, in the order of the ranking."""

    label: str
    rank: int
    verdict: str
    codes: tuple[str, ...]
    """Of errors and warnings, worst first."""
    collapsed: str = ""
    """Why its figures mean nothing; empty for a run that has not collapsed."""
    axis: str = ""
    last: float | None = None
    points: int = 0
    picked: float | None = None
    """The place of the checkpoint it kept."""
    cells: dict[str, Cell] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    """Findings (errors and warnings) that not every other run shares, by code and name."""
    configured: bool = True
    """False where no config of the run is known, so that nothing can be said of what it changes."""
    prose: str = ""
    """What a table says of its settings in words; quoted, never taken apart."""
    against: tuple[str, ...] = ()
    """How it stands beside the others, a sentence for each metric."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One key of the configs in which the runs differ."""

    key: str
    values: dict[str, object]
    """Run to value; a run whose config lacks the key, or that has no config, is not in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something to know before the table is believed."""

    code: str
    rule: str
    severity: str
    message: str
    runs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchecked:
    """A question about the comparison that the logs do not answer, and what to log so that they do."""

    question: str
    needs: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What goes with a change of the config: seen, not proven to be its doing."""

    keys: tuple[str, ...]
    """One key, or several that changed together and cannot be told apart."""
    column: str
    contrast: str
    """``lr 0.01 against 0.001``."""
    difference: float
    """Of means, the second value's runs minus the first's, in the metric's unit."""
    low: float | None
    high: float | None
    """95 % interval from repeated runs; None where nothing was repeated."""
    runs: tuple[int, int]
    """How many runs stand on either side."""
    alone: bool
    """True where nothing else changed: a one-factor contrast."""
    units: float | None = None
    """``difference`` in units of the seeds' scatter; None where that is unknown."""
    better: bool | None = None
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Runs of one config that differ by seed alone."""

    runs: tuple[str, ...]
    column: str
    mean: float
    spread: float
    """Standard deviation between its runs."""
    low: float
    high: float
    """95 % interval of the mean, by Student's t."""
    settings: str = ""
    """What its config has of the keys in which the runs differ: ``lr: 0.001, depth: 4``."""
    behind: float | None = None
    """How far its mean lies behind the best group's, in units of the seeds' scatter; 0 for the best."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How alike two criteria order the runs."""

    columns: tuple[str, str]
    tau: float
    """Kendall's tau-b: 1 the same order, -1 the opposite one."""
    low: float
    high: float
    """95 % interval."""
    runs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """One condition on one run, as CI asks for it."""

    text: str
    level: str
    """``alert`` or ``fail``."""
    run: str
    tripped: bool
    value: float | None
    limit: float | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Everything said of several runs beside each other."""

    primary: str | None
    """The key of the column that ranks them; None where no metric has a direction."""
    baseline: str | None
    columns: tuple[Column, ...]
    entries: tuple[Entry, ...]
    differences: tuple[Difference, ...] = ()
    remarks: tuple[Remark, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    groups: tuple[Group, ...] = ()
    seed_noise: float | None = None
    """Standard deviation between runs of one config, pooled; None where nothing was repeated."""
    agreements: tuple[Agreement, ...] = ()
    effects: tuple[Effect, ...] = ()
    next_runs: tuple[str, ...] = ()
    """Experiments that would tell explanations apart."""
    gates: tuple[Gate, ...] = ()
    charts: tuple[str, ...] = ()
    """Keys of columns whose curves are worth drawing step by step."""
    notes: tuple[str, ...] = ()

    def entry(self, label: str) -> Entry | None:
        """The run of this label."""
        return next((e for e in self.entries if e.label == label), None)

    def column(self, key: str) -> Column | None:
        """The column of this key."""
        return next((c for c in self.columns if c.key == key), None)
