"""PyTorch's word-LM example.

``| epoch 1 | 100/ 2826 batches | .. | loss 6.92 | ppl 1009.16`` and ``| end of epoch 1 | .. valid loss ..``.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import sure
from run_diagnose.formats.text.reader import TextReader

NAME = "pytorch-word-lm"
TITLE = "PyTorch word language model example"
EXAMPLE = """\
| epoch   1 |   200/ 2983 batches | lr 20.00 | ms/batch 31.20 | loss  7.63 | ppl  2058.02
| end of epoch   1 | time: 95.21s | valid loss  5.47 | valid ppl   237.89
"""


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"^\| epoch +\d+ \| +\d+/ *\d+ batches \| lr \S+ \| ms/batch +\S+ \| *loss ")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader()
