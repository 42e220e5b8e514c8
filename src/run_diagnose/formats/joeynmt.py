"""JoeyNMT.

``Epoch 3, Step: 9900, Batch Loss: ..`` and ``Evaluation result (greedy) loss: ..``; also validations.txt.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import every, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "joeynmt"
TITLE = "JoeyNMT train.log and validations.txt"
EXAMPLE = """\
2022-01-01 10:00:00,000 - INFO - joeynmt.training - Epoch   3, Step:     9900, Batch Loss:     2.114, Lr: 0.000300
2022-01-01 10:10:00,000 - INFO - joeynmt.prediction - Evaluation result (greedy) loss:   2.020, ppl:   7.54, acc:   0.58
"""

_REWRITE = every(
    (r"^.*Evaluation result \((?:greedy|beam search)\)\s*:?", "validation: "),
    (r"^Steps: (\d+)\t", r"validation: step \1, "),
    (r"\t", ", "),
)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    log, table = r"Step: +\d+, Batch Loss: ", r"^Steps: \d+\t(?:Loss|loss): \S+\t"
    return Match.SURE if sure(head, log) or sure(head, table) else Match.NO


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
