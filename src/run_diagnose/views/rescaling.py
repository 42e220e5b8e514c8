"""Predictions that are narrow and rank well: a factor makes them wide again."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import number, percent
from run_diagnose.stats.noise import noise
from run_diagnose.stats.smoothing import smooth
from run_diagnose.views.spread import spread

WORTH = 0.05
"""The R2 that a factor would reach, r squared, from which on the ranking is worth keeping."""
SIGMAS = 3.0
"""And the correlation stands this far above its own noise."""


@dataclass(frozen=True)
class Narrow:
    """A place to keep, and what makes its predictions usable."""

    at: Moment
    why: str


def to_rescale(run: Run) -> Narrow | None:
    """The place of the best correlation, where that is worth something and the spread there is below it.

    R2 = 2rs - s^2 - b^2 is largest at s = r, so predictions of spread s become the best of their ranking when they are
    multiplied by r / s about their mean.
    """
    seen = spread(run)
    if seen is None or seen.r is None or int(np.isfinite(seen.r).sum()) < 3:
        return None
    rows = np.flatnonzero(np.isfinite(seen.r))
    r = seen.r[rows]
    calm, own = smooth(r), noise(r)
    best = int(np.argmax(calm))
    value, s = float(calm[best]), float(seen.s[rows[best]])
    if value**2 < WORTH or value <= SIGMAS * (own.wide if own else 0.0) or not 0 < s < value:
        return None
    where = seen.moment(int(rows[best]))
    why = (
        f"its correlation of {number(value, 2)} is the best of the run, though its predictions spread only {percent(s)}; "
        f"multiplied by {number(value / s, 2)} about their mean they reach an R2 near {number(value**2, 2)}"
    )
    return Narrow(where, why)
