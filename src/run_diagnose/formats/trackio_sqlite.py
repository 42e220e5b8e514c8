"""trackio's SQLite store, ``<project>.db``: one row per logged step with its metrics as JSON.

``metrics(run_name, step, metrics JSON, timestamp[, run_id])``; NaN and infinities are the strings ``"NaN"``,
``"Infinity"``, ``"-Infinity"``. ``configs`` become settings, ``alerts`` events. Every run of the project is a run
here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import dotted, flatten
from run_diagnose.formats.sqlite_store import MAGIC, Store, StoreReader, read_store
from run_diagnose.model.record import Event, NewRun, Point, Record, Setting

NAME, TITLE = "trackio-sqlite", "trackio SQLite store (<project>.db)"
EXAMPLE = "binary: trackio's project.db with the tables metrics (run_name, step, metrics as JSON), configs, alerts\n"
BINARY = True
NEEDS_PATH = True


def recognise(head: Head) -> Match:
    """Sure by trackio's columns in the schema."""
    known = head.data.startswith(MAGIC) and b"run_name" in head.data and b"metrics" in head.data
    return Match.SURE if known and b"is_nan" not in head.data else Match.NO


def read_path(path: str | Path) -> Iterator[Record]:
    """The records of the store at this path."""
    return read_store(path, records)


def is_trackio(store: Store) -> bool:
    """True where the store has trackio's table."""
    return store.has("metrics", "run_name", "step", "metrics")


def records(store: Store) -> Iterator[Record]:
    """Every run of the store, the first logged first."""
    if not is_trackio(store):
        return
    key = "run_id" if store.has("metrics", "run_id") else "run_name"
    query = f"SELECT {key}, MIN(run_name) FROM metrics GROUP BY {key} ORDER BY MIN(rowid)"
    runs = list(store.rows(query))
    for run, name in runs:
        if len(runs) > 1:
            yield NewRun(0, str(name))
        yield from _settings(store, key, run)
        for step, text in store.rows(f"SELECT step, metrics FROM metrics WHERE {key} = ? ORDER BY step, rowid", run):
            values = flatten(_object(text)).values
            if values and isinstance(step, (int, float)):
                values.setdefault("step", float(step))
            if values:
                yield Point(0, values)
        yield from _alerts(store, key, run)


def _settings(store: Store, key: str, run: object) -> Iterator[Setting]:
    if store.has("configs", "config", key):
        for (text,) in store.rows(f"SELECT config FROM configs WHERE {key} = ?", run):
            for name, value in dotted(_object(text)).items():
                if not name.startswith("_"):  # trackio's own: user, time, group
                    yield Setting(name, value, raw=str(value))


def _alerts(store: Store, key: str, run: object) -> Iterator[Event]:
    if store.has("alerts", "title", "text", "step", key):
        for title, text, step in store.rows(
            f"SELECT title, text, step FROM alerts WHERE {key} = ? ORDER BY rowid", run
        ):
            words = ": ".join(str(part) for part in (title, text) if part)
            yield Event("warning", 0, words[:500], {"step": float(step)} if isinstance(step, (int, float)) else {})


def _object(text: object) -> dict[str, Any]:
    """A JSON object out of a cell; empty for anything else."""
    try:
        found = json.loads(text) if isinstance(text, (str, bytes)) else None
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def reader(head: Head) -> StoreReader:  # noqa: ARG001 - the interface of every format
    """A fresh reader, for a store that is piped in."""
    return StoreReader(records)
