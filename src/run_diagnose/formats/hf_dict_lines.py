"""The dicts that the Hugging Face Trainer prints: ``{'loss': 1.2, 'learning_rate': 5e-05, 'epoch': 0.27}``.

Newer versions print the values as text (``'loss': '1.381'``). The dict that ends a training (``train_runtime``) is
no point, unless nothing else was printed: then its ``train_loss`` is the run's only figure. Each such dict ends a
run.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import sure
from run_diagnose.formats.text.reader import TextReader

NAME = "hf-stdout"
TITLE = "Hugging Face Trainer, printed dicts"
EXAMPLE = """\
{'loss': 1.3812, 'grad_norm': 0.41, 'learning_rate': 0.002, 'epoch': 0.28}
{'eval_loss': 1.1, 'eval_runtime': 0.16, 'epoch': 1.0}
"""


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(
        head,
        r"\{'(?:loss|eval_loss|train_runtime|eval_\w+)': '?[-\dni].{0,4000}?'(?:epoch|learning_rate|train_loss)': ",
    )


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader()
