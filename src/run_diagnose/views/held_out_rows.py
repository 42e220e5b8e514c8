"""How many rows an accuracy was counted on, where its values give that away."""

from __future__ import annotations

import numpy as np

from run_diagnose.model.record import Floats

MOST = 100
"""Shares of more rows than this lie as near to each other as their digits are written."""
_DISTINCT = 3
"""So many different shares that all fit one number of rows are no chance: each fits it in a fiftieth of the cases."""


def share_of(shares: Floats) -> int | None:
    """The least number of rows of which all these shares (0 to 1) are whole counts; None if there is no small one."""
    seen = np.unique(shares[np.isfinite(shares)])
    seen = seen[(seen > 0) & (seen < 1)]
    if len(seen) < _DISTINCT:
        return None
    for rows in range(2, MOST + 1):
        counts = seen * rows
        if float(np.max(np.abs(counts - np.round(counts)))) < _ROUNDING * rows:
            return rows
    return None


_ROUNDING = 1e-4
"""Shares are written to four digits and more."""
