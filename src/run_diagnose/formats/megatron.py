"""Megatron-LM: one line of ``name: value`` columns per logged iteration, validation on lines of its own."""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import every, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "megatron"
TITLE = "Megatron-LM and Megatron-DeepSpeed stdout"
EXAMPLE = """\
 iteration      100/  500000 | consumed samples:         1600 | lm loss: 6.500000E+00 | grad norm: 1.210 |
 validation loss at iteration 1000 | lm loss value: 2.910000E+00 | lm loss PPL: 1.836000E+01 |
"""

_REWRITE = every(
    (r"validation loss at iteration (\d+).*?\|", r"iteration \1 |"),
    (r"(\S+ loss) (value|PPL):", r"validation \1 \2:"),
    (
        r"(?:consumed (?:samples|tokens)|number of (?:skipped|nan) iterations|global batch size): +\d+ \|",
        "|",
    ),
)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"iteration +\d+/ +\d+ \|.*(?:lm loss|consumed samples)")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
