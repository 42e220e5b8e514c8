"""Loading ahead, keeping less, and fitting into memory."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe
from run_diagnose.model.change import Advice, Risk
from run_diagnose.views.case import Case

AHEAD = 4
"""Batches made ahead, or processes that make them: enough to hide one slow read, little memory."""


@recipe("load-ahead")
def load_ahead(case: Case, cause: str) -> Iterator[Proposal]:
    """Make batches while the device works."""
    for knob in ("prefetch", "num_workers"):
        s, old = case.run.config.knob(knob), case.run.config.number(knob)
        if s is None or (old is not None and old >= 1):
            continue
        yield from edit(
            case, knob, AHEAD, cause=cause, risk=Risk.SAFE,
            why="batches are then made while the device works on the last one",
            watch="the time per step is that of the first epochs, all along",
        )  # fmt: skip
        return
    yield Advice(
        title="Make batches while the device works",
        why="a loader that works only when asked adds its time to every step",
        snippet="DataLoader(..., num_workers=4, prefetch_factor=4, persistent_workers=True)",
        cause=cause,
    )


@recipe("short-history")
def short_history(case: Case, cause: str) -> Iterator[Proposal]:
    """Keep a window instead of everything."""
    s = case.run.config.knob("history")
    if s is None or str(s.value).lower() not in ("full", "all", "unbounded", "true", "unlimited"):
        return
    yield from edit(
        case, "history", "window", cause=cause, risk=Risk.SAFE,
        why="what is kept of every step, and gone through again, costs more each epoch",
        watch="the time per epoch is that of the first epochs, all along",
    )  # fmt: skip


@recipe("detach-logged", always=True)
def detach_logged(case: Case, cause: str) -> Iterator[Proposal]:
    """Keep numbers, not tensors."""
    yield Advice(
        title="Keep numbers, not tensors, of what is logged",
        why="a tensor that is kept holds the graph it came from",
        snippet="losses.append(loss.item())  # not loss; and empty the list every epoch",
        cause=cause,
    )


@recipe("log-device", always=True)
def log_device(case: Case, cause: str) -> Iterator[Proposal]:
    """Log what tells a slow machine from a slow program."""
    yield Advice(
        title="Log waiting and computing apart",
        why="they tell a slow loader from a slow device",
        snippet='log("data_time", t1 - t0); log("step_time", t2 - t1); log("gpu_util", torch.cuda.utilization())',
        cause=cause,
    )


@recipe("smaller-batch")
def smaller_batch(case: Case, cause: str) -> Iterator[Proposal]:
    """Half the batch and twice the accumulation: the same step in half the memory."""
    old, steps = case.run.config.number("batch_size"), case.run.config.number("accumulation")
    if old is not None and old < 2:
        return
    watch = "the memory in use stays below nine tenths; losses as before"
    new, factor = (None, 0.5) if old is None else (int(old) // 2, None)
    yield from edit(
        case, "batch_size", new, cause=cause, risk=Risk.SAFE, watch=watch, factor=factor,
        why="activations take memory in proportion to the batch",
    )  # fmt: skip
    if steps is not None:
        yield from edit(
            case, "accumulation", 2 * int(steps), cause=cause, risk=Risk.SAFE, watch=watch,
            why="two halves accumulated are the step that was meant",
        )  # fmt: skip


@recipe("mend-crash")
def mend_crash(case: Case, cause: str) -> Iterator[Proposal]:
    """Mend what the last lines name."""
    found = case.first("crash-in-log")
    if found is None:
        return
    yield Advice(
        title="Mend what the last lines of the log name, and go on from the last checkpoint",
        why=f"the log ends with: {str(found.values.get('text', ''))[:120]}",
        snippet="trainer.fit(model, ckpt_path=last_checkpoint)  # with optimiser and scheduler",
        cause=cause,
    )
