"""YOLOv5 and later Ultralytics trainers on a terminal: a table whose rows are progress bars.

The header line names the columns of the epoch line (``Epoch gpu_mem box obj cls``), a second header those of the
validation (``Class Images Labels P R mAP@.5``), whose ``all`` line holds the figures. One more ``all`` line after
the training validates the best weights again; it belongs to the last epoch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import sure
from run_diagnose.formats.text.numbers import number_or_none
from run_diagnose.formats.text.reader import TextReader
from run_diagnose.model.record import Point, Record, Total

NAME = "yolov5-stdout"
TITLE = "Ultralytics YOLO stdout"
EXAMPLE = """\
     Epoch   gpu_mem       box       obj       cls    labels  img_size
      0/63     1.93G   0.06353     0.033         0        24      1280: 100%|####| 213/213 [05:00<00:00,  1.41s/it]
               Class     Images     Labels          P          R     mAP@.5 mAP@.5:.95: 100%|##########| 17/17
                 all        677       2449   4.92e-06   0.000408   2.47e-06   2.47e-07
"""
_EPOCH = re.compile(r"^\s*(\d+)/(\d+)\s+([\d.]+[GMK]?)\s+(.*)$")
_SIZES = frozenset({"epoch", "gpu_mem", "labels", "targets", "img_size", "instances", "size", "images", "class"})


class YoloReader:
    """Reads the rows of the two tables; every other line goes to the general reader for events and settings."""

    def __init__(self) -> None:
        self._text = TextReader()
        self._train: list[str] = []
        self._val: list[str] = []
        self._at: dict[str, float] = {}
        self._last: tuple[int, dict[str, float]] | None = None
        self._total = 0.0

    def feed(self, number: int, line: str) -> Iterator[Record]:
        """Records that this line completes; an epoch line counts in its last state."""
        words = line.split()
        if words[:1] == ["Epoch"] and len(words) > 3:
            self._train = words[1:]
        elif words[:2] == ["Class", "Images"]:
            self._val = re.split(r":?\s+\d+%", line.strip())[0].rstrip(":").split()[1:]
        elif self._train and (row := _EPOCH.match(line)):
            yield from self._epoch(number, row)
        elif self._val and words[:1] == ["all"] and len(words) > len(self._val):
            yield from self._flush()
            yield Point(number, {**self._at, **_named(self._val, words[1:])}, "val")
        else:
            yield from self._text.feed(number, line)

    def close(self) -> Iterator[Record]:
        """The last epoch line."""
        yield from self._flush()
        yield from self._text.close()

    def _epoch(self, number: int, row: re.Match[str]) -> Iterator[Record]:
        """One state of an epoch's bar: it replaces the state before."""
        epoch, last = float(row[1]), float(row[2])
        cells = [row[3], *re.split(r":\s", row[4])[0].split()]
        if last != self._total:
            self._total = last
            yield Total("epoch", last)
        if self._at.get("epoch") != epoch:
            yield from self._flush()
        self._at = {"epoch": epoch}
        self._last = (number, _named(self._train, cells))

    def _flush(self) -> Iterator[Record]:
        if self._last is not None and self._last[1]:
            yield Point(self._last[0], {**self._at, **self._last[1]}, "train")
        self._last = None


def _named(names: list[str], cells: list[str]) -> dict[str, float]:
    """Cells under their column names, without counts of images and sizes."""
    pairs = ((n, number_or_none(c)) for n, c in zip(names, cells, strict=False) if n.lower() not in _SIZES)
    return {n: v for n, v in pairs if v is not None}


def recognise(head: Head) -> Match:
    """Sure of the two header lines."""
    return sure(
        head, r"^\s*Epoch\s+(?:gpu_mem|GPU_mem)\s+(?:box|obj|\w+_loss|\w*loss)", r"^\s*\d+/\d+\s+[\d.]+[GMK]?\s+[\d.]+"
    )


def reader(head: Head) -> YoloReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return YoloReader()
