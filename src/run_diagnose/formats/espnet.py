"""ESPnet 2: ``3epoch results: [train] loss=.., acc=.., [valid] loss=..`` and ``3epoch:train:1-50batch: loss=..``."""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import rewriting, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "espnet"
TITLE = "ESPnet train.log"
EXAMPLE = """\
[host] 2021-01-01 10:00:00,123 (trainer:737) INFO: 1epoch:train:1-50batch: iter_time=0.012, loss=120.113, acc=0.101
[host] 2021-01-01 11:00:00,123 (trainer:338) INFO: 1epoch results: [train] loss=98.105, acc=0.213, [valid] loss=70.511
"""

_REWRITE = rewriting(
    (r"^.*?\b(\d+)epoch results: ", r"epoch \1: "),
    (r"^.*?\b(\d+)epoch:train:\d+-(\d+)batch: ", r"epoch \1, batch \2: "),
)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"\b\d+epoch(?: results: \[train\]|:train:\d+-\d+batch: )")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
