"""The dynamic loss scale of half-precision training: halved by an overflow, doubled after a calm stretch."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Ints, finite_rows


@dataclass(frozen=True, slots=True)
class LossScale:
    """Halvings and doublings, in powers of two."""

    fault: bool
    """8 halvings without a doubling, a net fall of 10, or a scale of 1 and less: overflow that does not stop as the
    scale falls is real Inf or NaN, not a matter of scaling."""
    longest_halving: int
    """Most halvings in a row without a doubling between, after calibration."""
    net: float
    """log2 of the end over the highest scale after calibration; 0 or less."""
    lowest: float
    halvings: int
    growths: int
    first: int | None
    """Row at which the longest run of halvings begins; None without one."""


def loss_scale(y: npt.ArrayLike) -> LossScale | None:
    """Judge a logged loss scale; None below 3 values above 0.

    The descent at the very start, up to ten halvings or a twentieth of the run, is calibration: the scale starts too
    high on purpose (65536 in PyTorch). One step of the log may hold several halvings.
    """
    values, rows = finite_rows(y)
    values, rows = values[values > 0], rows[values > 0]
    if len(values) < 3:
        return None
    powers = np.log2(values)
    moves = np.rint(np.diff(powers)).astype(np.int64)
    begin = max(_calibration(moves), len(values) // 20)
    run, first = _longest_descent(moves[begin:])
    net = float(min(0.0, powers[-1] - np.max(powers[begin:])))
    lowest = float(np.min(values))
    return LossScale(
        fault=run >= 8 or net <= -10.0 or lowest <= 1.0,
        longest_halving=run,
        net=net,
        lowest=lowest,
        halvings=int(-np.sum(moves[moves < 0])),
        growths=int(np.sum(moves[moves > 0])),
        first=int(rows[begin + first + 1]) if run else None,
    )


def _calibration(moves: Ints) -> int:
    """Rows of the unbroken descent at the start, up to ten halvings."""
    falling = np.logical_and.accumulate(moves < 0) & (np.cumsum(np.minimum(moves, 0)) >= -10)
    return int(np.count_nonzero(falling))


def _longest_descent(moves: Ints) -> tuple[int, int]:
    """Most halvings between two doublings, and the move the run begins with; (0, 0) when nothing falls."""
    falls = np.where(moves < 0, -moves, 0)
    stretch = np.cumsum(moves > 0)  # every doubling starts a new stretch
    if not falls.any():
        return 0, 0
    sums = np.bincount(stretch, weights=falls)
    longest = int(np.argmax(sums))
    return int(sums[longest]), int(np.flatnonzero((stretch == longest) & (falls > 0))[0])
