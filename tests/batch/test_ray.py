"""A real ray cluster of this machine: the same rows as one process, also when a worker is killed."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from run_diagnose.batch import Plan, scan_rows
from run_diagnose.errors import UsageError

ray = pytest.importorskip("ray", reason="the extra `ray` is not installed")
pytestmark = pytest.mark.filterwarnings("default")  # of ray's own making


@pytest.fixture(scope="module")
def cluster() -> Iterator[None]:
    """One for all tests here: it takes ten seconds to stand."""
    ray.init(address="local", num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="error")
    yield
    ray.shutdown()


def more(runs: Path, count: int) -> int:
    """The first run of the fixture, ``count`` times."""
    log = (runs / "r0" / "log.csv").read_bytes()
    for i in range(count):
        (runs / f"more{i:03d}").mkdir()
        (runs / f"more{i:03d}" / "log.csv").write_bytes(log)
    return count


def test_ray_says_what_one_process_says(runs: Path, cluster: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(runs.parent)
    far = [row for _, row in scan_rows(["runs"], None, Plan(backend="ray", cache=None))]
    near = [row for _, row in scan_rows(["runs"], None, Plan(workers=1, cache=None))]
    assert sorted(far, key=lambda r: r.name) == sorted(near, key=lambda r: r.name)


def test_a_session_that_was_there_before_is_left_standing(runs: Path, cluster: None) -> None:
    list(scan_rows([str(runs)], None, Plan(backend="ray", cache=None)))
    assert ray.is_initialized()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the workers are found in /proc")
def test_a_ray_worker_killed_midway_loses_nothing(runs: Path, cluster: None) -> None:
    count = more(runs, 120)
    names: list[str] = []
    for _, row in scan_rows([str(runs)], None, Plan(backend="ray", cache=None)):
        names.append(row.name)
        if len(names) == 20:
            os.kill(_actor(), signal.SIGKILL)
    assert len(names) == len(set(names)) == count + 8


def _actor() -> int:
    """The process of one of the pool's actors below this one."""
    found = {int(p.name): p for p in Path("/proc").iterdir() if p.name.isdigit() and _ours(int(p.name))}
    return next(pid for pid, p in found.items() if (p / "cmdline").read_bytes().startswith(b"ray::PoolActor"))


def _ours(pid: int) -> bool:
    while pid > 1:
        if pid == os.getpid():
            return True
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1])
        except OSError:
            return False
    return False


def test_an_address_where_nobody_listens_is_told_at_once(runs: Path) -> None:
    if ray.is_initialized():
        ray.shutdown()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UsageError, match="no ray cluster answers"):
        list(scan_rows([str(runs)], None, Plan(backend="ray", address=f"127.0.0.1:{port}", cache=None)))
