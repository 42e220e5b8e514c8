"""Any text log: a print loop nobody has seen before.

The reader learns the log's own line shapes. It knows ``name=value`` and ``name: value`` pairs in any order and
with any separator, logger prefixes, epoch headers with the values on the lines below, train and validation on
separate lines, ``Epoch [3/10], Step [100/500]``, unlabelled counters ``[100/200000]``, percent signs, units,
``value (average)`` pairs, comma pairs ``loss, 0.838`` and progress bars. Numbers in tracebacks, clocks, versions,
paths and settings are no data.
"""

from __future__ import annotations

import re

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text import words
from run_diagnose.formats.text.reader import TextReader
from run_diagnose.formats.text.shapes import learn

NAME = "text"
TITLE = "Any text log with names and numbers"
EXAMPLE = """\
Epoch 1/80 - train_loss: 0.9551 - val_loss: 0.9980
Epoch 2/80 - train_loss: 0.9190 - val_loss: 0.9610
"""
_MARKUP = re.compile(r"^\s*(?:<!DOCTYPE|<html|<\?xml|%PDF|\{\\rtf)", re.IGNORECASE)
LINES_TRIED = 400
"""Lines of the head that are learnt to decide; a preamble longer than the head is given the benefit of the doubt."""


def recognise(head: Head) -> Match:
    """Maybe, if a line of the head has a value that measures learning."""
    if not head.lines or _MARKUP.match(head.text) or _is_config(head):
        return Match.NO
    for line in head.lines[:LINES_TRIED]:
        shape = learn(line)
        if shape.kind in ("data", "summary") and any(words.METRIC.search(f.name) for f in shape.fields):
            return Match.MAYBE
        if shape.kind == "traceback":
            return Match.MAYBE
    return Match.NO if head.whole else Match.MAYBE


_KEY = re.compile(r"^\s*(?:- )?[\w.\-]+\s*[:=](?:\s|$)")


def _is_config(head: Head) -> bool:
    """True for a settings file: one key a line, no key twice, and most keys measure nothing."""
    keys = [line.split(":")[0].split("=")[0].strip() for line in head.lines if _KEY.match(line)]
    plain = [line for line in head.lines if not line.lstrip().startswith(("#", "-", "["))]
    measured = sum(bool(words.LEARNING.search(k)) for k in keys)
    return (
        len(plain) >= 8
        and len(keys) >= 0.9 * len(plain)
        and len(set(keys)) >= 0.9 * len(keys)
        and measured <= 0.3 * len(keys)
    )


def reader(head: Head) -> TextReader:
    """A fresh reader."""
    return TextReader()
