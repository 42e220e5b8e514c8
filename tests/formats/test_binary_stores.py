"""SQLite stores of MLflow and trackio, and MLflow's folders."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from run_diagnose import formats
from run_diagnose.errors import DiagnoseError, NotALogError
from run_diagnose.formats import mlflow_sqlite, mlflow_store, trackio_sqlite
from run_diagnose.formats.base import Head, Match
from run_diagnose.model.record import Block, Event, NewRun, Point, Record, Setting

MLFLOW = """
CREATE TABLE runs (run_uuid VARCHAR, name VARCHAR, status VARCHAR, start_time BIGINT, lifecycle_stage VARCHAR);
CREATE TABLE metrics (key VARCHAR, value DOUBLE, timestamp BIGINT, run_uuid VARCHAR, step BIGINT, is_nan BOOLEAN);
CREATE TABLE params (key VARCHAR, value VARCHAR, run_uuid VARCHAR);
CREATE TABLE tags (key VARCHAR, value VARCHAR, run_uuid VARCHAR);
INSERT INTO runs VALUES ('b', 'second', 'FAILED', 200, 'active'), ('a', '', 'FINISHED', 100, 'active'),
  ('c', 'gone', 'FINISHED', 50, 'deleted');
INSERT INTO tags VALUES ('mlflow.runName', 'first', 'a');
INSERT INTO params VALUES ('lr', '0.001', 'a'), ('layers', '3', 'a'), ('amp', 'True', 'a'), ('opt', 'adam', 'a');
INSERT INTO metrics VALUES ('loss', 0.7, 1700000002000, 'a', 2, 0), ('loss', 0.9, 1700000001000, 'a', 1, 0),
  ('loss', 0.0, 1700000003000, 'a', 3, 1), ('loss', 1.7976931348623157e308, 1700000004000, 'a', 4, 0),
  ('loss', -1.7976931348623157e308, 1700000004000, 'a', 5, 0), ('acc', 0.5, 1700000001000, 'b', 1, 0),
  ('acc', 0.5, 1700000001000, 'c', 1, 0);
