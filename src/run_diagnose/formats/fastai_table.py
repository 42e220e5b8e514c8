"""fastai's table.

``epoch train_loss valid_loss accuracy time``, a row per epoch. Each ``fit`` prints its header again.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import sure
from run_diagnose.formats.text.reader import TextReader

NAME = "fastai-table"
TITLE = "fastai training table"
EXAMPLE = """\
epoch     train_loss  valid_loss  accuracy  time
0         0.951000    0.850000    0.701000  00:12
1         0.720000    0.700000    0.760000  00:12
"""


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"^epoch +train_loss +valid_loss(?: +\w+)* +time\s*$")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader()
