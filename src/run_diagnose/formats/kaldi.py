"""Kaldi's neural-network training: ``train.*.log`` and ``compute_prob_valid.*.log`` of nnet2, nnet3 and chain models.

``Average objective function for 'output' for minibatches 0-99 is -2.91 over 51200 frames.`` The objective is a
log-probability per frame, so that more is better; it is read with its sign turned, as the loss that it is the negative
of. The counter is the last minibatch of the line. ``Overall average objective function`` closes a file and repeats it.
"""

from __future__ import annotations

import re

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import sure
from run_diagnose.formats.text.reader import TextReader

NAME = "kaldi"
TITLE = "Kaldi nnet3 and chain training logs"
EXAMPLE = """\
LOG (nnet3-train:PrintStatsForThisPhase():nnet-training.cc:280) Average objective function for 'output' for \
minibatches 0-99 is -2.913 over 51200 frames.
LOG (nnet3-train:PrintStatsForThisPhase():nnet-training.cc:280) Average objective function for 'output' for \
minibatches 100-199 is -2.407 over 51200 frames.
"""
_PHASE = re.compile(r"Average objective function for '([\w-]+)' for minibatches \d+-(\d+) is ([-+\d.eE]+|-?nan|-?inf)")
_OVERALL = re.compile(r"Overall average objective function|Overall log-probability")


def recognise(head: Head) -> Match:
    """Sure of the program's name in the prefix and of its objective."""
    return sure(head, r"^(?:LOG|WARNING) \(nnet\d?[\w-]*-train", r"[Aa]verage objective function for '")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_loss)


def _loss(line: str) -> str:
    found = _PHASE.search(line)
    if found is None:
        return "" if _OVERALL.search(line) else line
    name = "loss" if found[1] == "output" else f"loss_{found[1]}"
    value = found[3][1:] if found[3][0] == "-" else "-" + found[3].lstrip("+")
    return f"step: {found[2]}, {name}: {value}"
