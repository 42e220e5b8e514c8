"""torchtune's disk logger: ``Step 1 | loss:1.23 lr:2e-05 tokens_per_second_per_gpu:1234``."""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import sure
from run_diagnose.formats.text.reader import TextReader

NAME = "torchtune"
TITLE = "torchtune metric log"
EXAMPLE = """\
Step 1 | loss:1.6234 lr:2e-05 tokens_per_second_per_gpu:1234.5 grad_norm:2.1
Step 2 | loss:1.5912 lr:4e-05 tokens_per_second_per_gpu:1240.1 grad_norm:1.9
"""


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"^Step \d+ \| loss:\S+ lr:\S+ (?:tokens_per_second|peak_memory|grad_norm|\w+:)")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader()
