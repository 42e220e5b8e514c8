"""A metric that stands still while the rest of the log moves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, finite_rows, median
from run_diagnose.stats.noise import MAD_TO_SIGMA, quantum


@dataclass(frozen=True, slots=True)
class Frozen:
    """The longest run of identical values."""

    found: bool
    value: float
    length: int
    """Finite values in the run."""
    first: int
    last: int
    chance: float
    """Expected number of such runs by rounding alone."""


def frozen(y: npt.ArrayLike) -> Frozen | None:
    """Test the longest run of identical values; None below 4 finite values.

    Rounding to the logging step q makes neighbours tie with probability .8 q / (1.1 s), s the scatter of the changes;
    a run of L is found when n such ties in a row are expected less than .001 times. Without a moving part, a run of
    half the curve is. Detection .99 and no false alarms, where "three equal values" had .04 to 1.0.
    """
    values, rows = finite_rows(y)
    n = len(values)
    if n < 4:
        return None
    moved = values[1:] != values[:-1]
    if bool(moved.all()):
        return Frozen(False, float(values[0]), 1, int(rows[0]), int(rows[0]), float(n))
    edges = np.flatnonzero(np.concatenate(([True], moved, [True])))
    lengths = edges[1:] - edges[:-1]
    at = int(np.argmax(lengths))
    first, length = int(edges[at]), int(lengths[at])
    tie = _tie_probability(values)
    chance = 0.0 if tie is None else float(min(n * tie ** (length - 1), n))
    found = length >= max(4, -(-n // 2)) if tie is None else length >= 4 and chance < 1e-3
    return Frozen(found, float(values[first]), length, int(rows[first]), int(rows[first + length - 1]), chance)


def _tie_probability(values: Floats) -> float | None:
    """None when fewer than three changes tell how the curve moves."""
    changes = np.abs(np.diff(values))
    changes = changes[changes > 0]
    scatter = MAD_TO_SIGMA * float(median(changes)) if len(changes) >= 3 else 0.0
    return min(0.8 * quantum(values) / (1.1 * scatter), 1.0) if scatter > 0 else None
