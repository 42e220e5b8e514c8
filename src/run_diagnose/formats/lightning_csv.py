"""Lightning ``CSVLogger``: ``metrics.csv`` with ``epoch`` and ``step`` among columns in any order.

A row holds either training or validation values, so most cells are blank and no row may be dropped for it. A value
logged on step and epoch comes as ``x_step`` and ``x_epoch``. Validation rows repeat the step of the training row
before them. Names may hold slashes and whole tensor reprs. ``hparams.yaml`` beside it is the config.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.dialect import split_line
from run_diagnose.formats.tabular.reader import TableReader, table
from run_diagnose.formats.tabular.sniffing import dialect

NAME = "lightning-csv"
TITLE = "Lightning CSVLogger (metrics.csv)"
EXAMPLE = """\
epoch,step,train_loss_step,train_loss_epoch,val_loss
0,49,2.62,,
0,99,,,2.39
0,99,,2.55,
"""


def recognise(head: Head) -> Match:
    """Sure of ``epoch`` and ``step`` with blanks in the rows, or with ``_step`` and ``_epoch`` twins."""
    found = dialect(head)
    if found is None or found.separator != "," or not {"epoch", "step"} <= set(found.names):
        return Match.NO
    twins = any(name.endswith("_epoch") and name[:-5] + "step" in found.names for name in found.names)
    rows = [split_line(line, ",") for line in head.lines[1:60]]
    blanks = sum(not cell for row in rows for cell in row)
    sparse = blanks >= 0.15 * sum(map(len, rows)) and any(
        name.startswith(("train", "val", "test")) for name in found.names
    )
    return Match.SURE if twins or sparse or head.name == "metrics.csv" else Match.NO


def reader(head: Head) -> TableReader:
    """The rows as they stand."""
    return table(head, dialect(head))
