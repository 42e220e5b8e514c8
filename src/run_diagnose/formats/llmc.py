"""llm.c.

``s:250 trl:6.1 lr:.. norm:..`` lines of main.log (``tel`` = validation loss, ``eval`` = HellaSwag), or its stdout.
The z-scores in brackets are no values.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import rewriting, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "llm-c"
TITLE = "llm.c main.log and stdout"
EXAMPLE = """\
s:0 tel:11.0095
s:0 trl:11.0116 lr:0.000001 norm:14.96
"""

_REWRITE = rewriting(
    (r"^s:(\d+) ", r"step \1 "),
    (r"\([-+]?[\w.]+z\)", ""),
)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    log, stdout = r"^s:\d+ (?:tel|trl|eval):", r"^step +\d+/\d+ \| loss +\S+ \(\S+z\)\|"
    return Match.SURE if sure(head, log) or sure(head, stdout) else Match.NO


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
