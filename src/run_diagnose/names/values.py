"""One column while it is being filled."""

from __future__ import annotations

from array import array

import numpy as np

from run_diagnose.model.record import Floats, Ints


class Values:
    """Rows and values of one column; points come one by one or as arrays."""

    __slots__ = ("_chunks", "_rows", "_values", "count")

    def __init__(self) -> None:
        self._rows, self._values = array("q"), array("d")
        self._chunks: list[tuple[Ints, Floats]] = []
        self.count = 0

    def add(self, row: int, value: float) -> None:
        """One value."""
        self._rows.append(row)
        self._values.append(value)
        self.count += 1

    def extend(self, rows: Ints, values: Floats) -> None:
        """Many values."""
        self._flush()
        self._chunks.append((rows, np.asarray(values, dtype=np.float64)))
        self.count += len(rows)

    def arrays(self) -> tuple[Ints, Floats]:
        """All rows and values, in the order of the log."""
        self._flush()
        if len(self._chunks) != 1:
            rows = [c[0] for c in self._chunks] or [np.empty(0, dtype=np.int64)]
            values = [c[1] for c in self._chunks] or [np.empty(0)]
            self._chunks = [(np.concatenate(rows), np.concatenate(values))]
        return self._chunks[0]

    def _flush(self) -> None:
        if self._rows:
            self._chunks.append((np.array(self._rows, dtype=np.int64), np.array(self._values)))
            self._rows, self._values = array("q"), array("d")
