"""The view of a series that is judged: what a resume wrote anew, and several ranks as one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from run_diagnose.model.series import Series
from run_diagnose.names.axis_words import STEP
from run_diagnose.names.gather import Key
from run_diagnose.names.pieces import Piece
from run_diagnose.names.restarts import overwritten
from run_diagnose.stats.arrays import median

_RANKS = 0.8
"""Share of places logged several times from which on several ranks wrote the log."""
_PER_LINE = ("time", "step_time", "other", "memory", "gpu_util")
"""Written with every value by some loggers, so that several a step mean nothing."""
_FEWEST, _MOST_RANKS = 8, 64
"""Four places, twice each; more processes than that write no common log."""


def judged_view(piece: Piece, key: Key, logged: Series, notes: list[str]) -> Series:
    """Last write wins after a resume; several ranks become their median."""
    series = logged
    if piece.seams:
        lost = overwritten(piece.column(key)[0], logged.x, list(piece.seams))
        series = logged.where(~lost) if lost.any() and not lost.all() else logged  # something was written anew
    if piece.mixed and (np.diff(series.x) < 0).any():
        series = series.where(np.argsort(series.x, kind="stable"))
    ranks = _ranks(series)
    if ranks > 1:
        notes.append(
            f"every {series.axis} was logged {ranks} times (as by {ranks} processes): the median of each is judged"
        )
        series = _median_of_each(series)
    return series


def _ranks(series: Series) -> int:
    """How many processes wrote this series: 1, or the usual count of values at one step."""
    if series.role.name in _PER_LINE or len(series) < _FEWEST or bool((series.x[1:] > series.x[:-1]).all()):
        return 1
    _, counts = np.unique(series.x, return_counts=True)
    usual = int(median(counts))
    if series.axis != STEP and not _all_alike(series, usual):
        return 1
    return usual if usual > 1 and (counts == usual).mean() >= _RANKS and usual <= _MOST_RANKS else 1


def _all_alike(series: Series, times: int) -> bool:
    """Every place holds the same value ``times`` times: lines written twice, not batches of one epoch."""
    if len(series) % times:
        return False
    order = np.argsort(series.x, kind="stable")
    x, y = series.x[order].reshape(-1, times), series.y[order].reshape(-1, times)
    return bool(np.array_equal(x, np.broadcast_to(x[:, :1], x.shape)) and np.allclose(y, y[:, :1], equal_nan=True))


def _median_of_each(series: Series) -> Series:
    order = np.argsort(series.x, kind="stable")
    _, first = np.unique(series.x[order], return_index=True)
    groups = np.split(series.y[order], first[1:])
    last = np.append(first[1:], len(order)) - 1
    kept = series.where(order[last])
    return replace(kept, y=np.array([float(median(g)) for g in groups]))
