"""CycleGAN / pix2pix.

``(epoch: 1, iters: 100, time: .., data: ..) D_A: .. G_A: ..``. A session header is a resume.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import sure
from run_diagnose.formats.text.reader import TextReader

NAME = "cyclegan"
TITLE = "CycleGAN and pix2pix loss_log.txt"
EXAMPLE = """\
================ Training Loss (Wed Aug 30 12:07:29 2023) ================
(epoch: 1, iters: 100, time: 0.198, data: 0.278) D_A: 0.255 G_A: 0.322 cycle_A: 6.358
"""


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"^\(epoch: \d+, iters: \d+, time: \S+, data: \S+\) ")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader()
