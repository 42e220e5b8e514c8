"""What a resume takes along, and which weights are evaluated."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe
from run_diagnose.model.change import Advice, Risk
from run_diagnose.model.wording import number
from run_diagnose.views.case import Case


@recipe("restore-state")
def restore_state(case: Case, cause: str) -> Iterator[Proposal]:
    """Load the optimiser too, and resume from where it stopped."""
    config = case.run.config
    s = config.knob("resume_optimizer")
    if s is not None and s.value in (None, False):
        yield from edit(
            case, "resume_optimizer", True, cause=cause, risk=Risk.SAFE,
            why="without its moments the optimiser's first steps are of the wrong size",
            watch="loss and learning rate go on at the level they had",
        )  # fmt: skip
    stopped, taken = config.number("resume_at"), config.number("resume_checkpoint")
    if stopped is not None and taken is not None and taken < stopped:
        yield from edit(
            case, "resume_checkpoint", int(stopped), cause=cause, risk=Risk.SAFE,
            why=f"what lies between {number(taken)} and {number(stopped)} would be trained twice",
            watch="no place is logged twice",
        )  # fmt: skip


@recipe("save-state", always=True)
def save_state(case: Case, cause: str) -> Iterator[Proposal]:
    """All that a resume needs."""
    yield Advice(
        title="Save and load everything that a step depends on",
        why="weights alone are not where the run was",
        snippet='state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "scheduler": scheduler.state_dict(),\n         "scaler": scaler.state_dict(), "step": step, "rng": torch.get_rng_state()}',
        cause=cause,
    )


@recipe("evaluate-live-weights")
def evaluate_live_weights(case: Case, cause: str) -> Iterator[Proposal]:
    """Evaluate what is trained."""
    yield Advice(
        title="Evaluate the weights that are trained",
        why="a figure that never changes belongs to weights that never change",
        snippet="before = evaluate(model)\nfor p in model.parameters():\n    p.data.mul_(0.9)\nassert evaluate(model) != before  # else it evaluates a copy or a cache",
        cause=cause,
    )
