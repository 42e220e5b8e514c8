"""Many lines for a reader: in stretches where all shapes are settled, else one by one, with the same outcome."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

import numpy as np

from run_diagnose.formats.text.batches import Batch, is_quiet
from run_diagnose.formats.text.dealer import Dealer
from run_diagnose.formats.text.lookup import Lookup
from run_diagnose.formats.text.outline import outlines
from run_diagnose.model.record import Ints, Record, Stretch

PIECE = 2048
"""Lines looked at together: enough to make nothing of what each piece costs; a log of fewer is read line by line."""
SHORTEST = 12
"""Lines of a stretch: a shorter one is read sooner line by line."""


REPEATED = "wandb: "
"""In front of the last values, which wandb's closing summary tells again."""

MOST_RESTED = 15
"""Pieces left out at most before the lines are dealt out again."""
LOOSE, ROWS, BARS = 0, 1, 2
"""What a line is: in no batch, a row or quiet, a bar."""


class Single(Protocol):
    """A reader of single lines that says when it can be told of many."""

    @property
    def lookup(self) -> Lookup:
        """The shapes met so far."""

    def told(self, number: int, line: str) -> Iterator[Record]:
        """The records of a line."""

    @property
    def is_steady(self) -> bool:
        """True while nothing is held back that the next line could release."""

    def told_many(self, lines: Ints, batches: Sequence[Batch]) -> Stretch | None:
        """The same for lines (by number) of settled shapes; None if they must come singly."""

    def told_drawn(self, lines: Ints, batches: Sequence[Batch]) -> list[Record] | None:
        """The same for unfinished bars."""


@dataclass
class Stretches:
    """Feeds a reader."""

    reader: Single
    _dealer: Dealer = field(default_factory=Dealer)
    _resting: int = 0
    """Pieces still to come that are read line by line."""
    _worse: int = 0
    """How many the last rest took."""

    def feed(self, numbers: Ints, lines: Sequence[str]) -> Iterator[Record]:
        """The records of these lines, which have these numbers."""
        for start in range(0, len(lines), PIECE):
            piece = _Piece(numbers[start : start + PIECE], lines[start : start + PIECE])
            if self._resting:
                self._resting -= 1
            elif not self._dealer.idle:
                piece.batches = self._dealer.deal(piece.lines, piece.outlines)
                self._rest(piece)
            for first, last, kind in piece.turns():
                yield from self._turn(piece, first, last, kind)

    def _rest(self, piece: _Piece) -> None:
        """Leave out the next pieces of a log whose lines take turns so fast that dealing them out brings nothing."""
        long = sum(last - first for first, last, kind in piece.turns() if kind != LOOSE and last - first >= SHORTEST)
        self._worse = 0 if 4 * long >= len(piece.lines) else min(2 * self._worse + 1, MOST_RESTED)
        self._resting = self._worse

    def _turn(self, piece: _Piece, start: int, stop: int, kind: int) -> Iterator[Record]:
        """Lines of one kind; few of them are read sooner one by one."""
        while kind == ROWS and stop - start >= SHORTEST and not self.reader.is_steady:
            yield from self._singly(piece, start, start + 1)
            start += 1
        found: Sequence[Record] | None = None
        if kind != LOOSE and stop - start >= SHORTEST:
            numbers, parts = piece.numbers[start:stop], piece.part(start, stop)
            if kind == BARS:
                found = self.reader.told_drawn(numbers, parts)
            elif (stretch := self.reader.told_many(numbers, parts)) is not None:
                found = [stretch] if stretch.strands else []
        yield from self._singly(piece, start, stop) if found is None else found

    def _singly(self, piece: _Piece, start: int, stop: int) -> Iterator[Record]:
        """Line by line; the shape of each may be settled from now on."""
        told, lookup = self.reader.told, self.reader.lookup
        numbers = piece.numbers[start:stop].tolist()
        for number, line, outline in zip(numbers, piece.lines[start:stop], piece.outlines[start:stop], strict=True):
            yield from told(number, line)
            if lookup.before.texts is not None and lookup.line is line and not line.startswith(REPEATED):
                self._dealer.learn(outline, lookup.before)


class _Piece:
    """Some lines, and those of them that stand in batches."""

    def __init__(self, numbers: Ints, lines: Sequence[str]) -> None:
        self.numbers = numbers
        self.lines = lines
        self.outlines = outlines(lines)
        self.batches: list[Batch] = []

    def turns(self) -> list[tuple[int, int, int]]:
        """Where lines of one kind begin and end: in no batch, in batches of rows, in batches of bars."""
        kinds = np.full(len(self.lines), LOOSE, dtype=np.int8)
        for batch in self.batches:
            kinds[batch.places] = BARS if batch.known.shape.bar and not is_quiet(batch.known) else ROWS
        ends = [*(np.flatnonzero(np.diff(kinds)) + 1).tolist(), len(kinds)]
        return [(first, last, int(kinds[first])) for first, last in pairwise([0, *ends])]

    def part(self, start: int, stop: int) -> list[Batch]:
        """The batches between two places."""
        parts = (batch.part(start, stop) for batch in self.batches)
        return [part for part in parts if len(part.places)]
