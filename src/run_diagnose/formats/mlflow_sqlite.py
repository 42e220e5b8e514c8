"""MLflow's SQLite store, ``mlflow.db``: the default of MLflow 3.

``metrics(key, value, timestamp, run_uuid, step, is_nan)``: a NaN is stored as 0 with ``is_nan`` set, infinity as
+-1.7976931348623157e308; both are given back as what they are. ``params`` become settings; a run that failed or was
killed says so in an event. Every run of the store is a run here, in the order they started; deleted ones are left
out.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from run_diagnose.errors import NotALogError
from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.mlflow_store import INFINITE, setting
from run_diagnose.formats.sqlite_store import MAGIC, Store, StoreReader, read_store
from run_diagnose.model.record import Block, Event, NewRun, Record

NAME, TITLE = "mlflow-sqlite", "MLflow SQLite store (mlflow.db)"
EXAMPLE = (
    "binary: mlflow.db with the tables runs, metrics (key, value, timestamp, run_uuid, step, is_nan), params, tags\n"
)
BINARY = True
NEEDS_PATH = True

_ENDED = {"FAILED": "the run failed", "KILLED": "the run was killed"}


def recognise(head: Head) -> Match:
    """Sure by MLflow's columns in the schema; maybe for any other SQLite file, since the schema may lie further on."""
    if not head.data.startswith(MAGIC):
        return Match.NO
    return Match.SURE if b"is_nan" in head.data and b"run_uuid" in head.data else Match.MAYBE


def read_path(path: str | Path) -> Iterator[Record]:
    """The records of the store at this path."""
    return read_store(path, records)


def records(store: Store) -> Iterator[Record]:
    """Every run of the store; another tracker's store is handed to its own reader."""
    if not store.has("metrics", "key", "value", "run_uuid", "step", "is_nan"):
        from run_diagnose.formats import trackio_sqlite

        if not trackio_sqlite.is_trackio(store):
            names = ", ".join(sorted(store.tables)[:8]) or "none"
            raise NotALogError(
                f"this SQLite file is no tracker's store known here (tables: {names})",
                "MLflow and trackio stores are read; export another table as CSV",
            )
        yield from trackio_sqlite.records(store)
        return
    runs = list(_runs(store))
    for run, name, status in runs:
        if len(runs) > 1:
            yield NewRun(0, name or run)
        if store.has("params", "key", "value", "run_uuid"):
            for key, value in store.rows("SELECT key, value FROM params WHERE run_uuid = ? ORDER BY key", run):
                yield setting(str(key), str(value))
        yield from _metrics(store, run)
        if status in _ENDED:
            yield Event("abort", 0, _ENDED[status])


def _runs(store: Store) -> Iterator[tuple[str, str, str]]:
    """Id, name and status of the runs that logged something, the first started first."""
    logged = [str(run) for (run,) in store.rows("SELECT DISTINCT run_uuid FROM metrics ORDER BY run_uuid")]
    known: dict[str, tuple[float, str, str, str]] = {}
    if store.has("runs", "run_uuid", "name", "status", "start_time", "lifecycle_stage"):
        query = "SELECT run_uuid, start_time, name, status, lifecycle_stage FROM runs"
        for run, start, name, status, stage in store.rows(query):
            known[str(run)] = (float(start or 0), str(name or ""), str(status), str(stage))
    if store.has("tags", "key", "value", "run_uuid"):
        for run, name in store.rows("SELECT run_uuid, value FROM tags WHERE key = 'mlflow.runName'"):
            if str(run) in known and not known[str(run)][1]:
                start, _, status, stage = known[str(run)]
                known[str(run)] = (start, str(name), status, stage)
    for run in sorted(logged, key=lambda one: known.get(one, (0.0, ""))[0]):
        _, name, status, stage = known.get(run, (0.0, "", "", ""))
        if stage != "deleted":
            yield run, name, status


def _metrics(store: Store, run: str) -> Iterator[Block]:
    query = "SELECT key, step, timestamp, value, is_nan FROM metrics WHERE run_uuid = ? ORDER BY key, step, timestamp"
    rows: dict[str, list[tuple[float, float, float]]] = {}
    for key, step, stamp, value, is_nan in store.rows(query, run):
        numbers = [one if isinstance(one, (int, float)) else float("nan") for one in (step, stamp, value)]
        y = float("nan") if is_nan else float(numbers[2])
        rows.setdefault(str(key), []).append((float(numbers[0]), float(numbers[1]) / 1000, y))
    for name, points in rows.items():
        table = np.array(points, dtype=np.float64)
        infinite = np.abs(table[:, 2]) >= INFINITE
        table[infinite, 2] = np.copysign(np.inf, table[infinite, 2])
        columns = {"step": table[:, 0], "wall_time": table[:, 1], name: table[:, 2]}
        yield Block(np.zeros(len(points), np.int64), columns)


def reader(head: Head) -> StoreReader:  # noqa: ARG001 - the interface of every format
    """A fresh reader, for a store that is piped in."""
    return StoreReader(records)
