"""The Parquet file of a scan, read back by others: a row for each run, broken logs too, the same types always."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from run_diagnose import scan
from run_diagnose.batch import Plan, scan_rows
from run_diagnose.batch.sinks import Parquet
from run_diagnose.batch.table import METRICS, flat
from run_diagnose.errors import UnreadableError

pa = pytest.importorskip("pyarrow", reason="the extra `parquet` is not installed")
pq = pytest.importorskip("pyarrow.parquet")


def written(top: Path, file: Path) -> object:
    sink = Parquet(str(file))
    for index, row in reversed(list(scan_rows([str(top)], None, Plan(workers=1, cache=None)))):
        sink.add(index, row)
    sink.close()
    return pq.read_table(file)


def test_every_run_and_every_broken_log_is_a_row_in_the_order_of_paths(runs: Path, tmp_path: Path) -> None:
    table = written(runs, tmp_path / "out.parquet")
    assert table.column("name").to_pylist() == ["broken/log.csv", *(f"r{i}" for i in range(7))]  # type: ignore[attr-defined]
    assert table.column("status").to_pylist() == ["error", *["ok"] * 7]  # type: ignore[attr-defined]
    assert table.column("val_loss.best").to_pylist()[0] is None  # type: ignore[attr-defined]
    found = table.column("findings").to_pylist()[-1]  # type: ignore[attr-defined]
    assert {"code": "FIT001", "severity": "warning"}.items() <= found[0].items()


def test_types_are_those_of_the_columns_not_of_this_scan(runs: Path, tmp_path: Path) -> None:
    for i in range(1, 7):
        (runs / f"r{i}" / "log.csv").unlink()
    (runs / "r0" / "log.csv").write_bytes(b"")
    schema = written(runs, tmp_path / "out.parquet").schema  # type: ignore[attr-defined]
    assert {str(schema.field(n).type) for n in ("path", "verdict", "answer", "codes", "change", "hint")} == {"string"}
    assert [str(schema.field(n).type) for n in ("last", "kept", "points")] == ["double", "double", "int64"]
    assert str(schema.field("findings").type).startswith("list<")


def test_pandas_reads_what_the_scan_gives_as_a_frame(runs: Path, tmp_path: Path) -> None:
    import pandas as pd

    written(runs, tmp_path / "out.parquet")
    read = pd.read_parquet(tmp_path / "out.parquet")
    frame = scan(runs, workers=1).to_frame()
    assert list(read.columns) == [*frame.columns, "findings"]
    assert read["val_loss.best"].equals(frame["val_loss.best"])
    assert read["points"].dtype == frame["points"].dtype == "int64"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names of files are text there")
def test_a_name_that_is_no_text_is_written_and_kept(runs: Path, tmp_path: Path) -> None:
    odd = os.fsencode(runs) + b"/b\xffd"
    os.mkdir(odd)  # noqa: PTH102 - bytes
    Path(os.fsdecode(odd), "log.csv").write_bytes((runs / "r0" / "log.csv").read_bytes())
    table = written(runs, tmp_path / "out.parquet")
    assert "b?d" in table.column("name").to_pylist()  # type: ignore[attr-defined]
    plan = Plan(workers=1, cache=str(tmp_path / "cache"))
    first, again = ([row for _, row in scan_rows([str(runs)], None, plan)] for _ in range(2))
    assert first == again


def test_a_file_that_cannot_be_written_is_told_before_the_scan(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be written"):
        Parquet(str(tmp_path / "nowhere" / "out.parquet"))


def test_runs_with_metrics_of_their_own_do_not_widen_the_table_without_end(runs: Path) -> None:
    rows = [row for _, row in scan_rows([str(runs)], None, Plan(workers=1, cache=None))]
    import dataclasses

    many = [dataclasses.replace(rows[1], metrics={**rows[1].metrics, f"own{i}": {"best": 1.0}}) for i in range(500)]
    columns = [name for name in flat(many) if name.endswith(".best")]
    assert len(columns) == METRICS
    assert "val_loss.best" in columns
