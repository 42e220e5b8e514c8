"""The data: what to look at before any knob is turned."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, recipe
from run_diagnose.model.change import Advice
from run_diagnose.views.case import Case


@recipe("check-finite", always=True)
def check_finite(case: Case, cause: str) -> Iterator[Proposal]:
    """Find the sample that cannot be computed."""
    yield Advice(
        title="Stop at the first batch that is not finite, and name it",
        why="a NaN that comes out of calm curves is a sample as often as the arithmetic",
        snippet="for name, tensor in batch.items():\n    assert torch.isfinite(tensor).all(), (step, name)\nassert torch.isfinite(loss), (step, loss)",
        cause=cause,
    )


@recipe("check-split")
def check_split(case: Case, cause: str) -> Iterator[Proposal]:
    """Look for samples that both splits hold."""
    yield Advice(
        title="Look for samples that both splits share",
        why="a loss lower on validation than in training can come from samples that the model has seen",
        snippet="shared = set(map(hash_of, train_samples)) & set(map(hash_of, val_samples))\nprint(len(shared))  # must be 0; then split by group or by time",
        cause=cause,
    )
