"""The push parser behind every text format: lines in, points with their axis out.

What it keeps between lines: the axis values of the last line that had any, the phase (``Validation:``), bars
that may still be redrawn, and lines that are not yet known to be data.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from run_diagnose.formats.text import words
from run_diagnose.formats.text.config_lines import settings_of
from run_diagnose.formats.text.crash import CrashWatch
from run_diagnose.formats.text.events import new_run_name
from run_diagnose.formats.text.numbers import SCALES, SPLIT, exact, number
from run_diagnose.formats.text.prefixes import prefix_end, strip
from run_diagnose.formats.text.shapes import LAST_SPLIT, MAX_LINE, Shape, learn
from run_diagnose.formats.text.tables import TableWatch
from run_diagnose.formats.text.waiting import Waiting
from run_diagnose.model.record import Event, NewRun, Point, Record, Total

MAX_SHAPES = 20_000
"""Line shapes kept; a log of free text would otherwise fill the memory with sentences."""
PATTERN_AFTER = 16
"""Sights of a shape before its own pattern is compiled: compiling costs as much as reading some fifty lines."""
EPOCHS_AT_MOST = 1_000
"""An unlabelled counter ``[3/80]`` with a total up to this counts epochs, above it steps."""


@dataclass(slots=True)
class Known:
    """A shape with what its first use decided: the axis names and the final names of its values."""

    shape: Shape
    axes: tuple[tuple[int, str], ...] = ()
    names: tuple[tuple[int, str], ...] = ()
    fine: bool = False
    """True if the line itself counts steps."""
    resolved: bool = False
    seen: int = 0
    shared: set[str] = field(default_factory=set)
    """Names that lines of another shape print as well."""
    last: Point | None = None
    pattern: re.Pattern[str] | None = None
    """The whole line as a pattern, once the shape has come often."""
    follower: Known | None = None
    """The shape of the line that came next, the last time."""


@dataclass(slots=True)
class _Bar:
    """The last state of a bar, which a redraw may still replace."""

    line: int
    at: dict[str, float]
    values: dict[str, float]
    split: str
    done: bool
    kind: str


@dataclass
class TextReader:
    """Reads any text log; formats with words of their own pass ``rewrite`` and ``skip``."""

    rewrite: Callable[[str], str] | None = None
    """Turns a line of a format into one with plain ``name: value`` pairs before it is learnt."""
    counter: str = ""
    """The axis of an unlabelled counter, where the format knows it."""
    _shapes: dict[tuple[str, ...], Known] = field(default_factory=dict)
    _before: Known = field(default_factory=lambda: Known(Shape()))
    _at: dict[str, float] = field(default_factory=dict)
    _phase: str = ""
    _last_split: str = ""
    _totals: dict[tuple[str, str], float] = field(default_factory=dict)
    _owner: dict[tuple[str, str], bool] = field(default_factory=dict)
    _units: dict[str, str] = field(default_factory=dict)
    _named: dict[tuple[str, str], Known] = field(default_factory=dict)
    _bar: _Bar | None = None
    _fine_bar_names: set[str] = field(default_factory=set)
    _fresh_epoch: bool = False
    _learnt: bool = False
    _ended: bool = False
    _crash: CrashWatch = field(default_factory=CrashWatch)
    _waiting: Waiting = field(default_factory=Waiting)
    _tables: TableWatch = field(default_factory=TableWatch)

    def feed(self, number_: int, line: str) -> Iterator[Record]:
        """Records that this line completes."""
        if self.rewrite is not None:
            line = self.rewrite(line)
        if self._crash.open:
            event, mine = self._crash.feed(number_, line)
            if event is not None:
                yield event
            if mine:
                return
        before = self._before
        guess = before.follower
        if guess is not None and guess.pattern is not None and (found := guess.pattern.fullmatch(line)):
            known, nums = guess, cast("Sequence[str]", found.groups())
        else:
            known, nums = self._look_up(line)
            before.follower = known
        self._before = known
        known.seen += 1
        kind = known.shape.kind
        if not kind:
            yield from self._tables.feed(number_, line, self._at)
            return
        if kind == "data":
            yield from self._data(number_, line, nums, known)
        else:
            yield from self._other(number_, line, nums, known)

    def _look_up(self, line: str) -> tuple[Known, Sequence[str]]:
        """The shape of a line by its skeleton, learnt where it is new, and its numbers."""
        parts = SPLIT.split(line if len(line) < MAX_LINE * 2 else line[: MAX_LINE * 2])
        key = tuple(parts[::2])
        nums = parts[1::2]
        known = self._shapes.get(key)
        if known is None:
            if len(self._shapes) >= MAX_SHAPES:
                self._shapes.clear()
            known = self._shapes[key] = Known(learn(line))
        elif known.seen == PATTERN_AFTER and len(line) < MAX_LINE:
            known.pattern = exact(key, nums)
        return known, nums

    def close(self) -> Iterator[Record]:
        """What was held back: the last state of a bar, an entry without an axis, an unfinished traceback."""
        yield from self._flush_bar()
        yield from self._waiting.close()
        yield from self._tables.close(self._at)
        event = self._crash.close()
        if event is not None:
            yield event

    # -- lines without values

    def _other(self, number_: int, line: str, nums: Sequence[str], known: Known) -> Iterator[Record]:
        shape = known.shape
        if shape.kind == "header":
            yield from self._header(number_, nums, known)
        elif shape.kind == "event":
            yield from self._flush_bar()
            at = {n: number(nums[i]) for i, n in shape.axes}
            yield Event(shape.event, number_, strip(line).strip()[:500], at=at or dict(self._at))
        elif shape.kind == "traceback":
            yield from self._flush_bar()
            self._crash.start(number_, line)
        elif shape.kind == "config":
            yield from settings_of(number_, line[prefix_end(line) :])
        elif shape.kind == "run":
            yield from self._new_run(number_, line)
        elif shape.kind == "summary":
            yield from self._summary(number_, nums, known)

    def _header(self, number_: int, nums: Sequence[str], known: Known) -> Iterator[Record]:
        """An epoch or step header: the axis of the lines that follow."""
        shape = known.shape
        if shape.axes:
            yield from self._flush_bar()
            self._resolve(known, nums)
            own = self._axis_values(known, nums)
            yield from self._plan(known, nums)
            self._move(own)
            yield from self._waiting.axis_found(self._at)
        self._phase = shape.phase or ("" if "epoch" in {n for _, n in known.axes} else self._phase)

    def _new_run(self, number_: int, line: str) -> Iterator[Record]:
        """A fold or a session header."""
        yield from self._flush_bar()
        yield from self._waiting.close()
        yield NewRun(number_, new_run_name(strip(line)) or "")
        self._at, self._learnt, self._phase, self._ended = {}, False, "", False
        self._waiting = Waiting()

    def _summary(self, number_: int, nums: Sequence[str], known: Known) -> Iterator[Record]:
        """The totals printed when training ends: data only where nothing else was printed."""
        yield from self._flush_bar()
        if not self._learnt:
            if self._ended:
                yield NewRun(number_)
            values = {f.name: number(nums[f.slot]) for f in known.shape.fields}
            yield Point(number_, {n: v for n, v in values.items() if words.LEARNING.search(n)})
        self._ended, self._learnt, self._at = True, False, {}

    # -- lines with values

    def _data(self, number_: int, line: str, nums: Sequence[str], known: Known) -> Iterator[Record]:
        shape = known.shape
        if not known.resolved or shape.axes and known.axes and known.axes[0][1] == "?":
            self._resolve(known, nums)
        try:
            values = {name: float(nums[i]) for i, name in known.names} if shape.plain else self._values(known, nums)
        except ValueError:
            values = self._values(known, nums)
        if shape.bar:
            yield from self._bar_line(number_, nums, known, values)
            return
        if self._bar is not None:
            yield from self._flush_bar()
        if known.axes:
            own = self._axis_values(known, nums)
            if shape.totals:
                yield from self._plan(known, nums)
            self._move(own)
            if self._waiting.holds:
                yield from self._waiting.axis_found(self._at)
            if self._ended:
                self._ended = False
                yield NewRun(number_)
            self._learnt = True
            self._last_split = shape.split
            yield from self._point(number_, known, values, shape.split)
            return
        split = shape.split or (self._phase if not shape.own_split else "")
        if split == LAST_SPLIT:
            split = self._last_split
        self._last_split = split
        if self._at and (shape.trusted or known.seen > 1):
            self._learnt = True
            yield from self._waiting.release(known)
            yield from self._point(number_, known, values, split)
        elif self._at:
            self._waiting.doubt(known, Point(number_, {**self._at, **values}, split))
        else:
            yield from self._waiting.add(known, number_, strip(line), values, split)

    def _point(self, number_: int, known: Known, values: dict[str, float], split: str) -> Iterator[Point]:
        """The point of a line, without values that a line of another shape has just printed (rounded or not)."""
        for name in known.shared & set(values) if known.shared else ():
            key = (split, name)
            other = self._named.get(key)
            before = other.last if other is not None and other is not known else None
            self._named[key] = known
            if (
                before is None
                or {k: v for k, v in before.values.items() if k in self._at} != self._at
                or len(values) == 0
            ):
                continue
            if _same(before.values.get(name), values[name]):
                values = {n: v for n, v in values.items() if n != name}
        if values:
            known.last = Point(number_, {**self._at, **values}, split)
            yield known.last

    def _bar_line(self, number_: int, nums: Sequence[str], known: Known, values: dict[str, float]) -> Iterator[Record]:
        """One state of a bar: a partial one is a step, a finished one closes the epoch."""
        shape = known.shape
        own = self._axis_values(known, nums)
        counter = next((n for _, n in reversed(known.axes)), "step")
        total = next((number(nums[i]) for i, n in shape.totals if n == counter), 0.0)
        done = bool(total) and own.get(counter) == total and counter != "epoch"
        if shape.bar == "keras" and (not done or not self._fresh_epoch):
            return
        if shape.bar == "keras":
            self._fresh_epoch = False
            own.pop(counter, None)
        at = {**({} if "epoch" in own else {k: v for k, v in self._at.items() if k == "epoch"}), **own}
        if self._bar is not None and (
            self._bar.at != at or self._bar.kind != shape.bar or not set(self._bar.values) <= set(values)
        ):
            yield from self._flush_bar()
        if shape.bar != "keras":
            yield from self._plan(known, nums)
        self._bar = _Bar(number_, at, values, shape.split, done, shape.bar)

    def _flush_bar(self) -> Iterator[Record]:
        """The final state of the bar that is held, if any."""
        bar, self._bar = self._bar, None
        if bar is None:
            return
        self._learnt = True
        coarse = {k: v for k, v in bar.at.items() if k == "epoch"}
        if self._waiting.holds:
            yield from self._waiting.axis_found(bar.at)
        if not bar.done or bar.kind == "keras":
            values = bar.values if bar.kind == "keras" or set(bar.at) == {"epoch"} else {n: v for n, v in bar.values.items() if not _whole_epoch(n)}
            self._fine_bar_names |= set(values) if bar.kind != "keras" else set()
            if values:
                yield Point(bar.line, {**bar.at, **values}, bar.split)
        else:
            fine = {n: v for n, v in bar.values.items() if n in self._fine_bar_names and not _whole_epoch(n)}
            rest = {n: v for n, v in bar.values.items() if n not in fine}
            if fine:
                yield Point(bar.line, {**bar.at, **fine}, bar.split)
            if rest:
                yield Point(bar.line, {**(coarse or bar.at), **rest}, bar.split)
        self._at = coarse or dict(bar.at)

    def _resolve(self, known: Known, nums: Sequence[str]) -> None:
        """Settle what the shape alone leaves open: the unlabelled counter and the names of its values."""
        shape = known.shape
        axes = []
        for i, name in shape.axes:
            axes.append((i, name if name != "?" else self._counter_axis(shape, nums, i)))
        known.axes = tuple(axes)
        known.fine = any(n in words.FINE for _, n in axes)
        known.resolved = True
        names = []
        for f in shape.fields:
            names.append((f.slot, self._name(f.name, shape, known)))
        known.names = tuple(names)
        for _, name in names:
            other = self._named.setdefault((shape.split, name), known)
            if other is not known:
                known.shared.add(name)
                other.shared.add(name)

    def _counter_axis(self, shape: Shape, nums: Sequence[str], slot: int) -> str:
        """``epoch`` or ``step`` for a counter without a label, the same throughout the log."""
        if not self.counter:
            total = next((number(nums[i]) for i, n in shape.totals if n == "?"), 0.0)
            self.counter = "step" if "epoch" in self._at or total > EPOCHS_AT_MOST else "epoch"
        return "step" if self.counter == "epoch" and any(n == "epoch" for _, n in shape.axes) else self.counter

    def _name(self, name: str, shape: Shape, known: Known) -> str:
        """The name of a value, told apart where the log prints it per step and per epoch."""
        if not shape.axes or shape.bar:
            return name
        owner = self._owner.setdefault((name, shape.split), known.fine)
        return name if owner == known.fine else f"{name} ({'step' if known.fine else 'epoch'})"

    def _values(self, known: Known, nums: Sequence[str]) -> dict[str, float]:
        """Values of a line with indices, fractions, units or thousands commas."""
        values = {}
        for f, (_, name) in zip(known.shape.fields, known.names, strict=True):
            try:
                value = number(nums[f.slot])
                if f.over >= 0:
                    below = number(nums[f.over])
                    value = value / below if below else float("nan")
            except ValueError:
                continue
            if f.unit in SCALES:
                value = self._scaled(name, value, f.unit)
            values[name.replace("{}", nums[f.index], 1) if f.index >= 0 else name] = value
        return values

    def _scaled(self, name: str, value: float, unit: str) -> float:
        """The value in the unit that this name was first logged in."""
        first = self._units.setdefault(name, unit)
        if first == unit or SCALES[first][0] != SCALES[unit][0]:
            return value
        return value * SCALES[unit][1] / SCALES[first][1]

    def _axis_values(self, known: Known, nums: Sequence[str]) -> dict[str, float]:
        """The axis values that the line itself names."""
        return {name: number(nums[i]) for i, name in known.axes}

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
        renamed = {i: name for (i, _), (_, name) in zip(known.shape.axes, known.axes, strict=True)}
        has_epoch = "epoch" in self._at or any(n == "epoch" for n in renamed.values())
        for i, axis in known.shape.totals:
            name = axis if axis != "?" else next((renamed[j] for j, n in known.shape.axes if n == "?"), "step")
            per = "epoch" if name != "epoch" and has_epoch else ""
            total = number(nums[i])
            if total > 0 and self._totals.get((name, per)) != total:
                self._totals[(name, per)] = total
                yield Total(name, total, per)


def _same(a: float | None, b: float) -> bool:
    """True for one figure printed twice, once perhaps with fewer digits."""
    return a is not None and (a == b or abs(a - b) <= 5e-4 * max(abs(a), abs(b)))


_WHOLE_EPOCH = re.compile(r"_epoch$|(?:^|[_/ ])(?:val|valid|validation|test)(?:[_/ ]|$)", re.IGNORECASE)


def _whole_epoch(name: str) -> bool:
    """True for a value that a bar repeats from the last finished epoch (``val_loss``, ``train_loss_epoch``)."""
    return bool(_WHOLE_EPOCH.search(name))
