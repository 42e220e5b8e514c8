"""Lines that are not yet known to be data: in front of the first axis, or seen only once.

A log without any axis is read entry by entry: lines are merged until a name comes again. Names that look like
settings and are never seen again become settings of the run.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from run_diagnose.formats.text import words
from run_diagnose.formats.text.config_lines import setting_line
from run_diagnose.model.record import Point, Record

if TYPE_CHECKING:
    from run_diagnose.formats.text.known import Known

MAX_HELD = 400
"""Lines held in front of the first axis; older ones are settings."""


@dataclass(frozen=True, slots=True)
class _Held:
    known: Known
    line: int
    message: str
    values: Mapping[str, float]
    split: str
    trusted: bool


@dataclass
class Waiting:
    """What is held back."""

    _held: list[_Held] = field(default_factory=list)
    _names: set[tuple[str, str]] = field(default_factory=set)
    _axisless: bool = False

    @property
    def holds(self) -> bool:
        """True if anything is held."""
        return bool(self._held)

    def add(self, known: Known, line: int, message: str, values: Mapping[str, float], split: str) -> Iterator[Record]:
        """Hold the values of a line that has no axis, in a log that had none so far."""
        names = {(n, split) for n in values}
        if names & self._names:
            if _learning(self._held):
                self._axisless = True
                yield from self._entry()
            else:
                self._held = [h for h in self._held if not names & {(n, h.split) for n in h.values}]
                self._names -= names
        self._held.append(_Held(known, line, message, values, split, known.shape.trusted))
        self._names |= names
        if len(self._held) > MAX_HELD:
            yield from self._settings(self._held)
            self._held, self._names = [], set()

    def axis_found(self, at: Mapping[str, float]) -> Iterator[Record]:
        """The first axis of the log: what was held belongs to it, or is a setting."""
        held, self._held, self._names = self._held, [], set()
        blocks = _dump(held)
        for one in held:
            if one.line in blocks or not one.trusted or not any(words.LEARNING.search(n) for n in one.values):
                yield from self._settings([one])
                if one.line not in blocks:
                    one.known.doubted = Point(one.line, {**at, **one.values}, one.split)
            else:
                values = {n: v for n, v in one.values.items() if not math.isinf(v)}  # ``best_loss: inf``: a beginning
                yield Point(one.line, {**at, **values}, one.split)

    def close(self) -> Iterator[Record]:
        """The last entry of a log without an axis; a single printout counts if it holds final metrics."""
        learning = _learning(self._held)
        if (self._axisless and learning) or any("loss" in n.lower() for n in learning) or len(learning) > 1:
            yield from self._entry()
        self._held, self._names, self._axisless = [], set(), False

    def _entry(self) -> Iterator[Record]:
        """The lines held so far as one point for each split."""
        held, self._held, self._names = self._held, [], set()
        blocks = _dump(held)
        points: dict[str, Point] = {}
        for one in held:
            values = {
                n: v for n, v in one.values.items() if " " not in n or words.METRIC.search(n) or words.SIGNAL.search(n)
            }
            if one.line in blocks or not values:
                yield from self._settings([one])
            elif one.split in points:
                before = points[one.split]
                points[one.split] = replace(before, values={**before.values, **values})
            else:
                points[one.split] = Point(one.line, values, one.split)
        yield from points.values()

    def _settings(self, held: list[_Held]) -> Iterator[Record]:
        for one in held:
            setting = setting_line(one.line, one.message)
            if setting is not None:
                yield setting


_OVER = re.compile(r"\b(?:episodes?|epochs?|steps?)\b", re.IGNORECASE)
"""What a figure was taken over is said by a log: ``Average return per training episode``."""


def _learning(held: list[_Held]) -> set[str]:
    """Names that measure learning.

    None where there is no loss and a name is prose (``Tuned model F1 score``): that is a report, not a log.
    """
    names = {n for h in held for n in h.values if words.LEARNING.search(n)}
    prose = any(len(n.split()) > 3 and not _OVER.search(n) for n in names)
    return set() if prose and not any("loss" in n.lower() for n in names) else names


def _dump(held: list[_Held]) -> set[int]:
    """Lines of a settings block: three or more single values on neighbouring lines, one under a setting's name."""
    block: list[_Held] = []
    out: set[int] = set()
    for one in [*held, None]:
        if one is not None and len(one.values) == 1 and (not block or one.line - block[-1].line <= 3):
            block.append(one)
            continue
        while block and any(words.LEARNING.search(n) and not words.SETTING.search(n) for n in block[-1].values):
            block.pop()
        if len(block) >= 3 and any(words.SETTING.search(n) for h in block for n in h.values):
            out |= {h.line for h in block}
        block = [one] if one is not None and len(one.values) == 1 else []
    return out
