"""Opening a tracker's SQLite file: read-only, never written to, never trusted.

The file is opened with ``mode=ro&immutable=1``, so that no lock, journal or shared-memory file appears beside it;
what is still in a write-ahead log is not seen, and an event says so. Only tables are read, no view of a hostile
schema.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from run_diagnose.errors import UnreadableError
from run_diagnose.model.record import Event, Record

MAGIC = b"SQLite format 3\0"

Query = Callable[..., Iterator[tuple[Any, ...]]]


class Store:
    """An open store: its tables with their columns, and queries."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        names = [name for (name,) in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        self.tables: dict[str, set[str]] = {
            str(name): {str(row[1]) for row in self.rows(f"PRAGMA table_info({_quoted(name)})")} for name in names
        }

    def rows(self, query: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows of a query."""
        return iter(self._connection.execute(query, values))

    def has(self, table: str, *columns: str) -> bool:
        """True where the table is there with these columns."""
        return set(columns) <= self.tables.get(table, set()) if table in self.tables else False


def _quoted(name: object) -> str:
    return '"' + str(name).replace('"', '""') + '"'


def read_store(path: str | Path, records: Callable[[Store], Iterator[Record]]) -> Iterator[Record]:
    """What ``records`` makes of the store at this path; ``UnreadableError`` where SQLite cannot read it."""
    file = Path(path)
    try:
        wal = file.with_name(file.name + "-wal")
        if wal.exists() and wal.stat().st_size:
            yield Event("warning", 0, f"rows still in {wal.name} are not read: close the tracker, then try again")
        uri = f"file:{quote(str(file.absolute().as_posix()))}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            connection.text_factory = lambda data: data.decode("utf-8", "replace")
            connection.execute("PRAGMA trusted_schema = OFF")
            yield from records(Store(connection))
    except (sqlite3.Error, ValueError, OverflowError, OSError) as problem:  # a broken name is a UnicodeDecodeError
        raise UnreadableError(
            f"SQLite cannot read {file.name}: {problem}", "copy the store while no tracker has it open, then try again"
        ) from None


class StoreReader:
    """The push interface, for a store that is piped in: SQLite needs a file, so one is made and removed again."""

    def __init__(self, records: Callable[[Store], Iterator[Record]]) -> None:
        self._records = records
        self._chunks: list[bytes] = []

    def feed(self, chunk: bytes) -> Iterable[Record]:
        """Keeps the bytes."""
        self._chunks.append(chunk)
        return ()

    def close(self) -> Iterator[Record]:
        """The records of the whole store."""
        with tempfile.TemporaryDirectory(prefix="run-diagnose-") as folder:
            path = Path(folder) / "store.db"
            path.write_bytes(b"".join(self._chunks))
            self._chunks = []
            yield from read_store(path, self._records)
