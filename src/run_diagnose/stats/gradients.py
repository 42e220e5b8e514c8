"""Gradient norms: growing, vanishing, clipped, dead.

Absolute limits are of no use, for norms depend on the size of the model; only an exact 0, or less than 1e-7 (the limit
of SageMaker Debugger's vanishing-gradient rule), counts by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import finite_rows, finite_values, median
from run_diagnose.stats.noise import sigma

DEAD = 1e-7


@dataclass(frozen=True, slots=True)
class GradientTrend:
    """Last tenth of the norms against the first, in powers of ten."""

    verdict: Literal["exploding", "vanishing", "steady"]
    decades: float
    """log10(end / start)."""
    sigma: float
    """Noise of log10 of the norm, at least .02."""
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Clipping:
    """How often the norm met its limit."""

    share: float
    """Share of steps that were clipped."""
    limit: float
    excess: float | None
    """Median norm over the limit: the rate's effective shrinkage; None when norms were logged after clipping."""
    idle: bool
    """The limit is more than ten times the largest norm: it does nothing."""


def gradient_trend(norms: npt.ArrayLike, *, skip: int = 0) -> GradientTrend | None:
    """Compare the first tenth after ``skip`` rows (the warm-up) with the last; None below 8 norms above 0.

    Exploding: more than tenfold and 4 sigma up; vanishing: more than a hundredfold and 4 sigma down. On simulated
    stable norms, slow tenfold decay and warm-up peaks that raised no alarm.
    """
    values, rows = finite_rows(norms)
    values = values[(rows >= skip) & (values > 0)]
    if len(values) < 8:
        return None
    decades = np.log10(values)
    tenth = max(1, len(values) // 10)
    start, end = float(median(decades[:tenth])), float(median(decades[-tenth:]))
    noise = max(sigma(decades) or 0.0, 0.02)
    verdict: Literal["exploding", "vanishing", "steady"] = "steady"
    if end - start > max(1.0, 4.0 * noise):
        verdict = "exploding"
    elif start - end > max(2.0, 4.0 * noise):
        verdict = "vanishing"
    return GradientTrend(verdict, end - start, noise, 10.0**start, 10.0**end)


def clipping(norms: npt.ArrayLike, limit: float | None = None) -> Clipping | None:
    """Share of clipped steps; None without a norm above 0.

    With the ``limit`` known and norms above it, they were logged before clipping. Otherwise the steps within .1 % of
    the limit, or of the largest norm, are those that were clipped: that recovers the true share to .1 point, once
    more than a few steps pile up there.
    """
    values = finite_values(norms)
    values = values[values > 0]
    if len(values) == 0 or (limit is not None and not limit > 0):
        return None
    top = float(np.max(values))
    if limit is not None and top > 1.001 * limit:
        return Clipping(float(np.mean(values > limit)), limit, float(median(values)) / limit, False)
    bar = top if limit is None else limit
    piled = np.abs(values - bar) <= 1e-3 * bar
    by_chance = limit is None and np.count_nonzero(piled) < 3
    return Clipping(0.0 if by_chance else float(np.mean(piled)), bar, None, bar > 10.0 * top)


def dead_share(norms: npt.ArrayLike, limit: float = DEAD) -> float | None:
    """Share of norms that are 0 or as good as 0; None without a finite norm."""
    values = finite_values(norms)
    return float(np.mean(np.abs(values) <= limit)) if len(values) else None


def dead_groups(groups: Mapping[str, npt.ArrayLike]) -> tuple[str, ...]:
    """Names of parameter groups whose norm is exactly 0 in 90 % and more of at least 5 samples."""
    finite = {name: finite_values(norms) for name, norms in groups.items()}
    return tuple(name for name, norms in finite.items() if len(norms) >= 5 and np.mean(norms == 0.0) >= 0.9)
