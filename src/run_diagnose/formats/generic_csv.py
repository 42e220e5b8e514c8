"""Any table of numbers with a header: ``epoch,train_loss,val_loss``.

Separators ``,`` ``;`` tab ``|`` and blanks; quotes; names padded with blanks; an index column without a name (pandas)
is passed over; a decimal comma is understood where the table has no decimal point. A blank was not logged, ``nan``
was logged as NaN, and ``-``, ``None``, ``#NUM!`` are placeholders. Rows may be sparse. A column ``phase`` of ``train``
and ``val`` says the split of its row; a table with one value a row (``step,metric,value``) takes names from it.
The header in the middle of the file begins a new run where epochs begin anew, else marks a resume. Tables without a
header are read where all cells are numbers; a lone value column is then named after its file.

A column ``fold``, ``seed``, ``run``, ``model``, ``optimizer`` ... beside the axis makes a run of each of its values.

A table whose rows are runs (one line per experiment) is not a log and is pointed to ``diagnose compare``.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.groups import GroupedReader, group_columns
from run_diagnose.formats.tabular.reader import TableReader, table
from run_diagnose.formats.tabular.runs_table import refuse_table_of_runs
from run_diagnose.formats.tabular.sniffing import dialect

NAME = "csv"
TITLE = "Any table of numbers with a header (CSV, TSV, semicolons, blanks)"
EXAMPLE = """\
epoch,train_loss,val_loss
1,1.093,1.288
2,0.986,1.272
"""


def recognise(head: Head) -> Match:
    """Perhaps, for every table of numbers."""
    return Match.NO if dialect(head) is None else Match.MAYBE


def reader(head: Head) -> TableReader | GroupedReader:
    """Raises ``NotALogError`` for a table whose rows are runs."""
    found = dialect(head)
    refuse_table_of_runs(head, found)
    columns = () if found is None else group_columns(found, head)
    if found is not None and columns:
        return GroupedReader(head, found, columns)
    return table(head, found)
