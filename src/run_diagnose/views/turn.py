"""Where a curve turned for the worse, judged once per curve."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.stats.onset import Onset, onset
from run_diagnose.stats.smoothing import smooth
from run_diagnose.stats.valley import Valley, valley


@dataclass(frozen=True)
class Turn:
    """A confirmed or likely turn: rows are of ``series`` (its finite points)."""

    series: Series
    valley: Valley
    best: int
    """Row of the best smoothed value."""
    at: int
    """First row after the turn; never before the best raw value."""
    low: int
    high: int

    @property
    def confirmed(self) -> bool:
        """True for the stronger of the two grades."""
        return self.valley.grade == "confirmed"


def turn(run: Run, series: Series) -> Turn | None:
    """The turn of this curve, None where it has none or is too short to show it."""
    return run.remember(("turn", series.name), lambda: _turn(series.finite))


def _turn(s: Series) -> Turn | None:
    y = s.losslike
    seen = valley(y)
    if seen is None or not seen.found:
        return None
    best = int(np.argmin(smooth(y)))
    top = int(np.argmin(y))
    start: Onset | None = onset(y)
    if start is None:
        return Turn(s, seen, best, min(top + 1, len(s) - 1), top, min(top + 1, len(s) - 1))
    # What rises cannot have begun to rise before its lowest point was reached.
    first = min(max(start.at, top + 1), len(s) - 1)
    return Turn(s, seen, best, first, max(start.low, top), max(start.high, first))
