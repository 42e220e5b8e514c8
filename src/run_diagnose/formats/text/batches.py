"""Lines of a settled shape with their numbers as an array: which shapes are settled, and which of their lines."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from run_diagnose.formats.text import words
from run_diagnose.formats.text.barstate import is_whole_epoch
from run_diagnose.formats.text.known import Known
from run_diagnose.formats.text.numbers import number_or_none
from run_diagnose.formats.text.shape import LAST_SPLIT
from run_diagnose.model.record import Floats, Ints

KERAS = "keras"


@dataclass(frozen=True, slots=True)
class Batch:
    """Lines of one shape."""

    known: Known
    places: Ints
    """Which lines, from 0, rising."""
    numbers: Floats
    """Lines x the numbers of a line, time stamps left out."""
    planned: tuple[str, ...]
    """The totals that all of these lines name."""

    def part(self, first: int, last: int) -> Batch:
        """The lines from ``first`` to ``last`` (exclusive), counted from ``first``."""
        low, high = np.searchsorted(self.places, (first, last))
        return replace(self, places=self.places[low:high] - first, numbers=self.numbers[low:high])

    def only(self, here: NDArray[np.bool_]) -> Batch:
        """Some of the lines."""
        return self if here.all() else replace(self, places=self.places[here], numbers=self.numbers[here])

    def usual(self, rest: list[int]) -> tuple[Batch, list[int]]:
        """The lines without news, totals told before, bars unfinished; the places of the others go to ``rest``."""
        usual = ~self._done()
        if self.known.axes and self.known.shape.bar != KERAS:
            usual &= self._told()
        return self.only(usual), sorted([*rest, *self.places[~usual].tolist()])

    def _told(self) -> NDArray[np.bool_]:
        """Where the totals are those told last."""
        totals = self.known.shape.totals
        told = [number_or_none(text) for text in self.planned]
        same = np.full(len(self.places), len(told) == len(totals))
        for (slot, _), total in zip(totals, told, strict=False):
            same &= self.column(slot) == (np.nan if total is None else total)
        return same

    def _done(self) -> NDArray[np.bool_]:
        """Where a bar is full."""
        shape, axes = self.known.shape, self.known.axes
        slot, counter = axes[-1] if axes else (-1, "step")
        total = next((slot for slot, name in shape.totals if name == counter), -1)
        if not shape.bar or slot < 0 or total < 0:
            return np.zeros(len(self.places), dtype=np.bool_)
        return np.equal(self.column(slot), self.column(total), dtype=np.bool_)

    def column(self, slot: int) -> Floats:
        """One number of every line; ``slot`` counts time stamps, too."""
        assert self.known.texts is not None
        return self.numbers[:, slot - sum(":" in number for number in self.known.texts[1][:slot])]


def is_settled(known: Known) -> bool:
    """True for a shape whose every line is read alike: no question of the reader's is left open."""
    shape = known.shape
    if known.texts is None:
        return False
    if shape.kind == "":
        return bool(known.prose)
    if shape.kind != "data" or not known.resolved or not known.plain:
        return False
    if shape.bar:
        return shape.bar == KERAS or _is_per_step(known)
    return bool(known.axes) or (not known.shared and known.doubted is None and shape.split != LAST_SPLIT)


def is_quiet(known: Known) -> bool:
    """True for lines of which the usual ones say nothing: prose, and the half-drawn bars of Keras."""
    return not known.shape.kind or known.shape.bar == KERAS


def _is_per_step(known: Known) -> bool:
    """True for a bar that counts steps and shows a value of the step."""
    axes, values = {name for _, name in known.axes}, {name for _, name in known.names}
    counts_steps = bool(axes & words.FINE) and axes <= {"epoch", *words.FINE}
    return counts_steps and not axes & values and not all(map(is_whole_epoch, values))
