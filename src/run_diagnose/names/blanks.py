"""Columns of a table that turn blank for good: a cell with nothing in it is a placeholder, too."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.model.record import Placeholder
from run_diagnose.names.gather import Table

FEWEST_BEFORE = 5
"""Rows in a row that held a value before its absence is news; a metric of the first epochs alone is none."""
MOST_TOLD = 200
"""Blank cells that are handed on; that there are more changes nothing."""
TEXT = "(blank)"


def ended_in_blanks(table: Table) -> Iterator[Placeholder]:
    """The blank cells behind a column that was filled in every row up to there, while another is filled to the end.

    Tables with rows of several kinds (training and validation in turn) have no such column.
    """
    if "separator" not in table.source.detail or not any(c.count == table.rows for c in table.columns.values()):
        return
    lines = table.lines.arrays()[1]
    for (_, name), column in table.columns.items():
        rows = column.arrays()[0]
        filled = len(rows)
        if FEWEST_BEFORE <= filled < table.rows and rows[0] == 0 and rows[-1] == filled - 1:
            for line in lines[filled : filled + MOST_TOLD]:
                yield Placeholder(int(line), name, TEXT)


def with_blanks(table: Table) -> tuple[Placeholder, ...]:
    """All placeholders of a table; blanks only of columns that no word stands in for."""
    spelled = {placeholder.name for placeholder in table.placeholders}
    blanks = (placeholder for placeholder in ended_in_blanks(table) if placeholder.name not in spelled)
    return (*table.placeholders, *blanks)
