"""Runs of consecutive True: where each begins and where it ends."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def streaks(mask: npt.ArrayLike, shortest: int = 1) -> list[tuple[int, int]]:
    """First and last row (both included) of every run of True at least ``shortest`` rows long."""
    flags = np.asarray(mask, dtype=bool).ravel()
    if not flags.any():
        return []
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False]))))
    runs = zip(edges[::2].tolist(), (edges[1::2] - 1).tolist(), strict=True)
    return [(first, last) for first, last in runs if last - first + 1 >= shortest]


def longest(mask: npt.ArrayLike) -> tuple[int, int] | None:
    """First and last row of the longest run of True, the earliest of equals; None when nothing is True."""
    return max(streaks(mask), key=lambda run: run[1] - run[0], default=None)
