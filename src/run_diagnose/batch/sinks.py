"""Where rows go besides the screen: JSON lines as they come, a Parquet file at the end."""

from __future__ import annotations

import os
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from run_diagnose.batch.row import Row, from_json, to_json
from run_diagnose.batch.table import COUNTS, TEXTS, clean, flat
from run_diagnose.errors import UnreadableError, UsageError


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


class Parquet:
    """The rows as one table, written at the end: a row without its report is about a kilobyte.

    Columns are those of ``Scan.to_frame()``, with the types they have when no run fills them, and ``findings``, a list
    of code, rule, severity, confidence and onset for each run.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._rows: list[tuple[int, str]] = []
        try:
            import_module("pyarrow")
        except ImportError as error:
            raise UsageError("--parquet needs pyarrow", "pip install 'run-diagnose[parquet]'") from error
        try:
            with Path(name).open("ab"):  # told now, not after ten thousand runs
                pass
        except OSError as error:
            raise _unwritable(name, error) from error

    def add(self, index: int, row: Row) -> None:
        """Keep one row."""
        self._rows.append((index, to_json(replace(row, report=None))))

    def close(self) -> None:
        """Write the table."""
        rows = [row for _, text in sorted(self._rows) if (row := from_json(text)) is not None]
        part = Path(f"{self.name}.{os.getpid()}.part")
        try:
            import_module("pyarrow.parquet").write_table(_arrow(rows), str(part))
            part.replace(self.name)
        except OSError as error:
            raise _unwritable(self.name, error) from error


def _arrow(rows: list[Row]) -> Any:
    pa = import_module("pyarrow")
    finding = [(name, pa.string()) for name in ("code", "rule", "severity")]
    finding += [(name, pa.float64()) for name in ("confidence", "onset")]
    columns = flat(rows)
    types = {**dict.fromkeys(TEXTS, pa.string()), **dict.fromkeys(COUNTS, pa.int64())}
    arrays = [pa.array(values, types.get(name, pa.float64()), from_pandas=True) for name, values in columns.items()]
    arrays.append(pa.array([list(row.findings) for row in rows], pa.list_(pa.struct(finding))))
    return pa.table(arrays, names=[*(clean(name) for name in columns), "findings"])


def _unwritable(name: str, error: OSError) -> UnreadableError:
    return UnreadableError(f"{name} cannot be written: {error.strerror}", "choose another file")
