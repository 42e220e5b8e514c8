"""From a line to its shape, fast: by the pattern of the shape that usually follows, else by the line's skeleton."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from run_diagnose.formats.text.known import Known
from run_diagnose.formats.text.numbers import SPLIT
from run_diagnose.formats.text.patterns import exact
from run_diagnose.formats.text.shape import MAX_LINE, Shape
from run_diagnose.formats.text.shapes import learn

MAX_SHAPES = 20_000
"""Line shapes kept; a log of free text would otherwise fill the memory with sentences."""
PATTERN_AFTER = 16
"""Sights of a shape before its own pattern is compiled: compiling costs as much as reading some fifty lines."""


@dataclass
class Lookup:
    """The shapes of one log."""

    _shapes: dict[tuple[str, ...], Known] = field(default_factory=dict)
    before: Known = field(default_factory=lambda: Known(Shape()))
    """The shape of the line that was looked up last."""
    line: str = ""
    """That line."""

    def find(self, line: str) -> tuple[Known, Sequence[str]]:
        """The shape of a line and the line's numbers."""
        before = self.before
        guess = before.follower
        nums: Sequence[str]
        if guess is not None and guess.pattern is not None and (found := guess.pattern.fullmatch(line)):
            known, nums = guess, cast("Sequence[str]", found.groups())
        else:
            known, nums = self._by_skeleton(line)
            before.follower = known
        self.before = known
        self.line = line
        known.seen += 1
        return known, nums

    def _by_skeleton(self, line: str) -> tuple[Known, Sequence[str]]:
        line = line[: 2 * MAX_LINE]  # the shape is learnt from what its numbers are taken from, and from no more
        parts = SPLIT.split(line)
        key, nums = tuple(parts[::2]), parts[1::2]
        known = self._shapes.get(key)
        if known is None:
            if len(self._shapes) >= MAX_SHAPES:
                often = {texts: known for texts, known in self._shapes.items() if known.pattern is not None}
                self._shapes = often if len(often) < MAX_SHAPES // 2 else {}
            known = self._shapes[key] = Known(learn(line), form="".join("".join(key).split()))
        elif known.seen == PATTERN_AFTER and len(line) < MAX_LINE:
            known.pattern = exact(key, nums)
            known.texts = (key, tuple(nums)) if known.pattern else None
        return known, nums
