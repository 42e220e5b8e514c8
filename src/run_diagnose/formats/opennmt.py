"""OpenNMT-py.

``Step 50/100000; acc: 4.21; ppl: 10123.11; xent: 9.22; lr: 0.00000`` and ``Validation perplexity: 12.3``.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import every, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "opennmt-py"
TITLE = "OpenNMT-py stdout"
EXAMPLE = """\
[2020-01-01 10:00:00,000 INFO] Step 50/100000; acc: 4.21; ppl: 10123.11; xent: 9.22; lr: 0.00002; 1234/1100 tok/s; 7 sec
[2020-01-01 10:10:00,000 INFO] Validation perplexity: 152.3
"""

_REWRITE = every((r"; +\d+/ *\d+ tok/s; +\d+ sec.*$", ""))


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"Step +\d+/ *\d+; acc: +\S+; ppl: +\S+; xent: ")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
