"""How long a step or an epoch takes, from whatever the log has: step times, throughput, or a clock."""

from __future__ import annotations

import re

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Floats, Ints
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment, Series
from run_diagnose.stats.arrays import median
from run_diagnose.stats.smoothing import blocks


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Seconds (or any unit) per unit of work, blocked to at most 400 points; higher is slower."""

    series: Series
    cost: Floats
    rows: Ints
    """Row of ``series`` at which each block begins."""
    how: str
    """``time``, ``throughput`` or ``clock``."""

    def moment(self, i: int) -> Moment:
        """Where block ``i`` begins."""
        return self.series.moment(int(self.rows[i]))


def paces(run: Run) -> tuple[Pace, ...]:
    """Every measure of pace, the most direct first."""
    return run.remember("paces", lambda: _paces(run))


def _paces(run: Run) -> tuple[Pace, ...]:
    found = [p for s in run.all("step_time") if (p := _of(s, s.y, "time")) is not None]
    with np.errstate(divide="ignore"):
        found += [p for s in run.all("throughput") if (p := _of(s, 1.0 / s.y, "throughput")) is not None]
    for s in run.all("time"):
        timed = _clock(s) if runs_on(s) else _of(s, s.y, "time")
        found += [timed] if timed is not None and not AHEAD.search(s.name.lower()) else []
    return tuple(sorted(found, key=lambda p: (bool(ASIDE.search(p.series.name.lower())), -len(p.series))))


AHEAD = re.compile(r"eta|remain|left")
"""Names of a time to come."""
ASIDE = re.compile(r"eval|val|test|mfu|flops|clock|wall")
"""Times beside the training itself, and derived figures: taken only where nothing else is."""


def runs_on(series: Series) -> bool:
    """True for a clock that never goes back, false for the time that each entry took."""
    y = series.finite.y
    return len(y) > 1 and bool(np.all(np.diff(y) >= 0)) and float(y[-1]) > 3 * float(median(np.diff(y)))


def _of(series: Series, cost: Floats, how: str) -> Pace | None:
    keep = np.isfinite(cost) & (cost > 0)
    if keep.sum() < 6:
        return None
    return _blocked(series.where(keep), cost[keep], how)


def _clock(series: Series) -> Pace | None:
    """Time spent per unit of the axis, from a clock that runs on."""
    s = series.finite
    spent, done = np.diff(s.y), np.diff(s.x)
    if len(s) < 7 or np.any(spent < 0) or np.any(done <= 0) or median(spent) <= 0:
        return None
    fine = np.unique(spent)
    if len(fine) < 6 and len(spent) >= 8:
        return None  # a clock of whole seconds beside short steps
    return _blocked(s.where(np.arange(1, len(s))), spent / done, "clock")


def _blocked(series: Series, cost: Floats, how: str) -> Pace:
    seen = blocks(cost, cap=400)
    return Pace(series=series, cost=seen.median, rows=seen.first, how=how)
