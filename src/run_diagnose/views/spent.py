"""How much time a run took, and how much of it lies after a place: from a clock, from times, from a throughput."""

from __future__ import annotations

import re

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Floats
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment, Series
from run_diagnose.patterns import pattern
from run_diagnose.stats.arrays import median
from run_diagnose.views.pace import AHEAD, ASIDE, runs_on

UNITS = ((pattern(r"\bms\b|msec|milli"), 1e-3), (pattern(r"min"), 60.0), (pattern(r"hour|\bh\b|hrs"), 3600.0))
"""A unit in a series' own name; seconds otherwise, as every framework logs them."""
MILLISECONDS = 1e11
"""A clock above this counts milliseconds since 1970: as seconds it would be the year 5138."""
STEPS_PER_SECOND = pattern(r"(steps?|iter(ation)?s?|it|batches)[\W_]*(per[\W_]*s|/s)", re.I)
SHORT = 2.0
"""Seconds; what takes less is an iteration as likely as an epoch, and only shares are told."""
FEWEST = 4
"""Of fewer entries a clock cannot be told from times that grow."""
YEAR = 366 * 86400.0
"""A longer total is no time in the unit that was taken for it."""


@dataclass(frozen=True, kw_only=True)
class Spent:
    """Time by entry of one series."""

    series: Series
    times: Floats
    """What each entry took, in seconds where ``known``."""
    known: bool

    @property
    def total(self) -> float:
        """All of it."""
        return float(self.times.sum())

    def share_after(self, at: Moment, also: dict[str, float]) -> float | None:
        """Share of the time spent past ``at``, which is ``also`` on other axes; None where the axes do not meet."""
        s = self.series
        places = {s.axis: s.x, **s.also}
        wanted = {**also, at.axis: at.value}
        axis = next((a for a in (at.axis, *wanted) if a in places), None)
        if axis is None or self.total <= 0:
            return None
        return float(self.times[places[axis] > wanted[axis]].sum()) / self.total


def spent(run: Run) -> Spent | None:
    """The most direct measure there is, one in seconds before one that only gives shares; None without any."""
    if any(s.reason == "resume" for s in run.segments):
        return None  # what was overwritten took time that the judged series no longer hold
    timed = [s for s in run.all("time", "step_time", "throughput") if not _of_evaluation(s)]
    found = [v for s in timed if (v := _of(s)) is not None]
    return max(found, key=lambda v: (v.known, not ASIDE.search(v.series.name.lower()), len(v.times)), default=None)


def _of(series: Series) -> Spent | None:
    s = series.finite
    if len(s) < FEWEST or AHEAD.search(s.name.lower()) or np.any(np.diff(s.x) <= 0) or np.any(s.y < 0):
        return None
    if s.role.name == "throughput":
        return _throughput(s)
    if s.role.name == "time" and runs_on(s):
        return _clock(s)
    per_unit = s.role.name == "step_time" and s.axis == "step"
    per_entry = s.role.name == "time" and s.axis == "epoch" and _of_epochs(s)
    return _sane(s, s.y * (_steps(s) if per_unit else 1.0) * _unit(s.name), known=per_unit or per_entry)


def _of_evaluation(s: Series) -> bool:
    """How fast the evaluation ran says nothing of the time between two of them."""
    return s.role.name == "throughput" and bool(ASIDE.search(s.name.lower()))


def _of_epochs(s: Series) -> bool:
    """True for times of whole epochs; mmcv and others log the time of an iteration under the same name."""
    return bool(np.all(np.diff(s.x) == 1)) and float(median(s.y)) >= SHORT


def _clock(s: Series) -> Spent | None:
    """A clock that runs on: the first entry took what is on it, or as long as the others."""
    taken = np.diff(s.y)
    usual = float(median(taken))
    first = float(s.y[0]) if float(s.y[0]) <= 3 * usual else usual
    unit = 1e-3 if float(s.y[-1]) > MILLISECONDS else _unit(s.name)
    return _sane(s, np.concatenate([[first], taken]) * unit, known=True)


def _throughput(s: Series) -> Spent | None:
    if np.any(s.y <= 0):
        return None
    return _sane(s, _steps(s) / s.y, known=s.axis == "step" and bool(STEPS_PER_SECOND.search(s.name)))


def _steps(s: Series) -> Floats:
    """How far each entry reaches back."""
    gaps = np.diff(s.x)
    usual = float(median(gaps))
    first = float(s.x[0]) if 0 < s.x[0] <= 2 * usual else usual
    steps: Floats = np.concatenate([[first], gaps])
    return steps


def _unit(name: str) -> float:
    return next((size for words, size in UNITS if words.search(name.lower().replace("_", " "))), 1.0)


def _sane(s: Series, times: Floats, *, known: bool) -> Spent | None:
    total = float(times.sum())
    if not np.isfinite(total) or total <= 0:
        return None
    return Spent(series=s, times=times, known=known and 1.0 <= total <= YEAR)
