"""Flair ``loss.tsv``: tab-separated, upper-case names, ``_`` for what was not measured.

Some versions write two tabs after ``TRAIN_LOSS``, so that every row has one cell more than the header and each later
column would shift by one; the empty cell is taken out. ``TIMESTAMP`` is a time of day. ``DEV_`` is the validation
set. Newer versions measure ``DEV_`` and ``TEST_`` only where such sets are given.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.dialect import Dialect
from run_diagnose.formats.tabular.reader import Options, TableReader, table
from run_diagnose.formats.tabular.sniffing import dialect

NAME = "flair-tsv"
TITLE = "Flair loss.tsv"
EXAMPLE = """\
EPOCH\tTIMESTAMP\tBAD_EPOCHS\tLEARNING_RATE\tTRAIN_LOSS\tTRAIN_F-SCORE\tDEV_LOSS\tDEV_F-SCORE
0\t17:27:16\t0\t0.1000\t0.02194\t\t_\t0.01490\t0.7627
1\t17:27:44\t0\t0.1000\t0.01189\t\t_\t0.00987\t0.9153
"""


def recognise(head: Head) -> Match:
    """Sure of ``EPOCH`` and ``TIMESTAMP`` in capitals."""
    return Match.SURE if head.lines and head.lines[0].startswith("EPOCH\tTIMESTAMP\t") else Match.NO


def reader(head: Head) -> TableReader:
    """The rows, mended where they have the extra cell."""
    header = tuple(cell.strip() for cell in head.lines[0].split("\t")) if head.lines else ()
    width = len(header)

    def without_extra(cells: list[str]) -> list[str]:
        if len(cells) == width + 1 and "" in cells:
            gap = cells.index("")
            return cells[:gap] + cells[gap + 1 :]
        return cells

    found = dialect(head)
    own = Dialect("\t", header, header) if found is None or len(found.names) != width else found
    return table(head, own, Options(repair=without_extra))
