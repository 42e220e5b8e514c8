"""Darknet: ``100: 12.34, 13.45 avg loss, 0.001 rate, 1.2 seconds, 6400 images`` and the mAP lines."""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import rewriting, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "darknet"
TITLE = "Darknet (YOLO v1-v4) stdout"
EXAMPLE = """\
100: 12.345678, 13.456789 avg loss, 0.001000 rate, 1.234000 seconds, 6400 images, 3.2 hours left
 mean_average_precision (mAP@0.50) = 0.712345
"""

_REWRITE = rewriting(
    (
        r"^\s*(\d+): (\S+), (\S+) avg(?: loss)?, (\S+) rate, ([\d.]+) seconds.*$",
        r"iteration \1, loss: \2, avg loss: \3, lr: \4, time: \5",
    ),
    (r"^.*mean_average_precision \(mAP@[\d.]+\) = (\S+).*$", r"mAP: \1"),
    (r"^ *(?:v3|Region|Class|class_id|detections|total_bbox|\(next).*$", ""),
)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"^\s*\d+: \S+, \S+ avg(?: loss)?, \S+ rate, ")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
