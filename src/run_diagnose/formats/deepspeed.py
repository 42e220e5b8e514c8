"""DeepSpeed's own lines: ``steps: 10 loss: 8.4 iter time (s): 1.2`` and ``step=10, skipped=0, lr=[0.001]``."""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import every, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "deepspeed"
TITLE = "DeepSpeed stdout"
EXAMPLE = """\
steps: 10 loss: 8.4123 iter time (s): 1.214 samples/sec: 26.350
[Rank 0] step=10, skipped=0, lr=[0.001], mom=[(0.9, 0.999)]
"""

_REWRITE = every(
    (r"^.*\] \[Rank 0\] ", ""),
    (r"^\[Rank 0\] ", ""),
    (r", mom=\[.*$", ""),
    (r"lr=\[([^,\]]+)\]", r"lr=\1"),
    (r"^steps: ", "step: "),
)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"steps: \d+ loss: \S+ iter time \(s\): |step=\d+, skipped=\d+, lr=\[")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
