"""Causes of runs that get slower, or need ever more memory."""

from __future__ import annotations

from run_diagnose.causes.base import Cause, Missing, Sign
from run_diagnose.causes.signs import fired, not_logged, number_of, off, one_of
from run_diagnose.views.case import Case

_SLOW = ("throughput-slowdown",)
_WHOLE = ("full", "all", "unbounded", "true", "unlimited")


def _gradual(case: Case) -> str | None:
    return "it gets slower little by little" if case.value("throughput-slowdown", "gradual") is True else None


def _at_once(case: Case) -> str | None:
    return "it is slow from one moment on" if case.value("throughput-slowdown", "gradual") is False else None


def _wait_logged(case: Case) -> str | Missing | None:
    waits = case.run.get("data_time")
    return Missing("log the time spent waiting for data beside the step time") if waits is None else None


LOADER_STARVES = Cause(
    slug="loader-too-slow",
    title="The device waits for data",
    story="Batches are made only when they are asked for, so anything that slows reading slows the training.",
    explains=_SLOW,
    prior=0.2,
    signs=(
        Sign(+1.2, off("prefetch", "no batch is made ahead")),
        Sign(+0.6, off("num_workers", "one process both reads and trains")),
        Sign(+0.3, _at_once),
        Sign(0.0, _wait_logged),
    ),
    changes=("load-ahead",),
    test="time ten epochs of the loader alone, without the model",
)

GROWING_HISTORY = Cause(
    slug="history-grows",
    title="Something is kept of every step, and gone through again",
    story="A list of tensors, losses or figures that is never emptied costs more each epoch, in time and in memory.",
    explains=(*_SLOW, "memory-growth"),
    prior=0.1,
    signs=(
        Sign(+1.6, lambda case: "the config keeps the whole history" if one_of("history", *_WHOLE)(case) else None),
        Sign(+0.6, _gradual),
        Sign(+0.6, fired("memory-growth")),
        Sign(0.0, not_logged("memory", 'log("memory", torch.cuda.memory_allocated() / 2**20)')),
    ),
    changes=("short-history", "detach-logged"),
    test="two epochs under a profiler, one early and one late",
)

SHARED_MACHINE = Cause(
    slug="machine-slowed-down",
    title="The machine itself got slower",
    story="Heat, a neighbour on the same device or a disk that fills up slow a run at unchanged losses.",
    explains=_SLOW,
    prior=-0.2,
    signs=(Sign(+0.4, _at_once, "one slow device took 149 to 141 TFLOPs at unchanged loss: BigScience tr11"),),
    changes=("log-device",),
    test="run ten steps alone on the machine, before and after a restart",
)

TOO_MUCH_AT_ONCE = Cause(
    slug="out-of-memory",
    title="One step needs more memory than there is",
    story="Activations grow with the batch and with the longest sample in it; the step that holds both is the one that fails.",
    explains=("crash-in-log",),
    prior=0.6,
    signs=(
        Sign(+1.5, lambda case: "the log says so" if case.value("crash-in-log", "crash") == "out-of-memory" else None),
        Sign(+0.4, fired("memory-growth")),
        Sign(
            +0.2,
            lambda case: "batches are large" if number_of(case, "batch_size") >= 64 else None,
        ),
    ),
    changes=("smaller-batch",),
    test="log the memory in use per step: flat means the batch, rising means something is kept",
    needs=lambda case: case.value("crash-in-log", "crash") == "out-of-memory",
)

CRASHED = Cause(
    slug="stopped-by-an-error",
    title="The program stopped at an error",
    story="The last lines of the log name it; what was trained before is as good as its last checkpoint.",
    explains=("crash-in-log",),
    prior=0.0,
    signs=(Sign(+0.8, lambda case: str(case.value("crash-in-log", "text") or "") or None),),
    changes=("mend-crash",),
    test="repeat the last step from the last checkpoint with the same batch",
    needs=lambda case: case.value("crash-in-log", "crash") != "out-of-memory",
)
