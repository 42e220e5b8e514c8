"""The push parser behind every text format: lines in, points with their axis out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from run_diagnose.formats.text.calm import SHORT, calm
from run_diagnose.formats.text.declare import Rewrite
from run_diagnose.formats.text.line_reader import LineReader
from run_diagnose.formats.text.many_lines import ManyLines
from run_diagnose.formats.text.shape import MAX_LINE
from run_diagnose.formats.text.stretches import Stretches
from run_diagnose.model.record import Ints, Record


@dataclass
class TextReader:
    """Reads any text log; formats with wordings of their own pass ``rewrite``."""

    rewrite: Rewrite | None = None
    """Turns a line of a format into one with plain ``name: value`` pairs before it is looked at."""
    spares: Callable[[str], bool] | None = None
    """True for a text of whole lines none of which ``rewrite`` changes, so that it need not be called for each."""
    epoch: int | None = None
    """The epoch that the log begins in, where its first heading is cut off."""

    def __post_init__(self) -> None:
        self._single = LineReader()
        if self.epoch is not None:
            self._single.progress.at["epoch"] = self.epoch
        self._stretches = Stretches(ManyLines(self._single))

    def feed(self, number: int, line: str) -> Iterator[Record]:
        """Records that this line completes."""
        return self._single.told(number, self._plain(line))

    def feed_rows(self, first: int, text: str) -> Iterator[Record]:
        """What ``feed`` would say of these whole lines, the first with number ``first``."""
        lines = text.split("\n")
        return self.feed_lines(np.arange(first, first + len(lines)), lines)

    def feed_lines(self, numbers: Ints, lines: list[str]) -> Iterator[Record]:
        """What ``feed`` would say of lines with these numbers."""
        if max(map(len, lines)) > SHORT:
            lines = [calm(line, longest=len(line)) if len(line) > SHORT else line for line in lines]
        if self.rewrite is not None and not (self.spares is not None and self.spares("\n".join(lines))):
            lines = [self.rewrite(line[:MAX_LINE]) for line in lines]
        return self._stretches.feed(numbers, lines)

    def _plain(self, line: str) -> str:
        if len(line) > SHORT:
            line = calm(line, longest=len(line))
        return line if self.rewrite is None else self.rewrite(line[:MAX_LINE])

    def close(self) -> Iterator[Record]:
        """What was held back: the last state of a bar, an entry without an axis, an unfinished traceback."""
        return self._single.close()
