"""The push parser behind every text format: lines in, points with their axis out.

What it keeps between lines: the axis values of the last line that had any, the phase (``Validation:``), a bar
that may still be redrawn, and lines that are not yet known to be data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from run_diagnose.formats.text import words
from run_diagnose.formats.text.barstate import BarWatch, State, epoch_of
from run_diagnose.formats.text.batches import Batch, is_quiet, is_settled
from run_diagnose.formats.text.calm import SHORT, calm
from run_diagnose.formats.text.config_lines import DumpWatch, settings_of
from run_diagnose.formats.text.crash import CrashWatch
from run_diagnose.formats.text.declare import Rewrite
from run_diagnose.formats.text.events import new_run_name
from run_diagnose.formats.text.known import Known, Resolver
from run_diagnose.formats.text.lookup import Lookup
from run_diagnose.formats.text.numbers import number_or_none
from run_diagnose.formats.text.prefixes import prefix_end, strip
from run_diagnose.formats.text.redraws import drawn
from run_diagnose.formats.text.repeats import apart
from run_diagnose.formats.text.shape import LAST_SPLIT
from run_diagnose.formats.text.strands import Woven, weave
from run_diagnose.formats.text.stretches import REPEATED, Stretches
from run_diagnose.formats.text.tables import TableWatch, no_table
from run_diagnose.formats.text.waiting import Waiting
from run_diagnose.model.record import Event, Ints, NewRun, Point, Record, Stretch, Total

MAX_QUOTE = 500
"""Characters of a line that an event quotes."""


@dataclass
class TextReader:
    """Reads any text log; formats with wordings of their own pass ``rewrite``."""

    rewrite: Rewrite | None = None
    """Turns a line of a format into one with plain ``name: value`` pairs before it is looked at."""
    spares: Callable[[str], bool] | None = None
    """True for a text of whole lines none of which ``rewrite`` changes, so that it need not be called for each."""
    lookup: Lookup = field(default_factory=Lookup)
    _resolver: Resolver = field(default_factory=Resolver)
    _at: dict[str, float] = field(default_factory=dict)
    _phase: str = ""
    _last_split: str = ""
    _totals: dict[tuple[str, str], float] = field(default_factory=dict)
    _fresh_epoch: bool = False
    _learnt: bool = False
    """True once the current run has a point."""
    _ended: bool = False
    """True behind the summary that ends a run."""
    _bars: BarWatch = field(default_factory=BarWatch)
    _crash: CrashWatch = field(default_factory=CrashWatch)
    _waiting: Waiting = field(default_factory=Waiting)
    _tables: TableWatch = field(default_factory=TableWatch)
    _dump: DumpWatch = field(default_factory=DumpWatch)

    def __post_init__(self) -> None:
        self._stretches = Stretches(self)

    def feed(self, number: int, line: str) -> Iterator[Record]:
        """Records that this line completes."""
        return self.told(number, self._plain(line))

    def feed_rows(self, first: int, text: str) -> Iterator[Record]:
        """What ``feed`` would say of these whole lines, the first with number ``first``."""
        lines = text.split("\n")
        return self.feed_lines(np.arange(first, first + len(lines)), lines)

    def feed_lines(self, numbers: Ints, lines: list[str]) -> Iterator[Record]:
        """What ``feed`` would say of lines with these numbers."""
        if max(map(len, lines)) > SHORT:
            lines = [calm(line, longest=len(line)) if len(line) > SHORT else line for line in lines]
        if self.rewrite is not None and not (self.spares is not None and self.spares("\n".join(lines))):
            lines = list(map(self.rewrite, lines))
        return self._stretches.feed(numbers, lines)

    def _plain(self, line: str) -> str:
        if len(line) > SHORT:
            line = calm(line, longest=len(line))
        return line if self.rewrite is None else self.rewrite(line)

    def told(self, number: int, line: str) -> Iterator[Record]:
        """Records that a line completes, once it is calm and rewritten."""
        if self._learnt and line.startswith(REPEATED):
            return
        if self._crash.open:
            event, mine = self._crash.feed(number, line)
            if event is not None:
                yield event
            if mine:
                return
        if not self._learnt and not self._at:
            yield from self._dump.feed(number, line[prefix_end(line) :])
        known, nums = self.lookup.find(line)
        kind = known.shape.kind
        if known.fast and self._steady and (point := self._quick(number, nums, known)) is not None:
            yield point
        elif kind == "data":
            yield from self._data(number, line, nums, known)
        elif kind:
            yield from self._other(number, line, nums, known)
        elif not (known.prose and self._tables.idle):
            if known.prose is None:
                known.prose = no_table(line)
            yield from self._tables.feed(number, line, self._at)

    def close(self) -> Iterator[Record]:
        """What was held back: the last state of a bar, an entry without an axis, an unfinished traceback."""
        yield from self._flush_bar()
        yield from self._waiting.close()
        yield from self._tables.close(self._at)
        event = self._crash.close()
        if event is not None:
            yield event

    @property
    def _steady(self) -> bool:
        """True while nothing is held back that the next line could release, and a run is under way."""
        return self._learnt and self._bars.held is None and not self._waiting.holds

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
        self._move(own)
        self._last_split = shape.split
        known.last = Point(number, {**self._at, **values}, shape.split)
        return known.last

    @property
    def is_steady(self) -> bool:
        """True while many lines can be told at once: nothing is held back, and their axis is known."""
        return self._steady and bool(self._at) and not self._crash.open

    def told_many(self, lines: Ints, batches: Sequence[Batch]) -> Stretch | None:
        """What ``told`` would yield for lines (by number) of settled shapes; None: ask it."""
        if not all(is_settled(batch.known) and batch.planned == batch.known.planned for batch in batches):
            return None
        data = [batch for batch in batches if not is_quiet(batch.known)]
        if self._ended or (not self._tables.idle and any(not batch.known.shape.kind for batch in batches)):
            return None
        woven = weave([(batch, self._split(batch.known)) for batch in data], self._at)
        if woven is None or not self._tells_nothing_twice(woven):
            return None
        self._saw(batches)
        self._at, self._fresh_epoch = woven.at, woven.epoch or self._fresh_epoch
        lines = lines[woven.places]
        for known, strand in sorted(woven.strands, key=lambda one: int(one[1].rows[-1])):
            self._last_split = strand.split
            known.last = strand.point(-1, lines)
            self._resolver.tells(known)
        return Stretch(lines, tuple(strand for _, strand in woven.strands))

    def told_drawn(self, lines: Ints, batches: Sequence[Batch]) -> list[Record] | None:
        """The same for unfinished bars: all but the last of them, which is held."""
        quiet = self._learnt and not self._waiting.holds and not self._crash.open
        if not quiet or not all(is_settled(b.known) and self._knows_totals(b) for b in batches):
            return None
        found = drawn(batches, lines, self._at.get("epoch"), self._bars.held)
        if found is None:
            return None
        held = self._bars.held
        if (
            held is not None
            and held.kind == found.held.kind
            and held.at == found.first
            and set(held.values) <= found.names
        ):
            self._bars.held = None
        records = [*self._flush_bar(), Stretch(lines[found.places], found.strands)]
        self._saw(batches)
        self._bars.fine.update(name for strand in found.strands for name in strand.columns if name not in found.at)
        self._bars.held, self._at = found.held, epoch_of(found.at)
        return records

    def _knows_totals(self, batch: Batch) -> bool:
        """True if planning by these lines would tell nothing new."""
        return batch.planned == batch.known.planned and not any(
            self._totals.get((name, per)) != total for name, per, total in self._planned(batch.known, batch.planned)
        )

    def _saw(self, batches: Sequence[Batch]) -> None:
        """Lines of these shapes were read."""
        for batch in batches:
            batch.known.seen += len(batch.places)
        self.lookup.before = max(batches, key=lambda batch: int(batch.places[-1])).known

    def _tells_nothing_twice(self, woven: Woven) -> bool:
        """True if no value can be a repetition of one with the same name on a line of another shape."""
        shared = [(known, strand) for known, strand in woven.strands if known.shared]
        return not shared or apart(shared, (point for known, _ in shared for point in self._resolver.last_told(known)))

    # -- lines without values

    def _other(self, number: int, line: str, nums: Sequence[str], known: Known) -> Iterator[Record]:
        """A line that tells of something else than values."""
        kind = known.shape.kind
        if kind == "header":
            yield from self._header(nums, known)
        elif kind == "config":
            yield from settings_of(number, line[prefix_end(line) :])
        else:
            yield from self._flush_bar()
            if kind == "event" and (self._learnt or not line.startswith("===")):
                yield self._event(number, line, nums, known)
            elif kind == "traceback":
                self._crash.start(number, line)
            elif kind == "run":
                yield from self._new_run(number, line)
            elif kind == "summary":
                yield from self._summary(number, nums, known)

    def _event(self, line_number: int, line: str, nums: Sequence[str], known: Known) -> Event:
        """An event at the axis values of its own line, else of the last line that had any."""
        found = ((name, number_or_none(nums[i])) for i, name in known.shape.axes)
        own = {name: value for name, value in found if value is not None}
        return Event(known.shape.event, line_number, strip(line).strip()[:MAX_QUOTE], at=own or dict(self._at))

    def _header(self, nums: Sequence[str], known: Known) -> Iterator[Record]:
        """An epoch or step header: the axis of the lines that follow."""
        shape = known.shape
        if shape.axes:
            yield from self._flush_bar()
            self._resolve(known, nums)
            yield from self._plan(known, nums)
            self._move(known.own(nums))
            yield from self._waiting.axis_found(self._at)
        self._phase = shape.phase or ("" if any(n == "epoch" for _, n in known.axes) else self._phase)

    def _new_run(self, number: int, line: str) -> Iterator[Record]:
        """A fold's header."""
        yield from self._waiting.close()
        yield NewRun(number, new_run_name(strip(line)) or "")
        self._at, self._learnt, self._phase, self._ended = {}, False, "", False
        self._waiting = Waiting()

    def _summary(self, line_number: int, nums: Sequence[str], known: Known) -> Iterator[Record]:
        """The totals printed when training ends: data only where nothing else was printed."""
        if not self._learnt:
            if self._ended:
                yield NewRun(line_number)
            values = {f.name: number_or_none(nums[f.slot]) for f in known.shape.fields}
            found = {n: v for n, v in values.items() if v is not None and words.LEARNING.search(n)}
            yield Point(line_number, found)
        self._ended, self._learnt, self._at = True, False, {}

    # -- lines with values

    def _data(self, number: int, line: str, nums: Sequence[str], known: Known) -> Iterator[Record]:
        shape = known.shape
        if not known.resolved:
            self._resolve(known, nums)
        values = self._values(known, nums)
        if shape.bar:
            yield from self._bar_line(number, nums, known, values)
            return
        if self._bars.held is not None:
            yield from self._flush_bar()
        if known.axes:
            if shape.totals and known.planned != tuple(nums[i] for i, _ in shape.totals):
                yield from self._plan(known, nums)
            self._move(known.own(nums))
            if self._waiting.holds:
                yield from self._waiting.axis_found(self._at)
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
        return self._resolver.values(known, nums)

    def _without_axis(self, number: int, line: str, known: Known, values: dict[str, float]) -> Iterator[Record]:
        """Values under the axis of an earlier line, or held until one comes."""
        shape, split = known.shape, self._split(known)
        split = (self._last_split or "val") if split == LAST_SPLIT else split
        if not self._at:
            yield from self._waiting.add(known, number, strip(line), values, split)
        elif shape.trusted or known.seen > 1:
            if known.doubted is not None:
                yield known.doubted
                known.doubted = None
            yield from self._point(number, known, values, split)
        else:
            known.doubted = Point(number, {**self._at, **values}, split)

    def _split(self, known: Known) -> str:
        """The split of a line: its own, else without an axis of its own that of the phase."""
        shape = known.shape
        return shape.split or ("" if shape.own_split or known.axes else self._phase)

    def _point(self, number: int, known: Known, values: dict[str, float], split: str) -> Iterator[Record]:
        """The point of a line; the first one behind a run's end opens the next run."""
        if self._ended:
            self._ended = False
            yield NewRun(number)
        self._learnt, self._last_split = True, split
        if known.shared:
            values = self._resolver.without_repeats(known, self._at, values, split)
        if values:
            known.last = Point(number, {**self._at, **values}, split)
            yield known.last

    # -- bars

    def _bar_line(
        self, line_number: int, nums: Sequence[str], known: Known, values: dict[str, float]
    ) -> Iterator[Record]:
        """One state of a bar: a partial one is a step, a finished one closes the epoch."""
        shape, own = known.shape, known.own(nums)
        counter = next((n for _, n in reversed(known.axes)), "step")
        total = next((number_or_none(nums[i]) or 0.0 for i, n in shape.totals if n == counter), 0.0)
        done = bool(total) and own.get(counter) == total and counter != "epoch"
        if shape.bar == "keras":
            if not done or not self._fresh_epoch:  # half-drawn, or of an evaluation
                return
            self._fresh_epoch = False
            own.pop(counter, None)
        else:
            yield from self._plan(known, nums)
        if "epoch" in self._at:
            own = {"epoch": self._at["epoch"], **own}
        yield from self._drawn(self._bars.draw(State(line_number, own, values, shape.split, done, shape.bar)))

    def _flush_bar(self) -> Iterator[Record]:
        """The final state of the bar that is held, if any."""
        if self._bars.held is not None:
            yield from self._drawn(self._bars.flush())

    def _drawn(self, points: Iterator[Point]) -> Iterator[Record]:
        for point in points:
            at = {k: v for k, v in point.values.items() if k in ("epoch", *words.FINE)}
            if self._waiting.holds:
                yield from self._waiting.axis_found(at)
            self._learnt, self._at = True, epoch_of(at)
            yield point

    # -- axes

    def _resolve(self, known: Known, nums: Sequence[str]) -> None:
        self._resolver.resolve(known, nums, in_epoch="epoch" in self._at)

    def _move(self, own: Mapping[str, float]) -> None:
        """Go to the axis values of a line: a new epoch forgets the step, a step keeps the epoch."""
        if "epoch" in own:
            self._fresh_epoch = True
            self._at = dict(own)
        elif "epoch" in self._at:
            self._at = {"epoch": self._at["epoch"], **own}
        else:
            self._at = dict(own)

    def _plan(self, known: Known, nums: Sequence[str]) -> Iterator[Record]:
        """Totals of the line that were not known yet."""
        known.planned = tuple(nums[i] for i, _ in known.shape.totals)
        for name, per, total in self._planned(known, known.planned):
            if self._totals.get((name, per)) != total:
                self._totals[(name, per)] = total
                yield Total(name, total, per)

    def _planned(self, known: Known, totals: Sequence[str]) -> Iterator[tuple[str, str, float]]:
        """Axis, span and value of each total that a line names."""
        in_epoch = "epoch" in self._at or any(n == "epoch" for _, n in known.axes)
        unlabelled = next((n for (_, n), (_, s) in zip(known.axes, known.shape.axes, strict=True) if s == "?"), "step")
        for text, (_, axis) in zip(totals, known.shape.totals, strict=True):
            name = unlabelled if axis == "?" else axis
            total = number_or_none(text) or 0.0
            if total > 0:
                yield name, "epoch" if name != "epoch" and in_epoch else "", total
