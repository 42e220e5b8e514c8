"""A text log line by line: which records each line completes.

What it keeps between lines: where the run stands, a bar that may still be redrawn, and lines that are not yet known to
be data.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from run_diagnose.formats.text import words
from run_diagnose.formats.text.bar_lines import BarLines
from run_diagnose.formats.text.config_lines import DumpWatch, settings_of
from run_diagnose.formats.text.crash import CrashWatch
from run_diagnose.formats.text.events import new_run_name
from run_diagnose.formats.text.known import Known, Resolver
from run_diagnose.formats.text.lookup import Lookup
from run_diagnose.formats.text.numbers import number_or_none
from run_diagnose.formats.text.prefixes import prefix_end, strip
from run_diagnose.formats.text.progress import Progress
from run_diagnose.formats.text.shape import LAST_SPLIT
from run_diagnose.formats.text.stretches import REPEATED
from run_diagnose.formats.text.tables import TableWatch, no_table
from run_diagnose.formats.text.waiting import Waiting
from run_diagnose.model.record import Event, NewRun, Point, Record

MAX_QUOTE = 500
"""Characters of a line that an event quotes."""


@dataclass
class LineReader:
    """Reads calm lines."""

    lookup: Lookup = field(default_factory=Lookup)
    resolver: Resolver = field(default_factory=Resolver)
    progress: Progress = field(default_factory=Progress)
    waiting: Waiting = field(default_factory=Waiting)
    tables: TableWatch = field(default_factory=TableWatch)
    crash: CrashWatch = field(default_factory=CrashWatch)
    _dump: DumpWatch = field(default_factory=DumpWatch)

    def __post_init__(self) -> None:
        self.bars = BarLines(self.progress, self.waiting)

    def told(self, number: int, line: str) -> Iterator[Record]:
        """Records that a line completes, once it is calm and rewritten."""
        if self.progress.learnt and line.startswith(REPEATED):
            return
        if self.crash.open:
            event, mine = self.crash.feed(number, line)
            if event is not None:
                yield event
            if mine:
                return
        if not self.progress.learnt and not self.progress.at:
            yield from self._dump.feed(number, line[prefix_end(line) :])
        known, nums = self.lookup.find(line)
        kind = known.shape.kind
        if known.fast and self.steady and (point := self._quick(number, nums, known)) is not None:
            yield point
        elif kind == "data":
            yield from self._data(number, line, nums, known)
        elif kind:
            yield from self._other(number, line, nums, known)
        elif not (known.prose and self.tables.idle):
            if known.prose is None:
                known.prose = no_table(line)
            yield from self.tables.feed(number, line, self.progress.at)

    def close(self) -> Iterator[Record]:
        """What was held back: the last state of a bar, an entry without an axis, an unfinished traceback."""
        yield from self.bars.flush()
        yield from self.waiting.close()
        yield from self.tables.close(self.progress.at)
        event = self.crash.close()
        if event is not None:
            yield event

    @property
    def steady(self) -> bool:
        """True while nothing is held back that the next line could release, and a run is under way."""
        return self.progress.learnt and self.bars.watch.held is None and not self.waiting.holds

    def _quick(self, number: int, nums: Sequence[str], known: Known) -> Point | None:
        """The point of a line whose shape is settled: what ``_data`` does, without its questions. None: ask them."""
        shape = known.shape
        if shape.totals and known.planned != tuple([nums[i] for i, _ in shape.totals]):
            return None
        try:
            own = {name: float(nums[i]) for i, name in known.axes}
            values = {name: float(nums[i]) for i, name in known.names}
        except ValueError:  # a thousands comma
            return None
        self.progress.move(own)
        self.progress.split = shape.split
        known.last = Point(number, {**self.progress.at, **values}, shape.split)
        return known.last

    # -- lines without values

    def _other(self, number: int, line: str, nums: Sequence[str], known: Known) -> Iterator[Record]:
        """A line that tells of something else than values."""
        kind = known.shape.kind
        if kind == "header":
            yield from self._header(nums, known)
        elif kind == "config":
            yield from settings_of(number, line[prefix_end(line) :])
        else:
            yield from self.bars.flush()
            if kind == "event" and (self.progress.learnt or not line.startswith("===")):
                yield self._event(number, line, nums, known)
            elif kind == "traceback":
                self.crash.start(number, line)
            elif kind == "run":
                yield from self._new_run(number, line)
            elif kind == "summary":
                yield from self._summary(number, nums, known)

    def _event(self, line_number: int, line: str, nums: Sequence[str], known: Known) -> Event:
        """An event at the axis values of its own line, else of the last line that had any."""
        found = ((name, number_or_none(nums[i])) for i, name in known.shape.axes)
        own = {name: value for name, value in found if value is not None}
        return Event(known.shape.event, line_number, strip(line).strip()[:MAX_QUOTE], at=own or dict(self.progress.at))

    def _header(self, nums: Sequence[str], known: Known) -> Iterator[Record]:
        """An epoch or step header: the axis of the lines that follow."""
        shape = known.shape
        if shape.axes:
            yield from self.bars.flush()
            self._resolve(known, nums)
            yield from self.progress.plan(known, nums)
            self.progress.move(known.own(nums))
            yield from self.waiting.axis_found(self.progress.at)
        self.progress.phase = shape.phase or ("" if any(n == "epoch" for _, n in known.axes) else self.progress.phase)

    def _new_run(self, number: int, line: str) -> Iterator[Record]:
        """A fold's header."""
        yield from self.waiting.close()
        yield NewRun(number, new_run_name(strip(line)) or "")
        self.progress.begin_run()

    def _summary(self, line_number: int, nums: Sequence[str], known: Known) -> Iterator[Record]:
        """The totals printed when training ends: data only where nothing else was printed."""
        if not self.progress.learnt:
            if self.progress.ended:
                yield NewRun(line_number)
            values = {f.name: number_or_none(nums[f.slot]) for f in known.shape.fields}
            found = {n: v for n, v in values.items() if v is not None and words.LEARNING.search(n)}
            yield Point(line_number, found)
        self.progress.end_run()

    # -- lines with values

    def _data(self, number: int, line: str, nums: Sequence[str], known: Known) -> Iterator[Record]:
        shape = known.shape
        if not known.resolved:
            self._resolve(known, nums)
        values = self._values(known, nums)
        if shape.bar:
            yield from self.bars.line(number, nums, known, values)
            return
        if self.bars.watch.held is not None:
            yield from self.bars.flush()
        if known.axes:
            if shape.totals and known.planned != tuple(nums[i] for i, _ in shape.totals):
                yield from self.progress.plan(known, nums)
            self.progress.move(known.own(nums))
            if self.waiting.holds:
                yield from self.waiting.axis_found(self.progress.at)
            yield from self._point(number, known, values, shape.split)
        else:
            yield from self._without_axis(number, line, known, values)

    def _values(self, known: Known, nums: Sequence[str]) -> dict[str, float]:
        """The values of a line by their final names."""
        if known.plain:
            try:
                return {name: float(nums[i]) for i, name in known.names}
            except ValueError:
                pass  # a thousands comma
        return self.resolver.values(known, nums)

    def _without_axis(self, number: int, line: str, known: Known, values: dict[str, float]) -> Iterator[Record]:
        """Values under the axis of an earlier line, or held until one comes."""
        shape, split = known.shape, self.progress.split_of(known)
        split = (self.progress.split or "val") if split == LAST_SPLIT else split
        if not self.progress.at:
            yield from self.waiting.add(known, number, strip(line), values, split)
        elif shape.trusted or known.seen > 1:
            if known.doubted is not None:
                yield known.doubted
                known.doubted = None
            yield from self._point(number, known, values, split)
        else:
            known.doubted = Point(number, {**self.progress.at, **values}, split)

    def _point(self, number: int, known: Known, values: dict[str, float], split: str) -> Iterator[Record]:
        """The point of a line; the first one behind a run's end opens the next run."""
        if self.progress.ended:
            self.progress.ended = False
            yield NewRun(number)
        self.progress.learnt, self.progress.split = True, split
        if known.shared:
            values = self.resolver.without_repeats(known, self.progress.at, values, split)
        if values:
            known.last = Point(number, {**self.progress.at, **values}, split)
            yield known.last

    def _resolve(self, known: Known, nums: Sequence[str]) -> None:
        self.resolver.resolve(known, nums, in_epoch="epoch" in self.progress.at)
