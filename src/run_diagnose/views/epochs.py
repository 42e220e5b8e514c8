"""One value an epoch: the training loss as an epoch's mean, at the places where the validation loss stands."""

from __future__ import annotations

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Floats, Ints
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series, shared_axis
from run_diagnose.views import curves


@dataclass(frozen=True, kw_only=True)
class ByEpoch:
    """A series taken together by epoch."""

    series: Series
    y: Floats
    rows: Ints
    """Row of ``series`` at which each epoch begins."""
    sampled: Floats
    """Error of each value from having logged a few batches only; 0 where the epoch's mean itself was logged."""


def by_epoch(run: Run) -> ByEpoch | None:
    """The training loss by epoch: a series that has one value an epoch, else means of the logged batches."""
    val = curves.val_loss(run)
    train = [s.finite for s in run.all("train_loss") if not s.role.part and len(s.finite) >= 6]
    if not train:
        return None
    want = len(val.finite) if val is not None and len(val.finite) >= 6 else None
    whole = [s for s in train if s.axis == "epoch" and _once(s)]
    whole += [s for s in train if want is not None and len(s) <= 1.1 * want and s not in whole]
    if whole:
        best = max(whole, key=len)
        return ByEpoch(series=best, y=best.y, rows=np.arange(len(best)), sampled=np.zeros(len(best)))
    dense = max(train, key=len)
    return _means(dense, val) if val is not None and want is not None else None


def _once(series: Series) -> bool:
    if len(series) < 3:
        return True
    rest = series.x % 1
    whole = bool((rest == rest[0]).all()) or bool(np.allclose(rest, rest[0]))
    return whole and bool((series.x[1:] > series.x[:-1]).all())


def _means(train: Series, val: Series) -> ByEpoch | None:
    """Means of what was logged between two validations, with the error that so few batches leave."""
    axis = shared_axis(train, val)
    if axis is None:
        return None
    x = train.on(axis)
    edges = np.unique(val.on(axis))
    order = np.argsort(x, kind="stable")
    label = np.searchsorted(edges, x[order])
    first = np.flatnonzero(np.diff(label, prepend=-1))
    count = np.diff(np.append(first, len(label)))
    y = train.y[order]
    mean = np.add.reduceat(y, first) / count
    spread = np.add.reduceat((y - np.repeat(mean, count)) ** 2, first) / np.maximum(count - 1, 1)
    error = np.where(count > 1, np.sqrt(spread / count), np.nan)
    widest = float(np.nanmax(error)) if np.isfinite(error).any() else np.inf
    return ByEpoch(series=train, y=mean, rows=order[first], sampled=np.where(np.isfinite(error), error, widest))
