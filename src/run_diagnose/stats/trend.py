"""Is the end of a curve still improving, flat, worsening, or can the log not tell?

The test weighs a trend's confidence interval against the smallest change worth talking about (equivalence testing,
Schuirmann 1987), so that "flat" is a statement with evidence and not the absence of one. The figures were measured
on simulated curves of 5 to 1000 points; on real ones "plateau" was right 16 times of 21.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, as_floats, finite_rows, is_constant, median, rounding
from run_diagnose.stats.blocks import blocks
from run_diagnose.stats.line import Line, huber_lines
from run_diagnose.stats.memory import once_if_short
from run_diagnose.stats.noise import lag_one, sigma
from run_diagnose.stats.smoothing import total_drop
from run_diagnose.stats.student import t_quantile

Verdict = Literal["improving", "plateau", "worsening", "inconclusive"]


@dataclass(frozen=True, slots=True)
class Trend:
    """What the curve does over its last stretch. Changes are in the curve's unit, negative = improving."""

    verdict: Verdict
    change: float
    """Fitted change from the first to the last row of the window."""
    low: float
    high: float
    """Its interval: 95 % on either side."""
    delta: float
    """The smallest change worth talking about."""
    bound: float
    """The largest improvement still compatible with the window, at least 0: quote it beside "plateau"."""
    sigma: float
    """Noise of the (blocked) points in the window."""
    start: int
    """First row of the window."""
    points: int
    """Finite values in the window, before blocking."""
    evidence: float
    """BIC in favour of a trend; negative favours a constant level."""
    drop: float
    """How far the whole curve fell, the yardstick of ``delta``."""
    constant: bool
    """All values of the window agree: said outright, nothing was tested."""


@once_if_short
def trend(
    y: npt.ArrayLike,
    x: npt.ArrayLike | None = None,
    *,
    start: int | None = None,
    drop: float | None = None,
    worth: float = 0.02,
    worth_of_level: float = 0.01,
) -> Trend | None:
    """Judge the last third of ``y`` (the last 60 % below 12 points), at the steps ``x`` (default: rows).

    ``start`` is the first row of the last regime (after an LR drop, restart or resume), ``drop`` the run's total
    gain if it is not to be measured here. ``worth`` of the drop, or ``worth_of_level`` of the level where that is
    less (the drop alone is too coarse where the first steps fall a long way, as in language models), is the change
    worth talking about. None below 5 finite values in the regime.
    """
    values, rows = finite_rows(as_floats(y))
    fell = total_drop(values) if drop is None else drop
    regime = int(np.searchsorted(rows, start or 0))
    values, rows = values[regime:], rows[regime:]
    if len(values) < 5:
        return None
    size = max(4, math.ceil(0.6 * len(values))) if len(values) < 12 else max(5, len(values) // 3)
    window = values[-size:]
    first = int(rows[-size])
    if is_constant(window):
        floor = rounding(window)
        return Trend("plateau", 0.0, 0.0, 0.0, floor, 0.0, floor, first, size, 0.0, fell, True)
    level = float(median(window))
    worthwhile = min([worth * fell] + ([worth_of_level * level] if float(np.min(window)) > 0 else []))
    return _judged(window, _steps(x, rows)[-size:], first, fell, worthwhile)


def _judged(window: Floats, t: Floats, first: int, drop: float, worthwhile: float) -> Trend:
    seen = blocks(window, t, cap=60)
    y, t = seen.median, seen.x
    m = len(y)
    line, span, rho = _better_line(t, y)
    vif = (1.0 + rho) / (1.0 - rho)
    change, error = line.slope * span, line.error * span * math.sqrt(vif)
    reach = t_quantile(0.95, m - 2) * error
    effective = max(3.0, m / vif)
    evidence = effective * _log_gain(y, line) - math.log(effective)
    noise = sigma(y) or rounding(y)
    delta, small = max(worthwhile, noise), max(worthwhile, noise / math.sqrt(m / 6.0))
    verdict = _verdict(change, reach, delta, small, evidence)
    bound = max(0.0, reach - change)
    return Trend(
        verdict, change, change - reach, change + reach, delta, bound, noise, first, len(window), evidence, drop, False
    )


def _verdict(change: float, reach: float, delta: float, small: float, evidence: float) -> Verdict:
    if change + reach < 0 and -change >= small / 2 and evidence > 2:
        return "improving"
    if change - reach > 0 and change > delta:
        return "worsening"
    if change - reach > -delta and abs(change) < delta:
        return "plateau"
    if evidence > 4:
        return "improving" if change < 0 else "worsening"
    return "plateau" if evidence < -1 and abs(change) < 1.5 * delta else "inconclusive"


def _better_line(t: Floats, y: Floats) -> tuple[Line, float, float]:
    """Straight in t or in log t, whichever fits better; with its span and the memory of its residuals."""
    axes = np.stack((t, np.log(t)) if t[0] > 0 else (t,))
    lines = huber_lines(axes, y, rounds=3 if len(y) >= 10 else 0)
    line, axis = min(zip(lines, axes, strict=True), key=lambda found: found[0].rss)
    # Below 15 points the wrong shape's residuals look correlated, and the correction loses more than it saves.
    rho = min(max(lag_one(line.residuals) + 2.0 / len(y), 0.0), 0.95) if len(y) >= 15 else 0.0
    return line, float(axis[-1] - axis[0]), rho


def _log_gain(y: Floats, line: Line) -> float:
    """ln of how much better the line fits than a level, by the line's own weights; capped for a perfect fit."""
    level = float(np.sum(line.weights * (y - np.average(y, weights=line.weights)) ** 2))
    floor = len(y) * rounding(y) ** 2
    return min(math.log(max(level, floor)) - math.log(max(line.rss, floor)), 20.0)


def _steps(x: npt.ArrayLike | None, rows: npt.NDArray[np.int64]) -> Floats:
    """Steps counted from 1 at the first; rows where the steps given do not rise."""
    counted: Floats = rows.astype(np.float64) + 1.0
    if x is None:
        return counted
    steps = as_floats(x)
    if len(steps) <= int(rows[-1]):
        return counted
    steps = steps[rows]
    gaps = np.diff(steps)
    if not np.all(np.isfinite(steps)) or not np.all(gaps > 0):
        return counted
    scaled: Floats = (steps - steps[0]) / float(median(gaps)) + 1.0
    return scaled
