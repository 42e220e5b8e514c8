"""Caffe (glog lines): ``Iteration 100, loss = ..``, ``Test net output #0: loss = ..``, ``Iteration 100, lr = ..``.

The net's definition, printed first, is no data. The outputs of the training net repeat the loss and are left out.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import rewriting, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "caffe"
TITLE = "Caffe log"
EXAMPLE = """\
I0821 09:21:09.346159  5405 solver.cpp:310] Iteration 0, Testing net (#0)
I0821 09:21:09.431867  5405 solver.cpp:359]     Test net output #0: loss = 2.65418 (* 1 = 2.65418 loss)
I0821 09:21:09.451231  5405 solver.cpp:222] Iteration 0, loss = 2.6409
I0821 09:21:09.451272  5405 solver.cpp:517] Iteration 0, lr = 0.003
"""

_REWRITE = rewriting(
    (r"^.*\] Iteration (\d+)(?: \([^)]*\))?, (loss|lr) = (\S+).*$", r"iteration \1, \2: \3"),
    (r"^.*\] Iteration (\d+), Testing net.*$", r"iteration \1"),
    (r"^.*\] +Test net output #\d+: (\S+) = (\S+).*$", r"Test net output \1: \2"),
    (r"^.*\] +Train net output #\d+: (?!\w*loss)(\S+) = (\S+).*$", r"Train net output \1: \2"),
    (r"^(F\d{4} .*|\*\*\*.*|.*(?:Check fail|out of memory|Snapshotting|Restoring|Resuming).*)$", r"\1"),
    (r"^.*$", ""),
)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"^[IWE]\d{4} [\d:.]+ +\d+ (?:caffe|solver|sgd_solver|net|layer_factory|parallel)\.\w+:\d+\]")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
