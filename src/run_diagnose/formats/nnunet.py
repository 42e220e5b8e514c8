"""nnU-Net v1 (``train loss : -0.41``) and v2 (``train_loss -0.41``): one line per value under ``epoch: 3``.

Losses are negative Dice scores and legal; the list of Dice scores is one value per class.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import every, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "nnunet"
TITLE = "nnU-Net training log"
EXAMPLE = """\
2023-09-02 03:14:53.934600: epoch:  0
2023-09-02 03:14:53.934700: train loss : -0.4094
2023-09-02 03:15:16.281191: validation loss: -0.6567
2023-09-02 03:15:16.293987: Average global foreground Dice: [0.8809, 0.797, 0.71]
2023-09-02 03:15:18.556249: lr: 0.009991
"""

_REWRITE = every((r"^(.*)Current learning rate: ", r"\1lr: "))


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(
        head,
        r"Average global foreground Dice:|Pseudo dice \[|nnU-?Net|This split has \d+ training and \d+ validation cases",
    )


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
