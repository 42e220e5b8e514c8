"""A loss of exactly 0 that a filter wrote where it was NaN.

transformers' Trainer replaces a NaN loss by the mean before it (``logging_nan_inf_filter``, on by default) and logs 0
where every step since the last entry was NaN. The gradient norm beside it, or the validation loss after it, tells.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from run_diagnose.model.series import Series
from run_diagnose.model.wording import count
from run_diagnose.names.told_twice import Pair
from run_diagnose.stats.arrays import Bools

_FEWEST = 2
"""Zeros in a row that no batch without a label explains."""


def without_filter(pairs: list[Pair], notes: list[str]) -> list[Pair]:
    """The same series with NaN in the judged view where a filter wrote 0; the logged view keeps the zeros."""
    every = [judged for judged, _ in pairs]
    return [(_mended(judged, every, notes), logged) for judged, logged in pairs]


def _mended(series: Series, others: list[Series], notes: list[str]) -> Series:
    rows = _filtered(series, others) if series.role.name == "train_loss" else None
    if rows is None:
        return series
    places = count(int(rows.sum()), "place")
    notes.append(f"{series.name} is 0 at {places} where the training had become NaN: read as NaN there")
    return replace(series, y=np.where(rows, np.nan, series.y))


def _filtered(loss: Series, others: list[Series]) -> Bools | None:
    """The rows in which the filter wrote; None where it did not."""
    zero: Bools = loss.y == 0
    if int(zero.sum()) < _FEWEST:
        return None
    norms = [s for s in others if s.role.name == "grad_norm" and s.axis == loss.axis]
    rows = _beside_broken_gradient(loss, zero, norms[0]) if norms else _after_broken_validation(loss, zero, others)
    return rows if int(rows.sum()) >= _FEWEST else None


def _beside_broken_gradient(loss: Series, zero: Bools, norm: Series) -> Bools:
    """Zeros at the places of a gradient norm that is not finite, where the loss is 0 at all of those."""
    broken: Bools = np.isin(loss.x, norm.x[~np.isfinite(norm.y)])
    return broken if bool(zero[broken].all()) else np.zeros(len(zero), dtype=bool)


def _after_broken_validation(loss: Series, zero: Bools, others: list[Series]) -> Bools:
    """The zeros at the end, where no validation loss after their beginning is finite, and one before was."""
    tail: Bools = np.logical_and.accumulate(zero[::-1])[::-1]
    if not tail.any() or tail.all():
        return np.zeros(len(zero), dtype=bool)
    start = loss.x[int(np.argmax(tail))]
    for val in others:
        if val.role.name == "val_loss" and val.axis == loss.axis:
            late = np.isfinite(val.y[val.x >= start])
            if len(late) and not late.any() and np.isfinite(val.y[val.x < start]).any():
                return tail
    return np.zeros(len(zero), dtype=bool)
