"""Batches of lines that take turns, put back in order: each value at the axis of its own line or of the last before.

What ``TextReader`` does line by line: a line with an epoch forgets the step, a line with a step keeps the epoch, a line
without either stands where the line before stood.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from run_diagnose.formats.text.batches import Batch
from run_diagnose.formats.text.known import Known
from run_diagnose.model.record import Floats, Ints, Strand

At = dict[str, Floats]
"""Axis values of many lines."""


@dataclass(frozen=True, slots=True)
class Woven:
    """Batches put back in order."""

    places: Ints
    """The lines that are rows."""
    strands: tuple[tuple[Known, Strand], ...]
    """In the order in which they begin, each with its shape."""
    at: dict[str, float]
    """The axis values that the last line leaves behind."""
    epoch: bool
    """True if one of the lines named an epoch."""


def weave(batches: Sequence[tuple[Batch, str]], at: Mapping[str, float]) -> Woven | None:
    """The points of batches of data (with their splits), ``at`` being the axis in front of them.

    None where some lines name an epoch, some only a step, and none was named before: then the first have no epoch.
    """
    places = np.sort(np.concatenate([np.empty(0, np.int64), *(batch.places for batch, _ in batches)]))
    rows = [(replace(batch, places=np.searchsorted(places, batch.places)), split) for batch, split in batches]
    moving = [(batch, split) for batch, split in rows if batch.known.axes]
    epochs = [batch for batch, _ in moving if any(name == "epoch" for _, name in batch.known.axes)]
    if epochs and len(epochs) < len(moving) and "epoch" not in at:
        return None
    ats = [_own(batch, epochs, at) for batch, _ in moving]
    made = [(b.known, _strand(b, own, split)) for (b, split), own in zip(moving, ats, strict=True)]
    trail = _Trail([batch.places for batch, _ in moving], ats, at)
    for batch, split in rows:
        if not batch.known.axes:
            parts = trail.under(batch.places)
            made += [(batch.known, _strand(batch.only(here), own, split)) for here, own in parts]
    made.sort(key=lambda one: int(one[1].rows[0]))
    return Woven(places, tuple(made), trail.end(), bool(epochs))


def _own(batch: Batch, epochs: Sequence[Batch], at: Mapping[str, float]) -> At:
    """The axis of lines that name one."""
    own = {name: batch.column(slot) for slot, name in batch.known.axes}
    if "epoch" in own or "epoch" not in at:
        return own
    return {"epoch": _carried(batch.places, epochs, at["epoch"]), **own}


def _carried(places: Ints, epochs: Sequence[Batch], before: float) -> Floats:
    """The epoch that was named last in front of each place."""
    if not epochs:
        return np.full(len(places), before)
    named = np.concatenate([batch.places for batch in epochs])
    told = np.concatenate([_own(batch, (), {})["epoch"] for batch in epochs])
    order = np.argsort(named)
    return np.concatenate([[before], told[order]])[np.searchsorted(named[order], places)]


def _strand(batch: Batch, at: At, split: str) -> Strand:
    values = {name: batch.column(slot) for slot, name in batch.known.names}
    return Strand(batch.places, {**at, **values}, split)


class _Trail:
    """Where the lines that name an axis stand, for those that name none."""

    def __init__(self, placed: Sequence[Ints], ats: Sequence[At], before: Mapping[str, float]) -> None:
        sizes = [len(places) for places in placed]
        places = np.concatenate([np.empty(0, np.int64), *placed])
        order = np.argsort(places)
        self._places = places[order]
        self._whose = np.repeat(np.arange(len(sizes)), sizes)[order]
        self._row = np.concatenate([np.empty(0, np.int64), *map(np.arange, sizes)])[order].astype(np.int64)
        self._ats = ats
        self._before = before

    def under(self, places: Ints) -> Iterator[tuple[NDArray[np.bool_], At]]:
        """The axis of these places, in parts with the same axis names: which of them, and their axis values."""
        last = np.searchsorted(self._places, places) - 1
        whose = np.where(last < 0, -1, np.append(self._whose, -1)[last])
        for one in np.unique(whose).tolist():
            here = whose == one
            if one < 0:
                yield here, {name: np.full(int(here.sum()), value) for name, value in self._before.items()}
            else:
                yield here, {name: values[self._row[last[here]]] for name, values in self._ats[one].items()}

    def end(self) -> dict[str, float]:
        """The axis behind the last line."""
        if not len(self._places):
            return dict(self._before)
        row = int(self._row[-1])
        return {name: float(values[row]) for name, values in self._ats[int(self._whose[-1])].items()}
