"""PyTorch's ImageNet example, copied into countless projects.

``Epoch: [0][ 10/391] .. Loss 2.3 (2.4) Acc@1 10.1 (11.2)`` per batch, ``Test: [ 0/196] ..`` per validation batch
(running means, no points of their own) and `` * Acc@1 69.758 Acc@5 89.078`` at the end of a validation. The
validation loss is the running mean of its last batch line. Swin Transformer and its children print the same behind a
logger's prefix, with ``Train: [0/300][10/1251] eta ..`` per batch.
"""

from __future__ import annotations

import re

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import sure
from run_diagnose.formats.text.prefixes import prefix_end
from run_diagnose.formats.text.reader import TextReader

NAME = "pytorch-imagenet"
TITLE = "PyTorch ImageNet example stdout"
EXAMPLE = """\
Epoch: [0][ 10/391]\tTime  0.312 ( 0.402)\tLoss 2.3412e+00 (2.4120e+00)\tAcc@1  10.16 ( 11.20)
Test: [ 0/196]\tTime  1.102 ( 1.102)\tLoss 1.9012e+00 (1.9012e+00)\tAcc@1  31.25 ( 31.25)
 *   Acc@1 30.120 Acc@5 58.410
"""
_TEST = re.compile(r"^\s*Test: \[ *\d+/\d+\].*?Loss +\S+ +\( *([^\s)]+)\)")
_DONE = re.compile(r"^\s*\* +((?:Acc|Prec)@1 .*)$")
_TRAIN = re.compile(r"^\s*(?:Epoch: \[(\d+)\]|Train: \[(\d+)/\d+\])\[ *(\d+)/(\d+)\]")


class Rewriter:
    """Keeps the running validation loss until the validation's last line."""

    def __init__(self) -> None:
        self._loss = ""

    def __call__(self, line: str) -> str:
        line = line[prefix_end(line) :]
        if found := _TRAIN.match(line):
            return f"Train: epoch {found[1] or found[2]}, batch {found[3]}/{found[4]}, {line[found.end() :].strip()}"
        if found := _TEST.match(line):
            self._loss = found[1]
            return ""
        if found := _DONE.match(line):
            loss, self._loss = self._loss, ""
            return f"Test: Loss {loss}, {found[1]}" if loss else f"Test: {found[1]}"
        return line


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(
        head,
        r"^(?:.{0,100}[ \]])?(?:Epoch: \[\d+\]\[ *\d+/\d+\]\s+Time +\S+ \( *\S+\)\s.*Loss +\S+ \( *\S+\)"
        r"|Train: \[\d+/\d+\]\[\d+/\d+\]\s+eta .*loss \S+ \(\S+\).*mem \d+MB)",
    )


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=Rewriter())
