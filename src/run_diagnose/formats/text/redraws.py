"""Many unfinished states of a bar at once: a redraw at the same step replaces the one before, any other is a step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from run_diagnose.formats.text.barstate import State, is_whole_epoch
from run_diagnose.formats.text.batches import Batch
from run_diagnose.model.record import Floats, Ints, Strand


@dataclass(frozen=True, slots=True)
class Drawn:
    """States of a bar, each of which stands in a line of its own."""

    first: dict[str, float]
    """The axis values of the first, which may redraw what was held."""
    names: frozenset[str]
    """The values of the first."""
    places: Ints
    """The states that another step follows; the last is still to come."""
    strands: tuple[Strand, ...]
    at: dict[str, float]
    """The axis values of the last of these."""
    held: State
    """The last state."""

    def redraws(self, before: State) -> bool:
        """True if the first of these stands in the place of the one before."""
        return before.kind == self.held.kind and before.at == self.first and set(before.values) <= self.names


def drawn(batches: Sequence[Batch], lines: Ints, epoch: float | None, held: State | None) -> Drawn | None:
    """Unfinished bars of settled shapes in order, behind the one ``held``; ``epoch`` is the one known before them.

    None where they have no order of their own.
    """
    if not _count_alike(batches, epoch, held):
        return None
    ats = [_axis(batch, epoch) for batch in batches]
    axes = tuple(ats[0])
    order = np.argsort(np.concatenate([batch.places for batch in batches]))
    whose = np.repeat(np.arange(len(batches)), [len(batch.places) for batch in batches])[order]
    at = np.column_stack([np.concatenate([one[name] for one in ats]) for name in axes])[order]
    kept = ~_redrawn(batches, whose, at)
    places = np.flatnonzero(kept[:-1])
    if not len(places):
        return None
    by_name = dict(zip(axes, at.T, strict=True))
    strands = [_strand(batch, np.flatnonzero(kept[batch.places[batch.places < len(at) - 1]]), places, by_name)
               for batch in batches]  # fmt: skip
    return Drawn(
        {name: float(values[0]) for name, values in by_name.items()},
        frozenset(name for _, name in batches[whose[0]].known.names),
        places,
        tuple(sorted((s for s in strands if len(s.rows)), key=lambda strand: int(strand.rows[0]))),
        {name: float(values[places[-1]]) for name, values in by_name.items()},
        _state(batches[whose[-1]], int(lines[-1]), {name: float(values[-1]) for name, values in by_name.items()}),
    )


def _count_alike(batches: Sequence[Batch], epoch: float | None, held: State | None) -> bool:
    """True for bars of one kind that count the same.

    The epoch of a bar that names none is the one in which the bar before was drawn, and that is not known before the
    bar that is held is told.
    """
    first = batches[0].known
    axes = [name for _, name in first.axes]
    if any([name for _, name in b.known.axes] != axes or b.known.shape.bar != first.shape.bar for b in batches):
        return False
    return epoch is not None if "epoch" in axes else held is None or held.at.get("epoch") == epoch


def _axis(batch: Batch, epoch: float | None) -> dict[str, Floats]:
    own = {name: batch.column(slot) for slot, name in batch.known.axes}
    return own if epoch is None else {"epoch": np.full(len(batch.places), epoch), **own}


def _redrawn(batches: Sequence[Batch], whose: Ints, at: Floats) -> NDArray[np.bool_]:
    """States whose place the next one takes: same step, and no value less."""
    names = [{name for _, name in batch.known.names} for batch in batches]
    holds = np.array([[a <= b for b in names] for a in names])
    same = (at[1:] == at[:-1]).all(axis=1) & holds[whose[:-1], whose[1:]]
    return np.append(same, np.False_)


def _strand(batch: Batch, kept: Ints, places: Ints, at: Mapping[str, Floats]) -> Strand:
    """The kept states of one shape, without what a bar repeats from the epoch before."""
    own = batch.places[kept]
    values = {name: batch.column(slot)[kept] for slot, name in batch.known.names if not is_whole_epoch(name)}
    axis = {name: column[own] for name, column in at.items()}
    return Strand(np.searchsorted(places, own), {**axis, **values}, batch.known.shape.split)


def _state(batch: Batch, line: int, at: dict[str, float]) -> State:
    values = {name: float(batch.column(slot)[-1]) for slot, name in batch.known.names}
    return State(line, at, values, batch.known.shape.split, False, batch.known.shape.bar)
