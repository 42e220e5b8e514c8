"""Batch size, accumulation and what is measured per batch."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe
from run_diagnose.model.change import Risk
from run_diagnose.views.case import Case


@recipe("bigger-batch")
def bigger_batch(case: Case, cause: str) -> Iterator[Proposal]:
    """Four times the batch, where the noise of single batches is the trouble."""
    old = case.run.config.number("batch_size")
    if old is None:
        return
    yield from edit(
        case, "batch_size", int(4 * old), cause=cause, risk=Risk.TRIAL,
        why="the loss jumps from batch to batch", watch="the jumps shrink to about half",
    )  # fmt: skip
