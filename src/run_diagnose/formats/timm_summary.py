"""timm ``summary.csv``: ``epoch,train_loss,eval_loss,eval_top1,eval_top5`` and, in newer versions, ``lr``.

Epochs from 0; ``eval_`` is the validation set; top-1 and top-5 are percentages. With model averaging the ``eval_``
values may be those of the averaged weights, under names like ``eval_top1 (EMA)``. ``args.yaml`` lies beside it.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.reader import TableReader, table
from run_diagnose.formats.tabular.sniffing import dialect

NAME = "timm-summary"
TITLE = "timm summary.csv"
EXAMPLE = """\
epoch,train_loss,eval_loss,eval_top1,eval_top5,lr
0,6.912,6.871,0.42,1.93,1e-06
1,6.703,6.424,2.61,8.77,0.0001
"""


def recognise(head: Head) -> Match:
    """Sure of ``epoch`` with training loss and top-1 of the evaluation."""
    found = dialect(head)
    own = found is not None and {"epoch", "train_loss", "eval_loss", "eval_top1"} <= set(found.names)
    return Match.SURE if own else Match.NO


def reader(head: Head) -> TableReader:
    """The rows as they stand."""
    return table(head, dialect(head))
