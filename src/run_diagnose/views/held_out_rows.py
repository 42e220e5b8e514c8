"""How many rows an accuracy was counted on, where its values give that away."""

from __future__ import annotations

import math

import numpy as np

from run_diagnose.model.record import Floats
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.views import curves
from run_diagnose.views.shares import whole

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
    return next((rows for rows in _whole_for_a_few(seen, MOST) if _whole(seen, rows)), None)


def _whole_for_a_few(shares: Floats, most: int) -> list[int]:
    """Numbers of rows, ascending, of which the first few shares are whole counts: few are left to be tried on all."""
    rows = np.arange(2, most + 1)
    counts = rows[:, None] * shares[None, :_DISTINCT]
    fits: list[int] = rows[(np.abs(counts - np.round(counts)) < _ROUNDING * rows[:, None]).all(axis=1)].tolist()
    return fits


def _whole(shares: Floats, rows: int) -> bool:
    counts = shares * rows
    return float(np.max(np.abs(counts - np.round(counts)))) < _ROUNDING * rows


_ROUNDING = 1e-4
"""Shares are written to four digits and more."""

_SURE = 0.01
"""Chance that shares of very many rows, written to as many digits, are all whole counts of so few or fewer."""
_AT_MOST = 400
"""Beyond so many rows the step between two shares is no wider than the chance above allows for a handful of them."""


def judged_rows(run: Run) -> tuple[Series, int] | None:
    """The held-out accuracy of a run and the rows it was counted on, where chance does not explain the fit."""
    return run.remember("judged_rows", lambda: _judged_rows(run))


def _judged_rows(run: Run) -> tuple[Series, int] | None:
    for s in curves.metrics(run, "val_metric", "test_metric"):
        if s.role.quantity != "accuracy" or s.role.part or not len(s.finite):
            continue
        rows = _counted(s.finite.y / whole(float(np.max(s.finite.y))))
        if rows is not None:
            return s, rows
    return None


def _counted(shares: Floats) -> int | None:
    seen = np.unique(shares[(shares > 0) & (shares < 1)])
    if len(seen) < _DISTINCT:
        return None
    grid = 10 ** next((d for d in range(1, 6) if bool(np.all(np.abs(np.round(seen, d) - seen) < 1e-9))), 6)
    found = next((rows for rows in _whole_for_a_few(seen, _AT_MOST) if _whole(seen, rows)), None)
    if found is None:
        return None
    chance = sum(max(2 * _ROUNDING * n, math.gcd(n, grid) / grid) ** len(seen) for n in range(2, found + 1))
    return found if chance <= _SURE else None


def loss_error(rows: int, share: float) -> float:
    """One standard error of a mean cross-entropy over ``rows``, as a share of it, where ``share`` of them are right.

    The loss sits in the wrong rows: as for a count of them, its scatter between rows is sqrt(p / (1 - p)) of its mean.
    Measured on six small classifiers at p of 0.5 to 0.99: 0.2 to 1.2 of that, 0.8 to 1.1 at 0.9 and above.
    """
    wrong = max(1.0 - share, 1.0 / rows)
    return math.sqrt((1.0 - wrong) / wrong / rows)
