"""nanoGPT: ``iter N:`` lines with the batch loss, ``step N:`` lines with the evaluated losses, on one axis."""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import rewriting, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "nanogpt"
TITLE = "nanoGPT stdout"
EXAMPLE = """\
step 0: train loss 4.2874, val loss 4.2823
iter 0: loss 4.2657, time 4017.53ms, mfu -100.00%
iter 10: loss 3.2424, time 42.44ms, mfu 8.66%
"""

_REWRITE = rewriting((r"^iter (\d+):", r"step \1:"))


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"^iter \d+: loss (?:[\d.]+|nan|inf)(?:\s?\w+)?, time [\d.]+ms")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
