"""YOLOv3 to v5 and v7 ``results.txt``: blanks between columns, no header, ``0/99`` for the epoch, ``1.93G`` for memory.

Columns: epoch, memory, training box, obj, cls and total loss, number of targets, image size, precision, recall, mAP
at .5, mAP at .5:.95, validation box, obj and cls loss. YOLOv3 has F1 where later versions have mAP at .5:.95: told by
a value above mAP at .5, which a mean over stricter thresholds cannot be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.cells import number
from run_diagnose.model.record import NewRun, Point, Record, Total, Unread

NAME = "yolov5-results-txt"
TITLE = "YOLOv5 results.txt (no header)"
EXAMPLE = """\
 0/99 1.86G 0.0983 0.0935 0 0.1918 24 416      0      0 0.0054 0.0010 0.0914 0.0583 0
 1/99 1.93G 0.0929 0.1008 0 0.1937 37 416 0.0335 0.1212 0.0148 0.0029 0.0957 0.0593 0
"""
_COLUMNS = (
    "epoch", "gpu_mem", "box", "obj", "cls", "total", "targets", "img_size", "P", "R", "mAP@.5", "mAP@.5:.95",
    "val_box", "val_obj", "val_cls",
)  # fmt: skip
_ROW = re.compile(r"\s*(\d+)/(\d+)\s+[\d.]+[GMK]?(?:\s+[-+\w.]+){13}\s*$")


def recognise(head: Head) -> Match:
    """Sure of rows of 15 cells that begin with an epoch of a total."""
    lines = head.lines[:20]
    lines = lines if head.whole or len(lines) == 1 else lines[:-1] if len(head.lines) <= 20 else lines
    fitting = sum(bool(_ROW.match(line)) for line in lines)
    return Match.SURE if fitting and fitting >= 0.8 * len(lines) else Match.NO


class reader:  # noqa: N801 - a format's reader is called like a function
    """Push parser; says how many epochs were planned."""

    detail = "separator blanks, no header"

    def __init__(self, head: Head) -> None:
        rows = [line.split() for line in head.lines if _ROW.match(line)]
        values = [(number(row[10]), number(row[11])) for row in rows]
        strict = all(a is None or b is None or not b > a + 1e-9 for a, b in values)
        self._columns = _COLUMNS if strict else tuple("F1" if c == "mAP@.5:.95" else c for c in _COLUMNS)
        self._planned = 0.0
        self._last = -1.0

    def feed(self, at: int, line: str) -> Iterable[Record]:
        """One row."""
        return list(self._row(at, line)) if line.strip() else ()

    def _row(self, at: int, line: str) -> Iterator[Record]:
        match = _ROW.match(line)
        if match is None:
            yield Unread(at, "a line that is no row of the table", line[:80])
            return
        epoch, last = float(match[1]), float(match[2])
        if epoch == 0 and self._last >= 0:
            yield NewRun(at)
        if last + 1 != self._planned:
            self._planned = last + 1
            yield Total("epoch", self._planned)
        self._last = epoch
        found = ((name, number(cell)) for name, cell in zip(self._columns, line.split(), strict=True))
        yield Point(at, {name: value for name, value in found if value is not None})

    def close(self) -> Iterable[Record]:
        """Nothing waits."""
        return ()
