"""Lightning's progress bar on a terminal or in a job's output, tqdm or rich.

The counter is the step inside the epoch. Values ending in ``_epoch`` and validation values are repeated by the bar
all through the next epoch, so they count only where an epoch's bar is full. ``v_num`` is the run's number.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import sure
from run_diagnose.formats.text.reader import TextReader

NAME = "lightning-bars"
TITLE = "PyTorch Lightning progress bars (also NeMo)"
EXAMPLE = """\
Epoch 0:  50%|#####     | 50/100 [00:10<00:10, 5.00it/s, v_num=0, train_loss_step=0.677]
Epoch 0: 100%|##########| 100/100 [00:20<00:00, 5.00it/s, v_num=0, train_loss_step=0.655, val_loss=0.660]
"""


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"^[^\w\n]*Epoch \d+:?.*(?:it/s|s/it).*\bv_num[=:]|^[^\w\n]*Epoch \d+/\d+ +━.*it/s.*v_num: ")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader()
