"""The first value that is no number, and whether the curve came back from it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import as_floats


@dataclass(frozen=True, slots=True)
class NonFinite:
    """NaN and infinite values of one column that was logged in every row handed in."""

    first: int
    last: int
    count: int
    nan: int
    inf: int
    finite_after: int
    """Finite values after the first bad one: above 0 it recovered, if only for a while."""
    persistent: bool
    """No finite value follows the first bad one."""


def nonfinite(y: npt.ArrayLike) -> NonFinite | None:
    """None when every value is finite. Hand in only rows that hold a value: a blank cell is not a NaN."""
    values = as_floats(y)
    bad = np.flatnonzero(~np.isfinite(values))
    if len(bad) == 0:
        return None
    first, nan = int(bad[0]), int(np.count_nonzero(np.isnan(values)))
    after = int(np.count_nonzero(np.isfinite(values[first:])))
    return NonFinite(first, int(bad[-1]), len(bad), nan, len(bad) - nan, after, after == 0)
