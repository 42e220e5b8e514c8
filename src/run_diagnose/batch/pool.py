"""Jobs spread over processes or a cluster through joblib; results come as they finish, whoever dies on the way.

A worker that is killed takes its unfinished units with it: they are done again. A unit whose worker dies three times is
done alone, and if it kills that worker too it becomes a row that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from run_diagnose.batch.clusters import Place, place
from run_diagnose.batch.row import ERROR, Row
from run_diagnose.batch.work import Job, work
from run_diagnose.errors import UsageError

LIVES = 3
"""Deaths of workers after which the units in hand are done one by one."""
Result = tuple[int, tuple[Row, ...]]


def results(
    jobs: Iterable[Job], *, workers: int = -1, backend: str = "loky", address: str | None = None
) -> Iterator[Result]:
    """The rows of every job with the job's number, in the order in which they finish."""
    if workers == 1 and backend in ("loky", "threading") and address is None:
        yield from map(work, jobs)
        return
    with place(backend, address, workers) as where:
        yield from _spread(iter(jobs), where)


def _spread(jobs: Iterator[Job], where: Place) -> Iterator[Result]:
    """Wave after wave through one pool; where a worker died, a new pool does what had not come back."""
    from joblib import Parallel

    hand, deaths = _wave(jobs, where), 0
    while hand:
        try:
            with Parallel(**where.parallel) as pool:  # kept for all waves: ray's takes seconds to stand
                while hand:
                    for index, rows in _done(pool, list(hand.values())):
                        del hand[index]
                        yield index, rows
                    hand, deaths = _wave(jobs, where), 0
        except UsageError:
            raise
        except Exception as error:
            if not is_death(error):
                raise
            deaths += 1
        if deaths == LIVES:
            yield from (_alone(job, where) for job in hand.values())
            hand, deaths = _wave(jobs, where), 0


def _wave(jobs: Iterator[Job], where: Place) -> dict[int, Job]:
    return {job.index: job for job in islice(jobs, where.wave)}


def _alone(job: Job, where: Place) -> Result:
    """A unit by itself: should its worker die again, it is this unit that kills."""
    from joblib import Parallel

    try:
        return next(iter(_done(Parallel(**where.parallel), [job])))
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


def _done(pool: Any, jobs: Sequence[Job]) -> Iterator[Result]:
    from joblib import delayed

    call: Callable[[Job], Any] = delayed(work)
    yield from pool(call(job) for job in jobs)


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
