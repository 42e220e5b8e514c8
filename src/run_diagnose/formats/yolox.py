"""YOLOX (loguru lines).

``epoch: 1/300, iter: 10/1849, .. total_loss: 15.1, .. lr: 1e-05``; COCO figures after each evaluation.

Later starts of the same file are appended; ``Training start...`` marks them.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import rewriting, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "yolox"
TITLE = "YOLOX train_log.txt"
EXAMPLE = """\
2021-08-01 10:00:00 | INFO | yolox.core - epoch: 1/300, iter: 10/1849, total_loss: 15.1, lr: 1.0e-05, size: 640
 Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.335
"""

_COCO = (
    r"^.*Average (?:Precision|Recall) +\((AP|AR)\) @\[ IoU=0\.(\d+)(?::0\.(\d+))? +\| area= *(\w+) "
    r"\| maxDets= *\d+ \] = (\S+).*$",
    r"val \1@\2_\3_\4: \5",
)
_REWRITE = rewriting((r", size: \d+.*$", ""), _COCO)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"yolox\.\w+|epoch: \d+/\d+, iter: \d+/\d+, mem: \d+Mb.*total_loss: ")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
