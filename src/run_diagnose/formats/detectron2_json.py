"""``metrics.json`` of Detectron2: JSON lines in spite of its name.

``iteration`` is the axis, ``total_loss`` the sum of the ``loss_*`` parts, ``lr`` the rate, ``time``/``data_time`` the
seconds of a step. Evaluations add ``bbox/AP``, ``segm/AP`` ... to the row of their iteration. Size classes without a
sample are logged as a bare ``NaN`` (``bbox/APl``): harmless. A resumed run appends, so iterations may step back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_reading import LineReader, head_rows
from run_diagnose.formats.json_rows import Rows
from run_diagnose.model.record import Record

NAME, TITLE = "detectron2", "Detectron2 metrics.json"
EXAMPLE = """\
{"data_time": 0.26, "eta_seconds": 2241.1, "iteration": 19, "loss_cls": 0.99, "lr": 2e-05, "total_loss": 2.13}
"""


def recognise(head: Head) -> Match:
    """Sure by ``iteration`` beside ``total_loss`` or the time left."""
    rows = head_rows(head)
    sure = any("iteration" in row and ("total_loss" in row or "eta_seconds" in row) for row in rows)
    return Match.SURE if sure else Match.NO


class Reader(LineReader):
    """Rows as they are; the time left is no measurement."""

    def __init__(self) -> None:
        self._rows = Rows()

    def row(self, line: int, row: dict[str, Any]) -> Iterable[Record]:
        """The records of one object."""
        row.pop("eta_seconds", None)
        return self._rows.records(line, row)


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
