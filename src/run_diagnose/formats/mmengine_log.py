"""MMEngine.

``Epoch(train) [1][50/100] lr: .. loss: ..``, ``Epoch(val) [10][5/5] coco/bbox_mAP: ..``; iteration-based runs;
MMCV's older ``Epoch [1][50/100]``. The configuration printed first becomes settings.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import rewriting, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "mmengine-log"
TITLE = "MMEngine and MMCV text logs"
EXAMPLE = """\
2023/01/01 10:00:00 - mmengine - INFO - Epoch(train)  [1][ 50/100]  lr: 1.0000e-03 time: 0.5010  loss: 2.3012
2023/01/01 10:05:00 - mmengine - INFO - Epoch(val) [1][20/20]    accuracy/top1: 41.2000  data_time: 0.0100  time: 0.0510
"""

_REWRITE = rewriting(
    (r"^.*Epoch\(train\) +\[(\d+)\]\[ *(\d+)/(\d+)\]", r"Train: epoch \1, iter \2/\3, "),
    (r"^.*Epoch\((val|test)\) +\[(\d+)\]\[ *\d+/\d+\]", r"\1: epoch \2, "),
    (r"^.*Iter\(train\) +\[ *(\d+)/(\d+)\]", r"Train: iter \1/\2, "),
    (r"^.*Iter\((val|test)\) +\[ *\d+/\d+\]", r"\1: "),
    (r"^.*- INFO - Epoch \[(\d+)\]\[(\d+)/(\d+)\]\s*", r"Train: epoch \1, iter \2/\3, "),
    (r"^.*- INFO - Iter \[(\d+)/(\d+)\]\s*", r"Train: iter \1/\2, "),
    (r"^.*- INFO - Epoch\(val\) \[(\d+)\]\[\d+\]\s*", r"val: epoch \1, "),
)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(
        head,
        r"(?:Epoch|Iter)\((?:train|val)\) +\[ *\d+"
        r"|- mm(?:engine|cv|det|seg|cls|pose|action) - INFO - (?:Epoch|Iter|workflow|Config)",
    )


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
