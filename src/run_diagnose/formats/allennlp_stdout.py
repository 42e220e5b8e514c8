"""AllenNLP: a table ``Training | Validation`` behind the logger's prefix after each epoch."""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import rewriting, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "allennlp-stdout"
TITLE = "AllenNLP stdout"
EXAMPLE = """\
2022-09-19 20:28:43,879 - INFO - allennlp.training.trainer - Epoch 0/9
2022-09-19 20:36:19,622 - INFO - allennlp.training.tensorboard_writer -                   Training |  Validation
2022-09-19 20:36:19,623 - INFO - allennlp.training.tensorboard_writer - loss          |     0.510  |     0.543
"""

_REWRITE = rewriting((r"^.* - allennlp\.(?:common|data|nn|models)\..*$", ""))


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r" - allennlp\.(?:training|common|commands)\.")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
