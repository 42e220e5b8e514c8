"""Jobs spread over processes or a cluster through joblib; results come as they finish, whoever dies on the way.

A worker that is killed takes its unfinished units with it: they are done again. A unit whose worker dies three times is
done alone, and if it kills that worker too it becomes a row that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import Any, TypeVar

from run_diagnose.batch.row import ERROR, Row
from run_diagnose.batch.work import Job, work
from run_diagnose.errors import UsageError

BACKENDS = ("loky", "dask", "ray", "threading")
WAVE = 256
"""Units handed over at a time: enough that no worker waits, few enough that memory does not grow with the folder."""
LIVES = 3
"""Deaths of workers after which the units in hand are done one by one."""
Result = tuple[int, tuple[Row, ...]]
T = TypeVar("T")


def results(
    jobs: Iterable[Job], *, workers: int = -1, backend: str = "loky", address: str | None = None
) -> Iterator[Result]:
    """The rows of every job with the job's number, in the order in which they finish."""
    if backend not in BACKENDS:
        raise UsageError(f"--backend: there is no `{backend}`", f"one of {', '.join(BACKENDS)}")
    if workers == 1 and backend in ("loky", "threading"):
        yield from map(work, jobs)
        return
    with _backend(backend, address, workers) as options:
        yield from _spread(iter(jobs), options)


def _spread(jobs: Iterator[Job], options: dict[str, Any]) -> Iterator[Result]:
    """Wave after wave; of a wave whose worker died, what had not come back is done again."""
    while wave := list(islice(jobs, WAVE)):
        waiting, deaths = {job.index: job for job in wave}, 0
        while waiting and deaths < LIVES:
            try:
                for index, rows in _parallel(list(waiting.values()), options):
                    del waiting[index]
                    yield index, rows
            except UsageError:
                raise
            except Exception as error:
                if not is_death(error):
                    raise
                deaths += 1
        for job in waiting.values():
            yield _alone(job, options)


def _alone(job: Job, options: dict[str, Any]) -> Result:
    """A unit by itself: should its worker die again, it is this unit that kills."""
    try:
        return next(iter(_parallel([job], options)))
    except UsageError:
        raise
    except Exception as error:
        if not is_death(error):
            raise
        unit = job.unit
        path = f"{unit.folder}/{unit.names[0]}" if unit.names else unit.folder
        reason = "the worker died on it (killed, or out of memory)"
        row = Row(path=path, name=unit.label or path, status=ERROR, reason=reason, hint=f"diagnose inspect {path}")
        return job.index, (row,)


def _parallel(jobs: Sequence[Job], options: dict[str, Any]) -> Iterator[Result]:
    from joblib import Parallel, delayed

    call: Callable[[Job], Any] = delayed(work)
    yield from Parallel(**options)(call(job) for job in jobs)


def is_death(error: BaseException) -> bool:
    """True for the ways in which joblib, dask and ray say that a worker died."""
    names = {cls.__name__ for cls in type(error).__mro__}
    return bool(
        names
        & {
            "BrokenProcessPool", "TerminatedWorkerError", "BrokenExecutor", "KilledWorker", "CancelledError",
            "FutureCancelledError", "WorkerCrashedError", "RayActorError", "ActorDiedError", "LostWorkerError",
        }
    )  # fmt: skip


def _backend(backend: str, address: str | None, workers: int) -> AbstractContextManager[dict[str, Any]]:
    if backend == "dask":
        return _dask(address)
    if backend == "ray":
        return _ray(address)
    if address is not None:
        raise UsageError(f"--scheduler has no meaning for --backend {backend}", "--backend dask --scheduler ADDRESS")
    return nullcontext({"n_jobs": workers, "backend": backend, "return_as": "generator_unordered"})


class _dask(AbstractContextManager[dict[str, Any]]):  # noqa: N801 - used like a function
    """A dask cluster at ``address``, or one of this machine that ends with the scan."""

    def __init__(self, address: str | None) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise UsageError("--backend dask needs dask", "pip install 'run-diagnose[dask]'") from error
        try:
            self._client = Client(address, timeout=20) if address else Client(processes=True, dashboard_address=None)
        except (OSError, ValueError, TimeoutError) as error:
            raise UsageError(f"no dask scheduler answers at {address}: {error}", "dask scheduler") from error

    def __enter__(self) -> dict[str, Any]:
        from joblib import parallel_config

        self._config = parallel_config(backend="dask", n_jobs=-1)
        return {"return_as": "generator_unordered"}

    def __exit__(self, *_: object) -> None:
        self._config.unregister()
        self._client.close()


class _ray(AbstractContextManager[dict[str, Any]]):  # noqa: N801
    """A ray cluster at ``address``, or one of this machine that ends with the scan."""

    def __init__(self, address: str | None) -> None:
        try:
            import ray
            from ray.util.joblib import register_ray
        except ImportError as error:
            raise UsageError("--backend ray needs ray", "pip install 'run-diagnose[ray]'") from error
        try:
            ray.init(address=address, log_to_driver=False, ignore_reinit_error=True)
        except (ConnectionError, OSError, ValueError) as error:
            raise UsageError(f"no ray cluster answers at {address}: {error}", "ray start --head") from error
        register_ray()
        self._ray = ray

    def __enter__(self) -> dict[str, Any]:
        from joblib import parallel_config

        self._config = parallel_config(backend="ray", n_jobs=-1)
        return {"return_as": "list"}  # ray's backend hands results over all at once

    def __exit__(self, *_: object) -> None:
        self._config.unregister()
        self._ray.shutdown()
