"""A run as the rules see it: series with roles, settings, events. Never changed, only made anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.config import Config
from run_diagnose.model.record import Event, Floats, Ints, Placeholder, Unread
from run_diagnose.model.series import Moment, Series

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """One file (or pipe) the run was read from, path as the person gave it, with ``/``."""

    path: str
    format: str
    encoding: str = "utf-8"
    detail: str = ""
    """Separator, compression, what made the format sure."""
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of the log in which the axis never goes back."""

    first: float
    last: float
    line: int
    """The line it begins on."""
    reason: str = ""
    """Why a new one began: ``start``, ``resume`` (the axis went back), ``phase``."""
    name: str = ""
    """As the log calls the phase that begins here, often empty."""


@dataclass(frozen=True, slots=True)
class Predictions:
    """True and predicted values of one data set: arrays of one length, finite pairs only."""

    path: str
    true: Floats
    pred: Floats
    dropped: int = 0
    """Rows left out because one of the two was missing or not finite."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """Everything known of one training run before any judgement."""

    name: str
    sources: tuple[Source, ...]
    axis: str = "row"
    """The axis most series live on: ``epoch``, ``step``, or the log's own word."""
    series: tuple[Series, ...] = ()
    """Judged view: where the axis went back, the last write of each place."""
    logged: tuple[Series, ...] = ()
    """The same series with every point of the log, overwritten ones included; same order as ``series``."""
    config: Config = field(default_factory=Config)
    events: tuple[Event, ...] = ()
    segments: tuple[Segment, ...] = ()
    placeholders: tuple[Placeholder, ...] = ()
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()
    task: str = ""
    """``classification``, ``regression``, ``lm``, ``detection``, ``rl``, ``gan``, ``vae``, ``ssl``,
    ``boosting``, or empty where it is not known."""
    totals: dict[str, float] = field(default_factory=dict)
    """Planned end of an axis; ``step/epoch`` is the number of steps in an epoch."""
    num_classes: int | None = None
    """Where the person said it; a config may say it too."""
    predictions: Predictions | None = None
    finals: dict[str, float] = field(default_factory=dict)
    """Final metrics from a metrics file or a summary, under their own names."""
    final_series: tuple[Series, ...] = ()
    """The same final metrics with roles, one point each, on the axis ``final``."""
    file: str = ""
    """The path shown beside lines."""
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """Views worked out once per run; never part of what a run is."""

    @cached_property
    def _by_role(self) -> dict[str, tuple[Series, ...]]:
        found: dict[str, tuple[Series, ...]] = {}
        for s in self.series:
            found[s.role.name] = (*found.get(s.role.name, ()), s)
        return found

    def all(self, *roles: str) -> tuple[Series, ...]:
        """Series with one of these roles, in the order of the roles asked for, then of the log."""
        return tuple(s for role in roles for s in self._by_role.get(role, ()))

    def get(self, role: str, quantity: str | None = None) -> Series | None:
        """The first series of this role (and quantity), the surest and longest first; None if not logged."""
        found = [s for s in self._by_role.get(role, ()) if quantity in (None, s.role.quantity)]
        if len(found) <= 1:
            return found[0] if found else None
        return max(found, key=lambda s: (s.role.part == "", round(s.role.certainty, 1), len(s.finite)), default=None)

    def has(self, *roles: str) -> bool:
        """True if any of these roles was logged."""
        return any(role in self._by_role for role in roles)

    def named(self, name: str) -> Series | None:
        """The series with this name in the log."""
        return next((s for s in self.series if s.name == name), None)

    def remember(self, key: Any, make: Callable[[], T]) -> T:
        """``make()`` once, its result afterwards."""
        if key not in self.memo:
            self.memo[key] = make()
        value: T = self.memo[key]
        return value

    def total(self, axis: str) -> float | None:
        """The planned end of this axis, where the log or the config says it."""
        return self.totals.get(axis)

    def aligned(self, *series: Series) -> Grid:
        """The places where all of these were logged, joined on their common axis.

        Works on one shared axis: the one they all live on, else one that each knows as ``also``.
        An empty grid if there is none.
        """
        axis = _common_axis(series)
        if axis is None:
            return Grid(axis=self.axis, x=np.empty(0), y={}, line=np.empty(0, dtype=np.int64))
        places = [s.on(axis) for s in series]
        if _alike(places):
            y = {s.name: s.y for s in series}
            return Grid(axis=axis, x=places[0], y=y, line=series[0].line, file=series[0].file)
        keys = [_last_of_each(x) for x in places]
        common = keys[0][0]
        for x, _ in keys[1:]:
            common = np.intersect1d(common, x)
        rows = [at[np.searchsorted(x, common)] for x, at in keys]
        y = {s.name: s.y[at] for s, at in zip(series, rows, strict=True)}
        return Grid(axis=axis, x=common, y=y, line=series[0].line[rows[0]], file=series[0].file)


@dataclass(frozen=True)
class Grid:
    """Several series on one axis: ``y[name]`` has the length of ``x`` (ascending) and of ``line``."""

    axis: str
    x: Floats
    y: dict[str, Floats]
    line: Ints
    file: str = ""

    def __len__(self) -> int:
        return len(self.x)

    def moment(self, index: int) -> Moment:
        """Where row ``index`` lies."""
        return Moment(self.axis, float(self.x[index]), int(self.line[index]), self.file)


def _common_axis(series: Iterable[Series]) -> str | None:
    shared = [{s.axis, *s.also} for s in series]
    first = next(iter(series)).axis
    common = set.intersection(*shared) if shared else set()
    return first if first in common else min(common, default=None)


def _alike(places: Sequence[Floats]) -> bool:
    """True where all were logged at the same places, each once and in order: nothing to join."""
    first = places[0]
    same = all(x is first or np.array_equal(x, first) for x in places[1:])
    return same and bool(np.isfinite(first).all() and (np.diff(first) > 0).all())


def _last_of_each(x: Floats) -> tuple[Floats, Ints]:
    """Distinct finite places, ascending, and the row of the last entry at each."""
    rows = np.flatnonzero(np.isfinite(x))
    values, back = np.unique(x[rows][::-1], return_index=True)
    return values, rows[::-1][back].astype(np.int64)
