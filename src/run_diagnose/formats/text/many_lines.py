"""Many lines at once: what a reader of single lines would say of them, where nothing is left to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from run_diagnose.formats.text.batches import Batch, is_quiet, is_settled
from run_diagnose.formats.text.line_reader import LineReader
from run_diagnose.formats.text.lookup import Lookup
from run_diagnose.formats.text.redraws import drawn
from run_diagnose.formats.text.repeats import apart
from run_diagnose.formats.text.strands import Woven, weave
from run_diagnose.model.record import Ints, Record, Stretch


@dataclass(frozen=True)
class ManyLines:
    """A reader of single lines that can be told of many."""

    single: LineReader

    @property
    def lookup(self) -> Lookup:
        """The shapes met so far."""
        return self.single.lookup

    def told(self, number: int, line: str) -> Iterator[Record]:
        """The records of one line."""
        return self.single.told(number, line)

    @property
    def is_steady(self) -> bool:
        """True while many lines can be told at once: nothing is held back, and their axis is known."""
        return self.single.steady and bool(self.single.progress.at) and not self.single.crash.open

    def told_many(self, lines: Ints, batches: Sequence[Batch]) -> Stretch | None:
        """What ``told`` would yield for lines (by number) of settled shapes; None: ask it."""
        progress = self.single.progress
        if not all(is_settled(batch.known) and batch.planned == batch.known.planned for batch in batches):
            return None
        data = [batch for batch in batches if not is_quiet(batch.known)]
        if progress.phase and any(name == "epoch" for batch in data for _, name in batch.known.axes):
            return None  # the next epoch ends the phase
        if progress.ended or (not self.single.tables.idle and any(not batch.known.shape.kind for batch in batches)):
            return None
        woven = weave([(batch, progress.split_of(batch.known)) for batch in data], progress.at)
        if woven is None or not self._tells_nothing_twice(woven):
            return None
        self._saw(batches)
        progress.at, progress.fresh_epoch = woven.at, woven.epoch or progress.fresh_epoch
        lines = lines[woven.places]
        for known, strand in sorted(woven.strands, key=lambda one: int(one[1].rows[-1])):
            progress.split = strand.split
            known.last = strand.point(-1, lines)
            self.single.resolver.tells(known)
        return Stretch(lines, tuple(strand for _, strand in woven.strands))

    def told_drawn(self, lines: Ints, batches: Sequence[Batch]) -> list[Record] | None:
        """The same for unfinished bars: all but the last of them, which is held."""
        single, progress = self.single, self.single.progress
        quiet = progress.learnt and not single.waiting.holds and not single.crash.open
        if not quiet or not all(is_settled(b.known) and progress.knows_totals(b) for b in batches):
            return None
        found = drawn(batches, lines, progress.at.get("epoch"), single.bars.watch.held)
        if found is None:
            return None
        self._saw(batches)
        return single.bars.follow(found, lines)

    def _saw(self, batches: Sequence[Batch]) -> None:
        """Lines of these shapes were read."""
        for batch in batches:
            batch.known.seen += len(batch.places)
        self.lookup.before = max(batches, key=lambda batch: int(batch.places[-1])).known

    def _tells_nothing_twice(self, woven: Woven) -> bool:
        """True if no value can be a repetition of one with the same name on a line of another shape."""
        shared = [(known, strand) for known, strand in woven.strands if known.shared]
        told = (point for known, _ in shared for point in self.single.resolver.last_told(known))
        return not shared or apart(shared, told)
