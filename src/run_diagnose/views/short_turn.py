"""A turn in five to seven evaluations, too few for a test against noise: a fine-tuning evaluated a few times."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.series import Series, shared_axis
from run_diagnose.stats.arrays import median

FEWEST = 5
RISES = 3
"""Rises on end from the best to the last: four values stand in this order by chance once in twenty-four."""
WORTH = 0.05
"""Of the best value: with the order above, simulated curves of 5 to 7 points that only fall or rest, with noise of up to
5 % of their level, show such a rise in less than 1 % of the cases."""
OF_GAIN = 0.25
"""And of what had been gained: a rise that gives back less leaves most of the training's worth."""


@dataclass(frozen=True, slots=True)
class ShortTurn:
    """Rows are of the finite points."""

    best: int
    rise: float
    """End minus best, as a share of the best."""
    lost: float
    """End minus best, as a share of what had been gained; infinite where the first evaluation was the best."""


def short_turn(loss: Series) -> ShortTurn | None:
    """The turn of a loss of which every evaluation after the best one is worse than the one before."""
    y = loss.finite.y
    best = int(np.argmin(y)) if len(y) else 0
    if len(y) < FEWEST or len(y) - 1 - best < RISES or y[best] <= 0 or not bool((y[best + 1 :] > y[best:-1]).all()):
        return None
    rise, gained = float(y[-1] - y[best]), float(y[0] - y[best])
    lost = rise / gained if gained > 0 else float("inf")
    return ShortTurn(best, rise / float(y[best]), lost) if rise > WORTH * y[best] and lost > OF_GAIN else None


def fell_since(train: Series, val: Series, row: int) -> bool:
    """The training loss ends below where it was at this evaluation."""
    axis = shared_axis(val, train)
    if axis is None:
        return False
    place, x, y = val.on(axis)[row], train.on(axis), train.y
    keep = np.isfinite(x) & np.isfinite(y)
    x, y = x[keep], y[keep]
    before = y[x <= place][-max(1, len(y) // 10) :]
    return bool(len(before)) and float(median(y[-max(1, len(y) // 10) :])) < float(median(before))
