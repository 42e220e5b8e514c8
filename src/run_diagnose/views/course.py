"""A loss in plain figures: where it started, its best, where it ended, all robust to single points."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, finite_rows, median
from run_diagnose.stats.blocks import blocks
from run_diagnose.stats.smoothing import running_median


@dataclass(frozen=True, slots=True)
class Course:
    """Levels of a lower-is-better curve; rows are those of the array handed in."""

    start: float
    """Median of the first points (1 to 3, or a fiftieth of a long log)."""
    best: float
    best_row: int
    end: float
    """Median of the last twentieth."""
    points: int
    positive: bool

    @property
    def drop(self) -> float:
        """What was gained at best, at least 0."""
        return max(self.start - self.best, 0.0)

    @property
    def lost(self) -> float:
        """Share of the gain that was given back by the end; infinite when there was no gain."""
        if self.end <= self.best:
            return 0.0
        return (self.end - self.best) / self.drop if self.drop > 0 else float("inf")

    @property
    def over_start(self) -> float:
        """End over start for a positive loss, else start-to-end rise in units of the gain, plus 1."""
        if self.positive:
            return self.end / self.start if self.start > 0 else float("inf")
        return 1.0 + (self.end - self.start) / self.drop if self.drop > 0 else 1.0


def course(y: npt.ArrayLike) -> Course | None:
    """The course of ``y`` (lower is better); None below 3 finite values."""
    values, rows = finite_rows(y)
    n = len(values)
    if n < 3:
        return None
    seen = blocks(values, cap=1000) if n > 1000 else None  # the least of many noisy values is no level
    calm: Floats = running_median(values, 3) if 5 <= n <= 1000 else values if seen is None else seen.median
    least = int(np.argmin(calm))
    best = least if seen is None else int(seen.first[least])
    return Course(
        start=float(median(values[: _first(n)])),
        best=float(calm[least]),
        best_row=int(rows[best]),
        end=float(median(values[-max(1, n // 20) :])),
        points=n,
        positive=bool(np.min(values) > 0),
    )


def _first(n: int) -> int:
    return 1 if n < 20 else max(2, min(3, n // 20)) if n < 150 else n // 50
