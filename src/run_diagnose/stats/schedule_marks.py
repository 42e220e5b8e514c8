"""The rows at which a learning rate changes its course: restarts, drops, ends of a hold."""

from __future__ import annotations

import numpy as np

from run_diagnose.stats.arrays import Floats, Ints

FLAT = 1e-3
"""Rates closer than this share of the peak are equal: three digits are often all that is logged."""


def anchors(y: Floats, peak: int, end: int) -> list[int]:
    """Rows a decay that lasts to ``end`` may be counted from: the peak, or the end of a stretch at the peak, which
    may fall between two rows. Empty when four rows do not remain."""
    last = peak + int(np.argmax(y[peak:] < 1.0 - FLAT)) - 1
    return sorted(row for row in {peak, last, last + 1} if row >= peak and end - row >= 3 and y[row] > 0.5)


def first_of_flat_end(y: Floats) -> int:
    """First row of a flat end of some length, else the last row."""
    level = np.flatnonzero(np.abs(y - y[-1]) > 1e-6)
    first = int(level[-1]) + 1 if len(level) else 0
    return first if len(y) - first >= max(3, len(y) // 50) else len(y) - 1


def restarts(tail: Floats) -> list[int]:
    """Rows where the rate rises by a tenth and more, having been below .7 of the peak."""
    change = np.diff(tail)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], change >= 0, [False]))))
    first, last = edges[::2], edges[1::2]
    low, high = tail[first], tail[last]
    rises = (low < 0.7) & (high - low > np.maximum(0.1 * low, 0.05))
    upward = np.flatnonzero(change > 0)
    begins: list[int] = (upward[np.searchsorted(upward, first[rises])] + 1).tolist()
    return begins


def drops(tail: Floats) -> Ints:
    """Rows just after a drop of 5 % and more, if such drops make up the whole decline and all else is flat."""
    positive = tail[tail > 1e-9]
    none = np.empty(0, dtype=np.int64)
    if len(positive) < 3:
        return none
    decline = -np.diff(np.log(positive))
    drops = decline > 0.05
    whole = float(np.sum(np.abs(decline)))
    if np.count_nonzero(drops) > 1 and np.max(np.diff(np.flatnonzero(drops))) < 2:
        return none  # one slide over neighbouring rows
    few = drops.sum() <= (0.5 if len(tail) < 20 else 0.34) * len(decline)
    if not few or float(np.sum(decline[drops])) < 0.97 * whole:
        return none
    return (np.flatnonzero(tail > 1e-9)[1:][drops]).astype(np.int64)
