"""fastai ``CSVLogger``: ``epoch,train_loss,valid_loss,...,time`` with the time of an epoch as ``mm:ss``.

``history.csv``. Each ``fit`` appended to the file writes its header again. ``#na#`` or a blank stands where there was
no validation set.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.reader import TableReader, table
from run_diagnose.formats.tabular.sniffing import dialect

NAME = "fastai-csv"
TITLE = "fastai CSVLogger (history.csv)"
EXAMPLE = """\
epoch,train_loss,valid_loss,accuracy,time
0,0.6321,0.4512,0.801,00:12
1,0.4387,0.3921,0.834,00:11
"""


def recognise(head: Head) -> Match:
    """Sure of ``epoch``, ``train_loss`` and ``valid_loss`` in front and ``time`` at the end."""
    found = dialect(head)
    if found is None or found.separator not in (",", "\t"):
        return Match.NO
    names = found.names
    own = names[:3] == ("epoch", "train_loss", "valid_loss") and names[-1] == "time"
    return Match.SURE if own else Match.NO


def reader(head: Head) -> TableReader:
    """The rows as they stand, times in seconds."""
    return table(head, dialect(head))
