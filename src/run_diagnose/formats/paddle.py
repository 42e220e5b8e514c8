"""PaddlePaddle.

``Epoch 1[16/5011]: loss:0.7, lr:0.0`` and PaddleClas' ``[Train][Epoch 1/10][Iter: 0/78]lr: .., loss: ..``.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import every, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "paddle"
TITLE = "PaddlePaddle stdout (PaddleClas, PaddleDetection)"
EXAMPLE = """\
Epoch 1[16/5011]: loss:0.71410, lr:0.00000, batch time:0.4156, data time:1.6631
Epoch 1[1616/5011]: loss:0.20306, lr:0.00159, batch time:0.3074, data time:0.0003
mAP: 0.860687
"""

_REWRITE = every(
    (r"\[(Train|Eval)\]\[Epoch (\d+)(/\d+)?\]\[Iter: (\d+)(/\d+)?\]", r"\1: epoch \2\3, iter \4\5, "),
    (r"\[(Train|Eval)\]\[Epoch (\d+)(/\d+)?\]\[Avg\]", r"\1: epoch \2\3, "),
    (r"\blr\(\w+\)", "lr"),
)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    plain, clas = r"^Epoch \d+\[\d+/\d+\]: ?loss: ?\S+", r"\[(?:Train|Eval)\]\[Epoch \d+(?:/\d+)?\]\["
    return Match.SURE if sure(head, plain) or sure(head, clas) else Match.NO


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
