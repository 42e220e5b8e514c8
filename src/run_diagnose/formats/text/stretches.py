"""Many lines for a reader: in stretches where all shapes are settled, else one by one, with the same outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from run_diagnose.formats.text.batches import Batch, Dealer
from run_diagnose.formats.text.lookup import Lookup
from run_diagnose.formats.text.outline import outlines
from run_diagnose.model.record import Record, Stretch

PIECE = 2048
"""Lines looked at together: enough to make nothing of what each piece costs; a log of fewer is read line by line."""
SHORTEST = 12
"""Lines of a stretch: a shorter one is read sooner line by line."""


REPEATED = "wandb: "
"""In front of the last values, which wandb's closing summary tells again."""


class Single(Protocol):
    """A reader of single lines that says when it can be told of many."""

    lookup: Lookup

    def told(self, number: int, line: str) -> Iterator[Record]:
        """The records of a line."""

    @property
    def is_steady(self) -> bool:
        """True while nothing is held back that the next line could release."""

    def told_many(self, number: int, batches: Sequence[Batch]) -> Stretch | None:
        """The same for lines of settled shapes, place 0 being line ``number``; None if they must come singly."""


@dataclass
class Stretches:
    """Feeds a reader."""

    reader: Single
    _dealer: Dealer = field(default_factory=Dealer)

    def feed(self, first: int, lines: Sequence[str]) -> Iterator[Record]:
        """The records of these lines, the first with number ``first``."""
        for start in range(0, len(lines), PIECE):
            piece = _Piece(first + start, lines[start : start + PIECE])
            yield from self._piece(piece)

    def _piece(self, piece: _Piece) -> Iterator[Record]:
        piece.batches = [] if self._dealer.idle else self._dealer.deal(piece.lines, piece.outlines)
        start = 0
        for stop in piece.loose():
            yield from self._stretch(piece, start, stop)
            if stop < len(piece.lines):
                yield from self._single(piece, stop)
            start = stop + 1

    def _stretch(self, piece: _Piece, start: int, stop: int) -> Iterator[Record]:
        """Lines that all stand in batches."""
        while stop - start >= SHORTEST and not self.reader.is_steady:
            yield from self._single(piece, start)
            start += 1
        parts = piece.part(start, stop) if stop - start >= SHORTEST else []
        found = self.reader.told_many(piece.first + start, parts) if parts else None
        if found is None:
            for place in range(start, stop):
                yield from self._single(piece, place)
        elif found.strands:
            yield found

    def _single(self, piece: _Piece, place: int) -> Iterator[Record]:
        """One line, whose shape may be settled from now on."""
        line, lookup = piece.lines[place], self.reader.lookup
        yield from self.reader.told(piece.first + place, line)
        if lookup.line is line and not line.startswith(REPEATED):
            self._dealer.learn(piece.outlines[place], lookup.before)


class _Piece:
    """Some lines, and those of them that stand in batches."""

    def __init__(self, first: int, lines: Sequence[str]) -> None:
        self.first = first
        self.lines = lines
        self.outlines = outlines(lines)
        self.batches: list[Batch] = []

    def loose(self) -> list[int]:
        """The places of lines that stand in no batch, and the end."""
        loose = np.ones(len(self.lines) + 1, dtype=np.bool_)
        for batch in self.batches:
            loose[batch.places] = False
        return [int(place) for place in np.flatnonzero(loose)]

    def part(self, start: int, stop: int) -> list[Batch]:
        """The batches between two places."""
        parts = (batch.part(start, stop) for batch in self.batches)
        return [part for part in parts if len(part.places)]
