"""Keras progress bars, of Keras 2 (``[====>...]``) and Keras 3 (``━━━━``).

The last state of an epoch's bar is the epoch's point; its number stands on the line before (``Epoch 3/10``).
Half-drawn bars are running means and no points. A bar without an epoch line is an ``evaluate()`` and no epoch.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import skipping_next, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "keras-bars"
TITLE = "Keras progress bars (fit with verbose=1)"
EXAMPLE = """\
Epoch 1/10
1875/1875 [==============================] - 2s 1ms/step - loss: 0.4830 - val_loss: 0.5206
"""


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    bar = r"^\s*(\d+)/\1 (?:\[=+\]|━{5,}) ?-? ?\d+m?s.*(?: - |: )\w*loss: "
    return sure(head, r"^\s*Epoch \d+/\d+\s*$", bar)


def reader(head: Head) -> TextReader:
    """A fresh reader. Keras Tuner repeats under each ``Trial 3 Complete [..]`` the best that its bars have shown."""
    return TextReader(rewrite=skipping_next("complete [", _same)) if " Complete [" in head.text else TextReader()


def _same(line: str) -> str:
    return line
