"""The best curve that never rises, and the best that falls to one place and never falls after it.

Pool-adjacent-violators (Ayer and others 1955; Best and Chakravarti 1990), kept for every prefix at once: a new point
only ever merges blocks at the end, so all prefixes together cost O(n).
"""

from __future__ import annotations

import numpy as np

from run_diagnose.stats.arrays import Floats
from run_diagnose.stats.memory import once_if_short


def falling_fit(y: Floats) -> Floats:
    """Least-squares non-increasing fit of ``y``, all finite."""
    means, counts, _ = _pool(y)
    return np.repeat(means, counts)


def prefix_rss(y: Floats) -> Floats:
    """Entry k: residual sum of squares of the non-increasing fit of ``y[: k + 1]``."""
    return _pool(y)[2]


@once_if_short
def valley_profile(y: Floats) -> tuple[float, Floats]:
    """RSS of the never-rising fit, and for every k of the fit that falls up to row k and never falls after it."""
    down = prefix_rss(y)
    up = prefix_rss(y[::-1])[::-1]  # read backwards, a rise is a fall
    after = np.append(up[1:], 0.0)
    return (float(down[-1]) if len(y) else 0.0), down + after


def _pool(y: Floats) -> tuple[Floats, list[int], Floats]:
    means: list[float] = []
    counts: list[int] = []
    rss: list[float] = []
    total = 0.0
    for value in y.tolist():
        mean, count = value, 1
        while means and means[-1] < mean:
            other, number = means.pop(), counts.pop()
            total += number * count / (number + count) * (mean - other) ** 2
            mean, count = (other * number + mean * count) / (number + count), number + count
        means.append(mean)
        counts.append(count)
        rss.append(total)
    return np.asarray(means, dtype=np.float64), counts, np.asarray(rss, dtype=np.float64)
