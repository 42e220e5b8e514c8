"""Where the work of a scan is done: processes of this machine, a dask cluster, a ray cluster."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import field
from typing import Any

from run_diagnose.errors import UsageError
from run_diagnose.facts import dataclass

BACKENDS = ("loky", "dask", "ray", "threading")
WAVE = 256
"""Units handed over at a time: enough that no worker waits, few enough that memory does not grow with the folder."""
SHORT_WAVE = 8
"""The same for each processor of a ray cluster, whose backend for joblib hands a wave back as a whole."""
SECONDS = 10.0
"""That an address has to answer in; ray by itself asks one where nobody listens for two minutes."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """What joblib is told of it."""

    parallel: dict[str, Any] = field(default_factory=dict)
    """Arguments of ``joblib.Parallel``."""
    wave: int = WAVE


def place(backend: str, address: str | None, workers: int) -> AbstractContextManager[Place]:
    """Where ``backend`` works, for as long as it is entered. Raises UsageError for one that is not there."""
    if backend not in BACKENDS:
        raise UsageError(f"--backend: there is no `{backend}`", f"one of {', '.join(BACKENDS)}")
    if backend == "dask":
        return _dask(address, workers)
    if backend == "ray":
        return _ray(address, workers)
    if address is not None:
        raise UsageError(f"--scheduler has no meaning for --backend {backend}", "--backend dask --scheduler ADDRESS")
    return nullcontext(Place(parallel={"n_jobs": workers, "backend": backend, "return_as": "generator_unordered"}))


@contextmanager
def _dask(address: str | None, workers: int) -> Iterator[Place]:
    """A dask cluster at ``address``, or one of this machine that ends with the scan."""
    try:
        from distributed import Client
    except ImportError as error:
        raise UsageError("--backend dask needs dask", "pip install 'run-diagnose[dask]'") from error
    own = {"n_workers": workers if workers > 0 else os.cpu_count(), "threads_per_worker": 1, "dashboard_address": None}
    try:
        client = Client(address, timeout=2 * SECONDS) if address else Client(processes=True, **own)
    except (OSError, ValueError, TimeoutError) as error:
        raise UsageError(f"no dask scheduler answers at {address}: {error}", "dask scheduler") from error
    from joblib import parallel_config

    try:
        with parallel_config(backend="dask", n_jobs=-1):
            yield Place(parallel={"return_as": "generator_unordered"})
    finally:
        client.close()


@contextmanager
def _ray(address: str | None, workers: int) -> Iterator[Place]:
    """A ray cluster at ``address``, the one that this session is in, or one of this machine that ends with the scan."""
    # a diagnosis tells nobody that it was made: https://docs.ray.io/en/latest/cluster/usage-stats.html
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
        from ray.util.joblib import register_ray
    except ImportError as error:
        raise UsageError("--backend ray needs ray", "pip install 'run-diagnose[ray]'") from error
    ours = not ray.is_initialized()
    if ours:
        _join(ray, address)
    from joblib import parallel_config

    try:
        register_ray()
        processors = int(ray.cluster_resources().get("CPU", 1))
        actors = min(workers, processors) if workers > 0 else processors  # one more would wait for ever
        with parallel_config(backend="ray", n_jobs=actors):
            yield Place(parallel={"return_as": "list"}, wave=min(max(SHORT_WAVE * actors, 32), WAVE))
    finally:
        if ours:
            ray.shutdown()


def _join(ray: Any, address: str | None) -> None:
    try:
        if address is not None:
            _answers(address)
        ray.init(address=address, include_dashboard=False, log_to_driver=False, logging_level="error")
    except (ConnectionError, OSError, ValueError, ImportError) as error:
        raise UsageError(
            f"no ray cluster answers at {address}: {error}",
            "ray start --head; RAY_AUTH_MODE=token for one that has tokens",
        ) from error


def _answers(address: str) -> None:
    """OSError where nobody listens at ``host:port``; addresses without a port (``auto``) are ray's to find."""
    host, _, port = address.rpartition("://")[2].partition("/")[0].rpartition(":")
    if host and port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), timeout=SECONDS).close()
