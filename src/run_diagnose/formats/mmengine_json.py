"""``vis_data/scalars.json`` of mmengine (MMDetection 3, MMPretrain, MMAction2 ...).

JSON lines without a ``mode``. Train rows: ``lr``, ``data_time``, losses, ``time``, ``iter``, ``memory``, ``step``
and, for epoch-based loops, ``epoch``; their ``step`` is the iteration. Validation rows have metrics such as
``acc/top1`` or ``coco/bbox_mAP``, no ``iter`` and no ``memory``, and **their ``step`` is the epoch** when the loop is
epoch-based. Such a row is handed over as that epoch and as the iteration of the last train row before it; in
iteration-based loops, where the last train row has no ``epoch``, ``step`` is the iteration as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import flatten
from run_diagnose.formats.json_reading import LineReader, head_rows
from run_diagnose.model.record import Point, Record

NAME, TITLE = "mmengine-json", "mmengine vis_data/scalars.json"
EXAMPLE = """\
{"lr": 0.01, "data_time": 0.06, "loss": 2.03, "time": 0.47, "epoch": 1, "iter": 15, "memory": 8164, "step": 15}
{"acc/top1": 0.24, "data_time": 0.02, "time": 0.05, "step": 1}
"""

_TRAIN = frozenset({"time", "step", "iter", "data_time"})


def recognise(head: Head) -> Match:
    """Sure by train rows with both ``iter`` and ``step`` beside the times of a step."""
    sure = any(row.keys() >= _TRAIN and "mode" not in row for row in head_rows(head))
    return Match.SURE if sure else Match.NO


class Reader(LineReader):
    """Tells validation rows by what they lack, and mends their axis."""

    def __init__(self) -> None:
        self._step = 0.0
        self._by_epoch = False

    def row(self, line: int, row: dict[str, Any]) -> Iterable[Record]:
        """The records of one object."""
        values = flatten(row).values
        if not values:
            return ()
        if "iter" in values or any(name == "loss" or name.startswith("loss") for name in values):
            self._step = values.get("step", self._step)
            self._by_epoch = "epoch" in values
            return [Point(line, values, "train")]
        step = values.get("step")
        if step is not None and self._by_epoch and step < self._step:
            values["epoch"], values["step"] = step, self._step
        return [Point(line, values, "val")]


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
