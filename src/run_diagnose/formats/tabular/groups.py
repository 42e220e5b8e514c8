"""One table of several runs: a column ``fold``, ``seed`` or ``run`` beside the axis says whose row it is.

Where the runs follow one another the column's change begins a new run at once; where their rows alternate, all are kept
until the end and handed over run by run.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from run_diagnose.formats.base import Head
from run_diagnose.formats.tabular.dialect import Dialect, split_line
from run_diagnose.formats.tabular.reader import Options, TableReader, table
from run_diagnose.model.record import NewRun, Placeholder, Point, Record

_GROUPS = (
    "fold", "cv_fold", "k_fold", "kfold", "seed", "run", "run_id", "run_name", "trial", "trial_id", "experiment", "exp",
    "exp_name", "experiment_name", "model", "model_name", "replicate", "rep",
)  # fmt: skip


def group_column(dialect: Dialect) -> int | None:
    """The column that tells the runs of one table apart; only where another column is the axis."""
    plain = [name.lower().replace(" ", "_") for name in dialect.names]
    found = next((plain.index(name) for name in _GROUPS if name in plain), None)
    return found if dialect.axis is not None and dialect.header and found != dialect.axis else None


class GroupedReader:
    """The rows of each group as a run of its own, named after the group."""

    def __init__(self, head: Head, dialect: Dialect, column: int) -> None:
        self._column = dialect.names[column]
        self._index = column
        self._separator = dialect.separator
        self._rows: TableReader = table(
            head, dialect, Options(rename=lambda name: None if name == self._column else name)
        )
        self.detail = f"{self._rows.detail}, runs by {self._column}"
        groups = [row[column] for line in head.lines[:400] if len(row := split_line(line, dialect.separator)) > column]
        changes = sum(a != b for a, b in pairwise(groups[1:]))
        self._kept: dict[str, list[Record]] | None = {} if changes >= len(set(groups[1:])) else None
        self._here: str | None = None

    def feed(self, number: int, line: str) -> Iterable[Record]:
        """One line."""
        records = list(self._rows.feed(number, line))
        if not any(isinstance(record, Point | Placeholder) for record in records):
            return records
        cells = split_line(line, self._separator)
        group = cells[self._index] if len(cells) > self._index else ""
        return self._placed(number, group, records)

    def _placed(self, number: int, group: str, records: list[Record]) -> list[Record]:
        if self._kept is not None:
            self._kept.setdefault(group, []).extend(records)
            return []
        if group == self._here or not group:
            return records
        self._here = group
        return [NewRun(number, self._name(group)), *records]

    def close(self) -> Iterable[Record]:
        """What was kept, run by run."""
        out = list(self._rows.close())
        for group, records in (self._kept or {}).items():
            first = next((record.line for record in records if isinstance(record, Point)), 0)
            out += [NewRun(first, self._name(group)), *records]
        return out

    def _name(self, group: str) -> str:
        return f"{self._column} {group}" if group.replace(".", "").isdigit() else group
