"""A real cluster of two worker processes on loopback: the same rows as one process, also when a worker is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from run_diagnose.batch import Plan, scan_rows

distributed = pytest.importorskip("distributed", reason="the extra `dask` is not installed")
pytestmark = pytest.mark.filterwarnings("default")  # of dask's own making


@pytest.fixture
def cluster() -> Iterator[object]:
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as made:
        yield made


def many(runs: Path) -> int:
    """The runs of the fixture, forty times."""
    logs = [(folder / "log.csv").read_bytes() for folder in sorted(runs.glob("r?"))]
    for i in range(280):
        (runs / f"more{i:03d}").mkdir()
        (runs / f"more{i:03d}" / "log.csv").write_bytes(logs[i % len(logs)])
    return 280


def test_a_cluster_says_what_one_process_says(runs: Path, cluster: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(runs.parent)
    plan = Plan(backend="dask", address=cluster.scheduler_address, cache=None)  # type: ignore[attr-defined]
    far = [row for _, row in scan_rows(["runs"], None, plan)]
    near = [row for _, row in scan_rows(["runs"], None, Plan(workers=1, cache=None))]
    assert sorted(far, key=lambda r: r.name) == sorted(near, key=lambda r: r.name)


def test_a_worker_killed_midway_loses_nothing(runs: Path, cluster: object) -> None:
    more = many(runs)
    plan = Plan(backend="dask", address=cluster.scheduler_address, cache=None)  # type: ignore[attr-defined]
    pids = [worker.pid for worker in cluster.workers.values()]  # type: ignore[attr-defined]
    names: list[str] = []
    for _, row in scan_rows([str(runs)], None, plan):
        names.append(row.name)
        if len(names) == 20:
            os.kill(pids[0], signal.SIGKILL)
    assert len(names) == len(set(names)) == more + 8
