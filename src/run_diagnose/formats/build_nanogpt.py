"""build-nanogpt.

``250 val 5.9`` lines of its log.txt, or its stdout with the validation lines in front of the step they belong to.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import rewriting, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "build-nanogpt"
TITLE = "build-nanogpt log.txt and stdout"
EXAMPLE = """\
0 val 10.9310
0 hella 0.2413
0 train 10.934416
1 train 10.883945
"""

_REWRITE = rewriting((r"^(\d+) (train|val|hella) (\S+)\s*$", r"step \1: \2: \3"))


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    log, stdout = (
        r"^\d+ train (?:[\d.]+|nan|inf)\n(?:\d+ \w+ \S+\n)*\d+ train ",
        r"^step +\d+ \| loss: \S+ \| lr:? \S+ \| norm: \S+ \| dt: ",
    )
    return Match.SURE if sure(head, log) or sure(head, stdout) else Match.NO


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
