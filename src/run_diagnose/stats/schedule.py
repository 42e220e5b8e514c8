"""What learning-rate schedule is this? Read from the logged rate alone.

Right for .95 (8 rows) and .999 (20 rows and more) of simulated schedules of twelve kinds, whole or cut at 60 %, with
and without warm-up, logged with 3 to 8 digits.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, distinct, finite_rows, median
from run_diagnose.stats.decay_shapes import DecayFit, best_decay
from run_diagnose.stats.memory import once_per_array
from run_diagnose.stats.schedule_marks import FLAT, anchors, drops, first_of_flat_end, restarts

_AS_GOOD = 1e-3
"""Of fits whose largest residuals are this close, as shares of the peak, the one that begins first is taken."""
Shape = Literal[
    "constant",
    "warmup",
    "linear",
    "cosine",
    "exponential",
    "inverse-sqrt",
    "quadratic",
    "step",
    "multistep",
    "one-cycle",
    "restarts",
    "custom",
]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A learning rate's course; rows of the array handed in."""

    shape: Shape
    """warmup: the log ends before the peak is left; a warm-up before any other shape is in ``warmup``."""
    peak: float
    start: float
    end: float
    warmup: int
    """Rows up to the peak, 0 without a warm-up."""
    decay_start: int | None
    """First row below the peak after it; None when the rate never comes down."""
    drops: tuple[int, ...]
    """Rows at which a step schedule has just come down."""
    restarts: tuple[int, ...]
    """Rows at which the rate begins to rise again."""
    period: float | None
    """Median rows between restarts."""
    horizon: float | None
    """Rows the schedule was made for, where its shape tells; compare with the rows there are."""
    error: float
    """Largest residual of the shape, as a share of the peak."""
    points: int


@once_per_array
def schedule(lr: npt.ArrayLike) -> Schedule | None:
    """Recognise the schedule behind one parameter group's rate; None below 3 finite values or when all are 0."""
    values, rows = finite_rows(lr)
    values, rows = values[values >= 0], rows[values >= 0]
    if len(values) < 3 or np.max(values) <= 0:
        return None
    top = float(np.max(values))
    y = values / top
    reached = int(np.argmax(y))
    peak = reached if y[0] < 0.9 and reached > 0 else 0
    found = _Course(peak).read(y)
    return Schedule(
        shape=found.shape,
        peak=top,
        start=float(values[0]),
        end=float(values[-1]),
        warmup=peak,
        decay_start=None if found.decay_start is None else int(rows[found.decay_start]),
        drops=tuple(rows[list(found.drops)].tolist()),
        restarts=tuple(rows[list(found.restarts)].tolist()),
        period=_period([peak, *found.restarts]) if found.restarts else None,
        horizon=found.horizon,
        error=found.error,
        points=len(values),
    )


@dataclass(slots=True)
class _Course:
    """The schedule being read, in rows without gaps."""

    peak: int
    shape: Shape = "custom"
    decay_start: int | None = None
    drops: tuple[int, ...] = ()
    restarts: tuple[int, ...] = ()
    horizon: float | None = None
    error: float = 0.0

    def read(self, y: Floats) -> _Course:
        tail = y[self.peak :]
        if np.min(tail) >= 1.0 - FLAT:
            self.shape = "warmup" if self.peak > 0 and len(tail) == 1 else "constant"
            return self
        self.decay_start = self.peak + int(np.argmax(tail < 1.0 - FLAT))
        if rises := restarts(tail):
            self.shape, self.restarts = "restarts", tuple(self.peak + row for row in rises)
            return self
        if len(fallen := drops(tail)):
            even = len(fallen) < 3 or np.ptp(np.diff(fallen)) <= max(1.0, 0.05 * float(median(np.diff(fallen))))
            self.shape, self.drops = "step" if even else "multistep", tuple((self.peak + fallen).tolist())
            return self
        return self._smooth(y) if len(tail) >= 4 else self

    def _smooth(self, y: Floats) -> _Course:
        end = first_of_flat_end(y)
        fits = []
        for start in anchors(y, self.peak, end):
            fits.append((start, _fit(y, start, end, self.peak)))
            if fits[0][1].error <= _AS_GOOD:  # whatever comes later is not better by more than that
                break
        if not fits:
            return self
        least = min(fit.error for _, fit in fits)
        start, fit = min(fits, key=lambda found: (found[1].error > least + _AS_GOOD, found[0]))
        self.error = fit.error
        if fit.error > 0.03:
            return self
        self.shape, self.decay_start = fit.shape, start + 1
        # A one-cycle rises for a fifth of the run and more, and ends far below where it began.
        long_rise = self.peak >= 0.2 * len(y) and y[0] > 0.01
        if long_rise and y[-1] < 0.5 * y[0] and fit.shape in {"cosine", "linear"}:
            self.shape = "one-cycle"
        if end < len(y) - 1:
            self.horizon = float(end)
        elif fit.length is not None:
            self.horizon = float(start + fit.length)
        return self


def _fit(y: Floats, start: int, end: int, elapsed: int) -> DecayFit:
    at = distinct(np.floor(np.linspace(start, end, min(200, end - start + 1)))).astype(np.int64)
    return best_decay((at - start).astype(np.float64), y[at] / y[start], float(elapsed))


def _period(starts: list[int]) -> float:
    return float(median(np.diff(starts)))
