"""PaddlePaddle.

``Epoch 1[16/5011]: loss:0.7, lr:0.0``, PaddleClas' ``[Train][Epoch 1/10][Iter: 0/78]lr: .., loss: ..``, and the bars
of ``Model.fit``, which print ``step 938/938 - loss: ..`` for training and, below ``Eval begin...``, for evaluation.
"""

from __future__ import annotations

import re

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import Rewrite, every, sure
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
    return Match.SURE if sure(head, plain) or sure(head, clas) or _fits(head) else Match.NO


def reader(head: Head) -> TextReader:
    """A fresh reader."""
    return TextReader(rewrite=_model_fit() if _fits(head) else _REWRITE)


def _fits(head: Head) -> bool:
    """True for the console of ``Model.fit``."""
    return bool(sure(head, r"^step\s+\d+/\d+.* - loss: .* - \d+m?s/step", r"^Epoch \d+/\d+$"))


_BAR = re.compile(r"\r?step\s+(?P<n>\d+)/(?P<total>\d+)\s*(?:\[[=>.]*\])?(?P<figures>.*?)(?: - \d+m?s/step)?\s*$")


def _model_fit() -> Rewrite:
    """The full bar is the epoch's; those of an evaluation say so. What half a bar shows is on its way there."""
    part = "train"

    def rewrite(line: str) -> str:
        nonlocal part
        bar = _BAR.match(line)
        if bar is None:
            part = "val" if line.startswith("Eval begin") else "train" if line.startswith("Epoch ") else part
            return "" if line.startswith("Eval") else line
        if bar["n"] != bar["total"]:
            return ""
        return f"{'Validation' if part == 'val' else 'Train'}{bar['figures']}"

    return rewrite
