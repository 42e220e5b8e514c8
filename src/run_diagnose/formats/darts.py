"""DARTS and the architecture searches that came of it.

``train 050 2.381e+00 10.94 50.00`` and ``valid 050 ..`` per batch: step, objective and the two accuracies, all of
them running means; ``epoch 3 lr 2.5e-02`` in front of every epoch, ``train_acc 41.2`` and ``valid_acc 48.7`` behind it.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import rewriting, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "darts"
TITLE = "DARTS log.txt"
EXAMPLE = """\
03/01 10:00:01 AM epoch 0 lr 2.500000e-02
03/01 10:00:09 AM train 000 2.312345e+00 10.937500 50.000000
03/01 10:09:09 AM train_acc 31.244000
03/01 10:09:12 AM valid 000 1.812345e+00 35.937500 85.000000
03/01 10:10:09 AM valid_acc 36.512000
"""
_NUMBERS = r"(\d{3,}) (\d\.\d+e[-+]\d+) (\d+\.\d+) (\d+\.\d+)\s*$"
_REWRITE = rewriting(
    (rf"\b(train|valid|test) {_NUMBERS}", r"\1: step \2, loss: \3, top1: \4, top5: \5"),
    (r"\bepoch (\d+) lr ", r"epoch \1, lr: "),
)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, rf"^.{{0,40}}\btrain {_NUMBERS}", r"\bepoch \d+ lr \d")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
