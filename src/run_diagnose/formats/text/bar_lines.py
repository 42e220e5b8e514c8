"""Lines that draw a bar: a partial one is a step, a finished one closes the epoch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from run_diagnose.formats.text import words
from run_diagnose.formats.text.barstate import BarWatch, State, epoch_of
from run_diagnose.formats.text.known import Known
from run_diagnose.formats.text.numbers import number_or_none
from run_diagnose.formats.text.progress import Progress
from run_diagnose.formats.text.redraws import Drawn
from run_diagnose.formats.text.waiting import Waiting
from run_diagnose.model.record import Ints, Point, Record, Stretch


@dataclass
class BarLines:
    """The bar that is held, and where its points belong."""

    progress: Progress
    waiting: Waiting
    watch: BarWatch = field(default_factory=BarWatch)

    def line(self, number: int, nums: Sequence[str], known: Known, values: dict[str, float]) -> Iterator[Record]:
        """One state of a bar."""
        shape, own, progress = known.shape, known.own(nums), self.progress
        counter = next((n for _, n in reversed(known.axes)), "step")
        total = next((number_or_none(nums[i]) or 0.0 for i, n in shape.totals if n == counter), 0.0)
        done = bool(total) and own.get(counter) == total and counter != "epoch"
        if shape.bar == "keras":
            if not done or not progress.fresh_epoch:  # half-drawn, or of an evaluation
                return
            progress.fresh_epoch = False
            own.pop(counter, None)
        else:
            yield from progress.plan(known, nums)
        if "epoch" in progress.at:
            own = {"epoch": progress.at["epoch"], **own}
        yield from self._told(self.watch.draw(State(number, own, values, shape.split, done, shape.bar)))

    def flush(self) -> Iterator[Record]:
        """The final state of the bar that is held, if any."""
        if self.watch.held is not None:
            yield from self._told(self.watch.flush())

    def follow(self, found: Drawn, lines: Ints) -> list[Record]:
        """Many unfinished states, the last of which is held from now on."""
        held, fine = self.watch.held, self.watch.fine
        if held is not None and found.redraws(held):
            self.watch.held = None
        records = [*self.flush(), Stretch(lines[found.places], found.strands)]
        fine.update(name for strand in found.strands for name in strand.columns if name not in found.at)
        self.watch.held, self.progress.at = found.held, epoch_of(found.at)
        return records

    def _told(self, points: Iterator[Point]) -> Iterator[Record]:
        for point in points:
            at = {k: v for k, v in point.values.items() if k in ("epoch", *words.FINE)}
            if self.waiting.holds:
                yield from self.waiting.axis_found(at)
            self.progress.learnt, self.progress.at = True, epoch_of(at)
            yield point
