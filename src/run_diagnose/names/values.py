"""One column while it is being filled."""

from __future__ import annotations

from array import array

import numpy as np

from run_diagnose.model.record import Floats, Ints


class Values:
    """Rows and values of one column; points come one by one or as arrays."""

    __slots__ = ("_chunks", "rows", "values")

    def __init__(self) -> None:
        self.rows, self.values = array("q"), array("d")
        """Points not yet made arrays; appended to directly where every microsecond counts."""
        self._chunks: list[tuple[Ints, Floats]] = []

    @property
    def count(self) -> int:
        """How many values."""
        return len(self.rows) + sum(len(rows) for rows, _ in self._chunks)

    def extend(self, rows: Ints, values: Floats) -> None:
        """Many values."""
        self._flush()
        self._chunks.append((rows, np.asarray(values, dtype=np.float64)))

    def arrays(self) -> tuple[Ints, Floats]:
        """All rows and values, in the order of the log."""
        self._flush()
        if len(self._chunks) != 1:
            rows = [c[0] for c in self._chunks] or [np.empty(0, dtype=np.int64)]
            values = [c[1] for c in self._chunks] or [np.empty(0)]
            self._chunks = [(np.concatenate(rows), np.concatenate(values))]
        return self._chunks[0]

    def _flush(self) -> None:
        if self.rows:
            self._chunks.append((np.array(self.rows, dtype=np.int64), np.array(self.values)))
            self.rows, self.values = array("q"), array("d")