"""
TRACKIO = """
CREATE TABLE metrics (id INTEGER PRIMARY KEY, timestamp TEXT, run_name TEXT, step INTEGER, metrics TEXT);
CREATE TABLE configs (id INTEGER PRIMARY KEY, run_name TEXT, config TEXT, created_at TEXT);
CREATE TABLE alerts (id INTEGER PRIMARY KEY, timestamp TEXT, run_name TEXT, title TEXT, text TEXT, step INTEGER);
"""


def store(path: Path, script: str, rows: Iterable[tuple[str, tuple[object, ...]]] = ()) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(script)
        for query, values in rows:
            connection.execute(query, values)
        connection.commit()
    return path


def trackio(path: Path) -> Path:
    insert = "INSERT INTO metrics (timestamp, run_name, step, metrics) VALUES ('t', ?, ?, ?)"
    rows = [
        ("one", 0, {"loss": 0.9, "eval": {"acc": 0.5}}),
        ("one", 1, {"loss": "NaN"}),
        ("two", 0, {"loss": "-Infinity"}),
    ]
    config = {"lr": 0.1, "_Username": "someone"}
    return store(
        path,
        TRACKIO,
        [
            *((insert, (run, step, json.dumps(values))) for run, step, values in rows),
            ("INSERT INTO configs (run_name, config, created_at) VALUES ('one', ?, 't')", (json.dumps(config),)),
            ("INSERT INTO alerts (run_name, title, text, step) VALUES ('one', 'loss', 'is NaN', 1)", ()),
        ],
    )


def head_of(path: Path) -> Head:
    return Head(path.name, "", path.read_bytes()[:65536])


def test_runs_of_an_mlflow_store_come_in_the_order_they_started(tmp_path: Path) -> None:
    path = store(tmp_path / "mlflow.db", MLFLOW)
    assert formats.detect(head_of(path)) is mlflow_sqlite
    records = list(mlflow_sqlite.read_path(path))
    assert [one.name for one in records if isinstance(one, NewRun)] == ["first", "second"]
    assert [one.text for one in records if isinstance(one, Event)] == ["the run failed"]


def test_nan_and_infinity_of_an_mlflow_store_are_given_back(tmp_path: Path) -> None:
    blocks = [b for b in mlflow_sqlite.read_path(store(tmp_path / "x?y#z.db", MLFLOW)) if isinstance(b, Block)]
    loss = next(block for block in blocks if "loss" in block.columns)
    assert loss.columns["step"].tolist() == [1, 2, 3, 4, 5]
    assert loss.columns["loss"][:2].tolist() == [0.9, 0.7]
    assert math.isnan(loss.columns["loss"][2])
    assert loss.columns["loss"][3:].tolist() == [math.inf, -math.inf]
    assert loss.columns["wall_time"][0] == 1700000001.0


def test_parameters_of_an_mlflow_store_are_values_again(tmp_path: Path) -> None:
    records = mlflow_sqlite.read_path(store(tmp_path / "mlflow.db", MLFLOW))
    found = {one.key: one.value for one in records if isinstance(one, Setting)}
    assert found == {"amp": True, "layers": 3, "lr": 0.001, "opt": "adam"}


def test_a_trackio_store_is_read_run_by_run(tmp_path: Path) -> None:
    path = trackio(tmp_path / "project.db")
    assert formats.detect(head_of(path)) is trackio_sqlite
    records = list(trackio_sqlite.read_path(path))
    points = [dict(one.values) for one in records if isinstance(one, Point)]
    assert points[0] == {"loss": 0.9, "eval.acc": 0.5, "step": 0}
    assert math.isnan(points[1]["loss"])
    assert points[2] == {"loss": -math.inf, "step": 0}
    assert [one.name for one in records if isinstance(one, NewRun)] == ["one", "two"]
    assert [(one.key, one.value) for one in records if isinstance(one, Setting)] == [("lr", 0.1)]
    assert [one.text for one in records if isinstance(one, Event)] == ["loss: is NaN"]


def test_a_store_whose_schema_lies_far_on_is_known_by_its_tables(tmp_path: Path) -> None:
    assert type(next(iter(mlflow_sqlite.read_path(trackio(tmp_path / "t.db"))))) is NewRun


def test_a_store_without_metrics_is_refused_with_its_tables(tmp_path: Path) -> None:
    path = store(tmp_path / "photos.db", "CREATE TABLE album (name TEXT);")
    with pytest.raises(NotALogError, match="album"):
        list(mlflow_sqlite.read_path(path))


def test_a_piped_store_is_read_as_from_its_path_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    path = store(tmp_path / "mlflow.db", MLFLOW)
    reader = mlflow_sqlite.reader(head_of(path))
    fed = [*reader.feed(path.read_bytes()), *reader.close()]
    assert repr(fed) == repr(list(mlflow_sqlite.read_path(path)))
    assert [one.name for one in tmp_path.iterdir()] == ["mlflow.db"]


def test_rows_in_a_write_ahead_log_are_told(tmp_path: Path) -> None:
    path = trackio(tmp_path / "project.db")
    (tmp_path / "project.db-wal").write_bytes(b"x" * 100)
    first = next(iter(trackio_sqlite.read_path(path)))
    assert isinstance(first, Event)
    assert "project.db-wal" in first.text


@dataclass(repr=False)
class Whole:
    folder: Path
    mlflow: bytes
    trackio: bytes


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("stores")
    mlflow = store(folder / "mlflow.db", MLFLOW).read_bytes()
    return Whole(folder, mlflow, trackio(folder / "trackio.db").read_bytes())


@given(st.sampled_from(["mlflow", "trackio"]), st.integers(0, 8191), st.binary(min_size=1, max_size=40), st.booleans())
@settings(max_examples=40, deadline=None)
@example("mlflow", 3851, b"\x80", False)
def test_a_damaged_store_gives_records_or_a_diagnose_error(
    whole: Whole, tracker: str, at: int, junk: bytes, cut: bool
) -> None:
    data = bytearray(getattr(whole, tracker))
    data[at : at + len(junk)] = junk
    path = whole.folder / "damaged.db"
    path.write_bytes(data[:at] if cut else data)
    with suppress(DiagnoseError):
        list((mlflow_sqlite if tracker == "mlflow" else trackio_sqlite).read_path(path))


def read_file(name: str, text: str, path: str) -> list[Record]:
    lines = [line for line in text.splitlines() if line]
    head = Head(name, text, text.encode(), True, path.split("/")[-2], lines, path)
    assert mlflow_store.recognise(head) is Match.SURE
    reader = mlflow_store.reader(head)
    fed = [record for number, line in enumerate(lines, 1) for record in reader.feed(number, line)]
    return [*fed, *reader.close()]


def test_a_run_folder_is_claimed_with_its_metrics_and_parameters() -> None:
    names = [
        "0/meta.yaml",
        "0/run1/meta.yaml",
        "0/run1/metrics/loss",
        "0/run1/metrics/val/loss",
        "0/run1/params/lr",
        "0/run1/tags/mlflow.user",
        "0/run2/meta.yaml",
        "0/run2/metrics/loss",
    ]
    assert mlflow_store.claims(names) == ("0/run1/metrics/loss", "0/run1/metrics/val/loss", "0/run1/params/lr")
    assert mlflow_store.claims(["a/metrics/x", "b.csv"]) == ()


def test_a_metric_below_a_folder_keeps_the_folder_in_its_name() -> None:
    (point,) = read_file("loss", "1665971353236 1.02 10\n", "mlruns/0/r/metrics/val/loss")
    assert isinstance(point, Point)
    assert point.values == {"wall_time": 1665971353.236, "val/loss": 1.02, "step": 10}


def test_a_parameter_file_is_one_setting() -> None:
    assert read_file("lr", "0.001", "mlruns/0/r/params/lr") == [Setting("lr", 0.001, line=1, raw="0.001")]
