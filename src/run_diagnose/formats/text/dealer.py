"""The lines of shapes that are settled, taken many at a time: one pattern, one array of numbers a shape.

A print loop writes the same few shapes over and over. Lines are dealt out by their outlines, then all of a shape are
held against its pattern at once; whatever does not fit is left to the reader, line by line.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain, compress
from typing import Any

import numpy as np

from run_diagnose.formats.text.batches import Batch, is_settled
from run_diagnose.formats.text.known import Known
from run_diagnose.formats.text.patterns import together
from run_diagnose.model.record import Floats

MOST_ALIKE = 8
"""Shapes tried for one outline: those that differ in digits inside of words (``layer1``); more are met singly."""
MOST_FAILURES = 4
"""Times that an outline may bring nothing, before it is given up."""


@dataclass
class Dealer:
    """Knows the settled shapes of a log by their outlines."""

    _shapes: dict[bytes, list[Known]] = field(default_factory=dict)
    _failures: dict[bytes, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def idle(self) -> bool:
        """True while no shape is settled."""
        return not self._shapes

    def learn(self, outline: bytes, known: Known) -> None:
        """A line with this outline was of this shape."""
        alike = self._shapes.get(outline, ())
        if len(alike) >= MOST_ALIKE or any(known is other for other in alike):
            return
        if is_settled(known) and self._failures.get(outline, 0) < MOST_FAILURES:
            self._shapes[outline] = [*alike, known]

    def deal(self, lines: Sequence[str], outlined: Sequence[bytes]) -> list[Batch]:
        """The lines of settled shapes; lines that stand in no batch are for the reader."""
        groups: dict[bytes, list[int]] = defaultdict(list)
        for place, outline in enumerate(outlined):
            groups[outline].append(place)
        return [
            batch
            for outline, places in groups.items()
            for batch in (self._alike(outline, lines, places) if self._shapes.get(outline) else ())
        ]

    def _alike(self, outline: bytes, lines: Sequence[str], places: list[int]) -> list[Batch]:
        """Lines with the same outline."""
        batches, rest = [], places
        for known in self._shapes[outline]:
            if rest and is_settled(known):
                batch, rest = taken(known, lines, rest)
                batches.append(batch)
        self._failures[outline] = self._failures[outline] + 1 if 2 * len(rest) > len(places) else 0
        if self._failures[outline] >= MOST_FAILURES:
            self._shapes[outline] = []
        return [batch for batch in batches if len(batch.places)]


def taken(known: Known, lines: Sequence[str], places: list[int]) -> tuple[Batch, list[int]]:
    """Those lines that are of a shape, and the places of the others."""
    pattern = _pattern(known)
    found = pattern.findall("\n".join([lines[place] for place in places]))
    rest: list[int] = []
    if len(found) != len(places):
        fits = [pattern.fullmatch(lines[place]) is not None for place in places]
        places, rest = list(compress(places, fits)), [p for p, fit in zip(places, fits, strict=True) if not fit]
        found = pattern.findall("\n".join([lines[place] for place in places])) if places else []
    numbers = _floats(found, pattern.groups)
    if numbers is None:
        return Batch(known, np.empty(0, np.int64), np.empty((0, 0)), ()), sorted([*places, *rest])
    batch = Batch(known, np.array(places, dtype=np.int64), numbers, known.planned)
    return batch.usual(rest)


def _pattern(known: Known) -> re.Pattern[str]:
    if known.together is None:
        assert known.texts is not None, "a settled shape has its texts"
        known.together = together(*known.texts)
    return known.together


def _floats(found: list[Any], width: int) -> Floats | None:
    """Rows x groups; None where a group holds no number after all."""
    cells = chain.from_iterable(found) if width > 1 else iter(found)
    try:
        numbers = np.fromiter(map(float, cells) if width else (), np.float64, width * len(found))
    except ValueError:
        return None
    return numbers.reshape(len(found), width)
