"""Places that cannot be told from the kept one by its own criterion."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.roles import Goal
from run_diagnose.model.run import Run
from run_diagnose.model.wording import number
from run_diagnose.stats.best_epoch import best_epoch
from run_diagnose.stats.sampling import accuracy_error, mse_error, pearson_error, r2_error
from run_diagnose.views import finals
from run_diagnose.views.pick import Picked, picked
from run_diagnose.views.spread import Spread, spread

Z = 1.645
"""One-sided 95 %: the same bound as for ties on the smoothed curve (best member inside in 87-99 % of simulations)."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A place as good as the kept one within noise."""

    at: float
    value: float
    spread: float | None
    """Spread of the predictions there as a share of the targets', None where it was not logged."""
    why: str


def ties(run: Run) -> tuple[Tie, ...]:
    """Places tied with the kept one, the widest spread first, then the nearest in value; the kept one left out."""
    return run.remember("ties", lambda: _ties(run))


def sampling_error(run: Run, quantity: str, value: float) -> tuple[float, int] | None:
    """One standard error of a metric, and the sample count it rests on (of the final metrics, assumed alike)."""
    n = finals.sample_count(run)
    if n is None:
        return None
    known = {
        "r2": r2_error,
        "accuracy": accuracy_error,
        "correlation": pearson_error,
        "loss": mse_error,
        "mse": mse_error,
    }
    error = known[quantity](value, n) if quantity in known else None
    return None if error is None else (error, n)


def _ties(run: Run) -> tuple[Tie, ...]:
    kept = picked(run)
    if kept is None:
        return ()
    s = kept.series
    value = float(s.y[kept.index])
    turned = -s.y if kept.mode is Goal.MAX else s.y
    behind = turned - turned[kept.index]
    reach, why = _reach(run, kept, value)
    rows = [int(i) for i in np.flatnonzero(np.isfinite(behind) & (behind <= reach)) if i != kept.index]
    seen = spread(run)
    found = [Tie(float(s.x[i]), float(s.y[i]), _spread_at(seen, float(s.x[i])), why(float(behind[i]))) for i in rows]
    return tuple(sorted(found, key=lambda t: (-(t.spread or 0.0), abs(t.value - value), t.at)))


def _spread_at(seen: Spread | None, x: float) -> float | None:
    if seen is None or (i := seen.at(x)) is None:
        return None
    return float(seen.s[i])


def _reach(run: Run, kept: Picked, value: float) -> tuple[float, Callable[[float], str]]:
    """How far behind the kept value a place may lie and still be tied, and the words for it."""
    known = sampling_error(run, kept.series.role.quantity, value)
    if known is not None:
        error, n = known
        return (
            Z * error,
            lambda d: (
                f"{number(d / error, 2)} standard errors behind, if validation has the {n} samples of the final metrics"
            ),
        )
    s = kept.series
    turned = s.losslike if kept.mode is s.role.goal else -s.y if kept.mode is Goal.MAX else s.y
    best = best_epoch(turned)
    if best is None:
        return 0.0, lambda _: ""
    # Fewer than a dozen points do not show their own noise, only their trend.
    sigma = (best.sigma or 0.0) if len(kept.series.finite) >= 12 else 0.0
    if kept.series.role.quantity == "r2":
        reach = max(Z * sigma, _largest_gap(kept))
        return (
            reach,
            lambda d: f"{number(d, 2)} behind: a tie if validation has fewer than {_samples(value, d)} samples",
        )
    return Z * sigma, lambda d: f"{number(d / sigma, 2) if sigma else 0} noise units behind"


def _largest_gap(kept: Picked) -> float:
    """The gap in R2 that 1,000 validation samples could not tell; fewer than that is common in small regressions."""
    return Z * (1 - float(kept.series.y[kept.index])) * math.sqrt(2 / 1000)


def _samples(value: float, gap: float) -> str:
    """Below how many samples a gap in R2 lies within its standard error at 95 %: SE = (1 - R2) sqrt(2 / n)."""
    if gap <= 0:
        return "any number of"
    n = 2 * ((1 - value) * Z / gap) ** 2
    return number(float(f"{n:.2g}"))
