"""One column while it is being filled."""

from __future__ import annotations

from array import array
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from run_diagnose.model.record import Floats, Ints


class Values:
    """Rows and values of one column; points come one by one or as arrays."""

    __slots__ = ("_buffer", "_parts", "_size", "rows", "values")

    def __init__(self) -> None:
        self.rows, self.values = array("q"), array("d")
        """Points not yet made arrays; appended to directly where every microsecond counts."""
        self._parts: list[Ints | range] = []
        self._buffer: Floats = np.empty(0)
        """One growing array: many small ones leave holes in the memory that nothing else fits into."""
        self._size = 0

    @property
    def count(self) -> int:
        """How many values."""
        return len(self.rows) + self._size

    def extend(self, rows: Ints | range, values: Floats) -> None:
        """Many values; ``rows`` is a range where none is missing."""
        self._flush()
        self._add(rows, values)

    def arrays(self) -> tuple[Ints, Floats]:
        """All rows and values, in the order of the log; what comes later leaves these arrays as they are."""
        self._flush()
        if len(self._parts) != 1:
            self._parts = [_joined(self._parts)]
        rows = self._parts[0]
        return (_span(rows.start, rows.stop) if isinstance(rows, range) else rows), self._buffer[: self._size]

    def _add(self, rows: Ints | range, values: npt.ArrayLike) -> None:
        size = self._size + len(rows)
        if size > len(self._buffer):
            grown = np.empty(max(size, 2 * len(self._buffer)))
            grown[: self._size] = self._buffer[: self._size]
            self._buffer = grown
        self._buffer[self._size : size] = values
        self._size = size
        self._parts.append(rows)

    def _flush(self) -> None:
        if self.rows:
            rows, first = np.array(self.rows, dtype=np.int64), self.rows[0]
            dense = self.rows[-1] - first + 1 == len(rows)
            self._add(range(first, first + len(rows)) if dense else rows, self.values)
            self.rows, self.values = array("q"), array("d")


def _joined(parts: list[Ints | range]) -> Ints | range:
    """All rows; one range where each begins where the one before ends."""
    ranges = [part for part in parts if isinstance(part, range)]
    if ranges and len(ranges) == len(parts) and all(a.stop == b.start for a, b in pairwise(ranges)):
        return range(ranges[0].start, ranges[-1].stop)
    arrays = [np.arange(part.start, part.stop) if isinstance(part, range) else part for part in parts]
    return np.concatenate(arrays) if arrays else np.empty(0, dtype=np.int64)


@lru_cache(maxsize=4)
def _span(first: int, last: int) -> Ints:
    """The rows from ``first`` on: one array for every column that has a value in each of them."""
    rows = np.arange(first, last, dtype=np.int64)
    rows.setflags(write=False)
    return rows
