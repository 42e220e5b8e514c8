"""Keras ``CSVLogger``: ``epoch`` first, the other columns sorted by name, validation with ``val_`` before it.

Often saved as ``training.log``. The learning rate is ``lr`` in old and ``learning_rate`` in new versions.
``append=True`` writes fit after fit into one file without a header between, so that ``epoch`` starts again. ``NA``
fills the columns that a fit stopped by ``model.stop_training`` no longer had; lists of values stand in quotes and are
no series.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.reader import TableReader, table
from run_diagnose.formats.tabular.sniffing import dialect

NAME = "keras-csv"
TITLE = "Keras CSVLogger"
EXAMPLE = """\
epoch,accuracy,learning_rate,loss,val_accuracy,val_loss
0,0.361,0.001,1.182,0.601,1.045
1,0.407,0.001,1.084,0.602,1.008
"""


def recognise(head: Head) -> Match:
    """Sure of ``epoch`` and sorted names with ``loss`` among them, each ``val_`` name beside its training name."""
    found = dialect(head)
    if found is None or found.separator not in (",", ";", "\t") or found.names[:1] != ("epoch",):
        return Match.NO
    names = list(found.names[1:])
    paired = all(name[4:] in names for name in names if name.startswith("val_"))
    return Match.SURE if "loss" in names and paired and names == sorted(names) else Match.NO


def reader(head: Head) -> TableReader:
    """The rows as they stand."""
    return table(head, dialect(head))
