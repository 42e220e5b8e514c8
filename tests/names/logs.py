"""Logs in a few lines, for the tests of names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from run_diagnose.model.record import Block, Point, Record
from run_diagnose.model.roles import Role
from run_diagnose.model.run import Run, Source
from run_diagnose.names import FileRecords, Options, build
from run_diagnose.names.columns import Column
from run_diagnose.names.roles import assign


def file(records: Sequence[Record], path: str = "run.csv", form: str = "csv") -> FileRecords:
    """The records of one file."""
    return FileRecords(source=Source(path, form), records=records)


def points(rows: Sequence[Mapping[str, float]], split: str = "", first_line: int = 2) -> list[Record]:
    """One Point a row."""
    return [Point(first_line + i, dict(row), split) for i, row in enumerate(rows)]


def table(**columns: Sequence[float]) -> list[Record]:
    """One Block; all columns of one length, None where nothing was logged."""
    n = len(next(iter(columns.values())))
    values = {k: np.array([np.nan if v is None else v for v in c], dtype=float) for k, c in columns.items()}
    present = {k: np.array([v is not None for v in c]) for k, c in columns.items() if None in c}
    return [Block(np.arange(2, n + 2), values, present)]


def runs(*files: Sequence[Record] | FileRecords, options: Options | None = None) -> list[Run]:
    """The runs of files given as records."""
    given = [f if isinstance(f, FileRecords) else file(f, f"run{i or ''}.csv") for i, f in enumerate(files)]
    return build(given, options=options)


def run(*files: Sequence[Record] | FileRecords, options: Options | None = None) -> Run:
    """The only run."""
    found = runs(*files, options=options)
    assert len(found) == 1
    return found[0]


def roles(*names: str, points: int = 5) -> dict[str, Role]:
    """Roles of a log with these columns."""
    found, _ = assign([Column(n, points=points) for n in names])
    return dict(zip(names, found, strict=True))


def role_names(*names: str) -> dict[str, str]:
    """Role names of a log with these columns."""
    return {n: r.name for n, r in roles(*names).items()}
