"""One table of several runs: a column ``fold``, ``seed`` or ``run`` beside the axis says whose row it is.

Where the runs follow one another the column's change begins a new run at once; where their rows alternate, all are kept
until the end and handed over run by run.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from run_diagnose.formats.base import Head
from run_diagnose.formats.tabular.cells import number
from run_diagnose.formats.tabular.dialect import AXES, Dialect, split_line
from run_diagnose.formats.tabular.reader import Options, TableReader, table
from run_diagnose.model.record import NewRun, Placeholder, Point, Record

_GROUPS = (
    "fold", "cv_fold", "k_fold", "kfold", "seed", "run", "run_id", "run_name", "trial", "trial_id", "experiment", "exp",
    "exp_name", "experiment_name", "model", "model_name", "replicate", "rep", "client", "client_id",
)  # fmt: skip
WORDS_ONLY = (
    "arm", "dataset", "data", "method", "algorithm", "algo", "optimizer", "optimiser", "optim", "activation", "arch",
    "architecture", "network", "backbone", "encoder", "variant", "config", "setting", "condition", "task", "subject",
)  # fmt: skip
"""Columns that tell runs apart where they hold words; numbers under these names are figures."""
_SAMPLE = 400
"""Lines looked at."""


def group_columns(dialect: Dialect, head: Head) -> tuple[int, ...]:
    """The columns that tell the runs of one table apart, none where its rows are one run.

    Only where another column is the axis, and where that axis is used more than once: a column ``seed`` that differs
    in every episode of one training tells nothing apart.
    """
    axis = dialect.axis
    if axis is None or not dialect.header:
        return ()
    plain = [name.lower().replace(" ", "_") for name in dialect.names]
    found = tuple(
        i
        for i, name in enumerate(plain)
        if i not in (axis, dialect.split) and (name in _GROUPS or (name in WORDS_ONLY and i in dialect.text))
    )
    if not found:
        return ()
    rows = [row for line in head.lines[1:_SAMPLE] if len(row := split_line(line, dialect.separator)) == len(plain)]
    several = len({tuple(row[i] for i in found) for row in rows}) > 1
    counters = {axis, *(i for i, name in enumerate(plain) if name in AXES)}
    return () if several and any(_goes_on([row[i] for row in rows], dialect) for i in counters) else found


def _goes_on(cells: list[str], dialect: Dialect) -> bool:
    values = [number(cell, comma=dialect.comma) for cell in cells]
    return all(a is not None and b is not None and a < b for a, b in pairwise(values))


class GroupedReader:
    """The rows of each group as a run of its own, named after the group."""

    def __init__(self, head: Head, dialect: Dialect, columns: tuple[int, ...]) -> None:
        names = {dialect.names[i] for i in columns}
        self._columns = columns
        self._separator = dialect.separator
        self._rows: TableReader = table(head, dialect, Options(rename=lambda name: None if name in names else name))
        rows = [split_line(line, dialect.separator) for line in head.lines[1:_SAMPLE]]
        groups = [tuple(row[i] for i in columns) for row in rows if len(row) > max(columns)]
        changes = sum(a != b for a, b in pairwise(groups))
        self._kept: dict[tuple[str, ...], list[Record]] | None = {} if changes >= len(set(groups)) else None
        self._here: tuple[str, ...] | None = None
        telling = [k for k in range(len(columns)) if len({group[k] for group in groups}) > 1] or [0]
        self._telling = [(k, dialect.names[columns[k]]) for k in telling]
        self.detail = f"{self._rows.detail}, runs by {' and '.join(name for _, name in self._telling)}"

    def feed(self, number: int, line: str) -> Iterable[Record]:
        """One line."""
        records = list(self._rows.feed(number, line))
        if not any(isinstance(record, Point | Placeholder) for record in records):
            return records
        cells = split_line(line, self._separator)
        group = tuple(cells[i] for i in self._columns) if len(cells) > max(self._columns) else ()
        return self._placed(number, group, records)

    def _placed(self, number: int, group: tuple[str, ...], records: list[Record]) -> list[Record]:
        if self._kept is not None:
            self._kept.setdefault(group, []).extend(records)
            return []
        if group == self._here or not any(group):
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

    def _name(self, group: tuple[str, ...]) -> str:
        said = [(name, group[k]) for k, name in self._telling if k < len(group) and group[k]]
        return " ".join(f"{name} {word}" if word.replace(".", "").isdigit() else word for name, word in said)
