"""What the first use of a shape in a log decides: the axis of an unlabelled counter, the names of its values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from run_diagnose.formats.text import words
from run_diagnose.formats.text.numbers import SCALES, number, number_or_none
from run_diagnose.formats.text.shape import Field, Shape
from run_diagnose.model.record import Point

EPOCHS_AT_MOST = 1_000
"""An unlabelled counter ``[3/80]`` with a total up to this counts epochs, above it steps."""


@dataclass(slots=True)
class Known:
    """A shape and how it is used in this log."""

    shape: Shape
    axes: tuple[tuple[int, str], ...] = ()
    names: tuple[tuple[int, str], ...] = ()
    fine: bool = False
    """True if the line itself counts steps."""
    resolved: bool = False
    plain: bool = False
    """True if every value is its number as it stands: no index, no divisor, no other unit than the name's first."""
    seen: int = 0
    form: str = ""
    """The skeleton without its blanks: shapes that differ in padding alone are one kind of line."""
    fast: bool = False
    """True for a plain line with an axis of its own, no bar, and no name that other lines print too."""
    prose: bool | None = None
    """True for a line without values that is no part of a table either; None until it is asked."""
    planned: tuple[str, ...] = ()
    """The totals of the line that were reported last."""
    shared: set[str] = field(default_factory=set)
    """Names that lines of another shape print as well."""
    last: Point | None = None
    doubted: Point | None = None
    """The first point of a shape whose words are unknown; a second sight confirms it."""
    pattern: re.Pattern[str] | None = None
    """The whole line as a pattern, once the shape has come often."""
    texts: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    """The texts of such a line and the numbers between them, once the shape has a pattern."""
    together: re.Pattern[str] | None = None
    """All such lines of a text as a pattern, once many were read together."""
    follower: Known | None = None
    """The shape of the line that came next, the last time."""

    def own(self, nums: Sequence[str]) -> dict[str, float]:
        """The axis values that the line itself names."""
        try:
            return {name: float(nums[i]) for i, name in self.axes}
        except ValueError:  # a thousands comma, or a time stamp where other lines count
            found = ((name, number_or_none(nums[i])) for i, name in self.axes)
            return {name: value for name, value in found if value is not None}


@dataclass
class Resolver:
    """Settles what shapes leave open, the same way all through a log."""

    counter: str = ""
    """The axis of an unlabelled counter, once it is known."""
    _owner: dict[tuple[str, str], bool] = field(default_factory=dict)
    _units: dict[str, str] = field(default_factory=dict)
    _named: dict[tuple[str, str], Known] = field(default_factory=dict)

    def resolve(self, known: Known, nums: Sequence[str], *, in_epoch: bool) -> None:
        """Give the shape its axes and names. ``in_epoch``: an epoch was named before this line."""
        shape = known.shape
        known.axes = tuple((i, n if n != "?" else self._counter(shape, nums, in_epoch)) for i, n in shape.axes)
        known.fine = any(n in words.FINE for _, n in known.axes)
        known.names = tuple((f.slot, self._name(f.name, known)) for f in shape.fields)
        known.resolved = True
        known.plain = not any(f.index >= 0 or f.over >= 0 or self._other_unit(f) for f in shape.fields)
        for _, name in known.names:
            other = self._named.setdefault((shape.split, name), known)
            if other.form != known.form:
                known.shared.add(name)
                other.shared.add(name)
                other.fast = False
        settled = known.plain and not shape.bar and not known.shared
        known.fast = settled and shape.kind == "data" and bool(known.axes)

    def without_repeats(
        self, known: Known, at: dict[str, float], values: dict[str, float], split: str
    ) -> dict[str, float]:
        """Values without those that a line of another shape has just printed, perhaps with fewer digits."""
        kept = dict(values)
        for name in known.shared & set(values):
            other = self._named.get((split, name))
            self._named[(split, name)] = known
            before = other.last if other is not None and other is not known else None
            if before is None or {k: v for k, v in before.values.items() if k in at} != at:
                continue
            if _same(before.values.get(name), values[name]):
                del kept[name]
        return kept

    def last_told(self, known: Known) -> Iterator[Point]:
        """The last points with one of the names that this shape shares with others."""
        others = (self._named.get((known.shape.split, name)) for name in known.shared)
        return (other.last for other in others if other is not None and other.last is not None)

    def tells(self, known: Known) -> None:
        """Lines of this shape were the last with its names."""
        self._named.update(((known.shape.split, name), known) for name in known.shared)

    def values(self, known: Known, nums: Sequence[str]) -> dict[str, float]:
        """Values of a line with indices, fractions, units or thousands commas."""
        values = {}
        for f, (_, name) in zip(known.shape.fields, known.names, strict=True):
            try:
                value = number(nums[f.slot])
                below = number(nums[f.over]) if f.over >= 0 else 1.0
            except ValueError:
                continue
            value = value / below if below else float("nan")
            if f.unit in SCALES:
                value = self._scaled(name, value, f.unit)
            values[name.replace("{}", nums[f.index], 1) if f.index >= 0 else name] = value
        return values

    def _counter(self, shape: Shape, nums: Sequence[str], in_epoch: bool) -> str:
        if not self.counter:
            total = next((number_or_none(nums[i]) or 0.0 for i, n in shape.totals if n == "?"), 0.0)
            self.counter = "step" if in_epoch or total > EPOCHS_AT_MOST else "epoch"
        return "step" if self.counter == "epoch" and any(n == "epoch" for _, n in shape.axes) else self.counter

    def _name(self, name: str, known: Known) -> str:
        """The name of a value, told apart where the log prints it per step and per epoch."""
        shape = known.shape
        if not shape.axes or shape.bar:
            return name
        owner = self._owner.setdefault((name, shape.split), known.fine)
        return name if owner == known.fine else f"{name} ({'step' if known.fine else 'epoch'})"

    def _other_unit(self, found: Field) -> bool:
        """True if the value is printed in another unit than the first of its name."""
        return found.unit in SCALES and self._units.setdefault(found.name, found.unit) != found.unit

    def _scaled(self, name: str, value: float, unit: str) -> float:
        """The value in the unit that this name was first logged in."""
        first = self._units.setdefault(name, unit)
        if first == unit or SCALES[first][0] != SCALES[unit][0]:
            return value
        return value * SCALES[unit][1] / SCALES[first][1]


def _same(a: float | None, b: float) -> bool:
    """True for one figure printed twice, once perhaps with fewer digits."""
    return a is not None and (a == b or abs(a - b) <= 5e-4 * max(abs(a), abs(b)))
