"""How widely the predictions spread beside the targets, wherever the log shows it.

``s`` = std(predictions) / std(targets). It comes from logged spreads, from a logged ratio (which may be of
standard deviations or of variances: the convention is tested), from a predictions file or from final metrics.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Floats, Ints
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment, Series
from run_diagnose.stats.collapse import ratio_convention, ratio_from
from run_diagnose.views import finals


@dataclass(frozen=True, kw_only=True)
class Spread:
    """``s`` at ``x`` on ``axis``, with what is known beside it; all arrays of one length."""

    axis: str
    x: Floats
    s: Floats
    line: Ints
    file: str
    names: tuple[str, ...]
    """The series it was worked out from."""
    how: str
    """``std / std``, ``logged ratio of standard deviations``, ``root of the logged variance ratio`` ..."""
    assumed: bool = False
    """True where the convention of a logged ratio could not be tested."""
    r: Floats | None = None
    """Correlation at the same places, NaN where it was not logged."""
    r2: Floats | None = None
    pred: Floats | None = None
    target: Floats | None = None

    def moment(self, i: int) -> Moment:
        """Where point ``i`` lies."""
        return Moment(self.axis, float(self.x[i]), int(self.line[i]), self.file)

    def at(self, x: float) -> int | None:
        """Index of the point at ``x``."""
        order, ordered = self._sorted
        i = int(np.searchsorted(ordered, x, side="right")) - 1
        return int(order[i]) if i >= 0 and ordered[i] == x else None

    @cached_property
    def _sorted(self) -> tuple[Ints, Floats]:
        """Indices by place, the later of equals last, and the places in that order."""
        order = np.argsort(self.x, kind="stable")
        return order, self.x[order]


def spread(run: Run) -> Spread | None:
    """The run's spread over its course, the longest record of it; None if nothing shows it."""
    return run.remember("spread", lambda: _spread(run))


def final_spread(run: Run) -> dict[str, float] | None:
    """``s``, and ``r``, ``b``, ``r2`` as far as known, of the final predictions; None if nothing shows it."""
    return run.remember("final_spread", lambda: _final(run))


def _spread(run: Run) -> Spread | None:
    found = [v for v in (_from_spreads(run), _from_ratio(run)) if v is not None]
    return max(found, key=lambda v: (len(v.s), not v.assumed), default=None)


def _from_spreads(run: Run) -> Spread | None:
    best: Spread | None = None
    for pred in run.all("pred_std"):
        for target in run.all("target_std"):
            grid = run.aligned(pred, target)
            keep = np.isfinite(grid.y.get(pred.name, np.empty(0))) & (grid.y.get(target.name, np.empty(0)) > 0)
            if not keep.any() or (best is not None and keep.sum() <= len(best.s)):
                continue
            at: Ints | slice = slice(None) if keep.all() else np.flatnonzero(keep)
            p, t = grid.y[pred.name][at], grid.y[target.name][at]
            x = grid.x[at]
            best = Spread(
                axis=grid.axis, x=x, s=p / t, line=grid.line[at], file=grid.file, names=(pred.name, target.name),
                how=f"{pred.name} / {target.name}", r=_beside(run, "correlation", grid.axis, x),
                r2=_beside(run, "r2", grid.axis, x), pred=p, target=t,
            )  # fmt: skip
    return best


def _from_ratio(run: Run) -> Spread | None:
    logged = run.get("variance_ratio")
    if logged is None or not len(logged.finite):
        return None
    v = logged.finite
    r2, r = _beside(run, "r2", v.axis, v.x), _beside(run, "correlation", v.axis, v.x)
    convention = _tested(run, v) or _feasible(run, v, r2, r)
    s = np.sqrt(np.clip(v.y, 0, None)) if convention == "variance" else v.y
    how = f"{v.name}, read as {'variances' if convention == 'variance' else 'standard deviations'}"
    return Spread(
        axis=v.axis, x=v.x, s=s, line=v.line, file=v.file, names=(v.name,), how=how,
        assumed=convention is None, r=r, r2=r2,
    )  # fmt: skip


def _tested(run: Run, ratio: Series) -> str | None:
    """The convention, where both spreads are logged beside the ratio."""
    pred, target = run.get("pred_std"), run.get("target_std")
    if pred is None or target is None:
        return None
    grid = run.aligned(ratio, pred, target)
    if not len(grid):
        return None
    rows = zip(grid.y[pred.name], grid.y[target.name], grid.y[ratio.name], strict=True)
    return _majority([ratio_from(float(p), float(t), float(v)) for p, t, v in rows])


def _feasible(run: Run, ratio: Series, r2: Floats | None, r: Floats | None) -> str | None:
    """The convention, where R2 and the correlation allow only one of the two."""
    if r2 is None or r is None:
        return None
    votes = [
        ratio_convention(float(v), float(a), float(c), finals.sample_count(run))
        for v, a, c in zip(ratio.y, r2, r, strict=True)
    ]
    return _majority(votes)


def _majority(votes: Sequence[str | None]) -> str | None:
    """The convention that most places vote for, in a fixed order; None without a vote."""
    named = [v for v in votes if v]
    return max(sorted(set(named)), key=named.count) if named else None


def _beside(run: Run, quantity: str, axis: str, x: Floats) -> Floats | None:
    """A held-out metric at the places ``x``, NaN where it was not logged; None if it never was."""
    s = run.get("val_metric", quantity) or run.get("test_metric", quantity)
    if s is None:
        return None
    places = s.x if s.axis == axis else s.also.get(axis)
    if places is None:
        return None
    if len(places) == len(x) and np.array_equal(places, x) and (np.diff(x) > 0).all():
        return s.y
    order = np.argsort(places, kind="stable")
    at = np.searchsorted(places, x, side="right", sorter=order) - 1
    last = order[np.maximum(at, 0)]
    known: Floats = np.where((at >= 0) & (places[last] == x), s.y[last], np.nan)
    return known


def _final(run: Run) -> dict[str, float] | None:
    if run.predictions is not None and len(run.predictions.true):
        return finals.fit(run.predictions)
    out = {name: value for name in ("r2", "correlation") if (value := finals.metric(run, name)) is not None}
    pred, target = finals.final(run, "pred_std"), finals.final(run, "target_std")
    ratio = finals.final(run, "variance_ratio")
    if pred is not None and target:
        out.update(s=pred / target, pred_std=pred, target_std=target)
    elif ratio is not None:
        out["s"] = ratio
    else:
        return None
    means = finals.final(run, "pred_mean"), finals.final(run, "target_mean")
    if target and means[0] is not None and means[1] is not None:
        out["b"] = (means[0] - means[1]) / target
    if "correlation" in out:
        out["r"] = out.pop("correlation")
    return out
