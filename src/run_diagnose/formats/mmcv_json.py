"""``*.log.json`` of mmcv 1.x (MMDetection 2, MMSegmentation 0 and their kin).

The first lines are the environment and configuration, or ``{}``. Then rows with ``mode``: ``train`` rows carry
``epoch``, ``iter``, ``lr`` and losses (``decode.loss_ce``); ``val`` rows carry metrics. The epoch-based runner
restarts ``iter`` every epoch, the iteration-based one counts on. On val rows ``iter`` is the length of the validation
set and ``lr`` a copy, so both are left out there; the row belongs to the ``epoch`` and to the last train ``iter``
before it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import dotted, flatten, number
from run_diagnose.formats.json_reading import LineReader, head_rows
from run_diagnose.model.record import Point, Record, Setting

NAME, TITLE = "mmcv-json", "mmcv *.log.json (MMDetection 2 and kin)"
EXAMPLE = """\
{"env_info": "...", "seed": 0}
{"mode": "train", "epoch": 1, "iter": 10, "lr": 0.01, "memory": 5700, "loss": 1.5, "time": 0.66}
{"mode": "val", "epoch": 1, "iter": 64, "lr": 0.01, "mIoU": 0.92}
"""


def recognise(head: Head) -> Match:
    """Sure by rows with ``mode``, ``epoch`` and ``iter``."""
    sure = any(row.get("mode") in ("train", "val") and {"epoch", "iter"} <= row.keys() for row in head_rows(head))
    return Match.SURE if sure else Match.NO


class Reader(LineReader):
    """Train and val rows; remembers the last iteration for the val rows."""

    def __init__(self) -> None:
        self._iter = 0.0
        self._falls = False

    def row(self, line: int, row: dict[str, Any]) -> Iterable[Record]:
        """The records of one object."""
        mode = row.get("mode")
        if mode not in ("train", "val"):
            return [Setting(key, value, line=line, raw=str(value)) for key, value in dotted(row).items()]
        values = flatten(row).values
        if mode == "train":
            now = number(row.get("iter")) or 0.0
            self._falls |= now < self._iter
            self._iter = now
        else:
            for name in ("iter", "lr"):
                values.pop(name, None)
            if self._iter and not self._falls and "epoch" in values:
                values["iter"] = self._iter
        return [Point(line, values, str(mode))]


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
