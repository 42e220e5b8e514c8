"""Where rows go besides the screen: JSON lines as they come, a Parquet file at the end."""

from __future__ import annotations

import json
import os
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from run_diagnose.batch.row import Row, to_json
from run_diagnose.errors import UnreadableError, UsageError

METRICS = 32
"""Metrics that get columns of their own in a flat table."""


class JsonLines:
    """A file of one row a line. While it grows the rows stand as they finished; at the end in the order of paths."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._places: list[tuple[int, int, int]] = []
        try:
            self._file: IO[bytes] = Path(name).open("w+b")  # noqa: SIM115 - closed by close()
        except OSError as error:
            raise _unwritable(name, error) from error

    def add(self, index: int, row: Row) -> None:
        """Write one row; ``index`` is the place of its unit."""
        line = (to_json(row) + "\n").encode("utf-8", "replace")
        self._places.append((index, self._file.tell(), len(line)))
        self._file.write(line)
        self._file.flush()

    def close(self) -> None:
        """Put the rows into order, so that the same folder gives the same bytes, and close the file."""
        ordered = sorted(self._places)
        if ordered != self._places:
            part = Path(f"{self.name}.{os.getpid()}.part")
            with part.open("wb") as out:
                for _, start, size in ordered:
                    self._file.seek(start)
                    out.write(self._file.read(size))
            part.replace(self.name)
        self._file.close()


def flat(row: Row) -> dict[str, Any]:
    """A row as flat columns: the metrics as ``val_loss.best``, findings as their codes."""
    out: dict[str, Any] = {
        "path": row.path, "name": row.name, "status": row.status, "verdict": row.verdict, "severity": row.severity,
        "codes": " ".join(row.codes), "answer": row.answer, "axis": row.axis, "last": row.last, "points": row.points,
        "kept": row.kept, "change": row.change, "reason": row.reason,
    }  # fmt: skip
    for name, metric in list(row.metrics.items())[:METRICS]:
        out |= {f"{name}.best": metric["best"], f"{name}.at": metric["at"], f"{name}.last": metric["last"]}
    return out


class Parquet:
    """The rows as one table, written at the end: flat rows are about a kilobyte each."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._rows: list[tuple[int, str]] = []
        try:
            import_module("pyarrow")
        except ImportError as error:
            raise UsageError("--parquet needs pyarrow", "pip install 'run-diagnose[parquet]'") from error

    def add(self, index: int, row: Row) -> None:
        """Keep one row."""
        self._rows.append((index, json.dumps(flat(row), ensure_ascii=False)))

    def close(self) -> None:
        """Write the table."""
        import pandas as pd

        frame = pd.DataFrame([json.loads(text) for _, text in sorted(self._rows)])
        try:
            frame.to_parquet(self.name, index=False)
        except OSError as error:
            raise _unwritable(self.name, error) from error


def _unwritable(name: str, error: OSError) -> UnreadableError:
    return UnreadableError(f"{name} cannot be written: {error.strerror}", "choose another file")
