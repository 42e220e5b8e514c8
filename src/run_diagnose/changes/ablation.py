"""What to take away to see whether it counts, and what to exchange for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, recipe
from run_diagnose.model.change import Advice, NoEffect
from run_diagnose.views.case import Case

REGRESSION = ("", "regression", "timeseries")


@recipe("ablate-inputs")
def ablate_inputs(case: Case, cause: str) -> Iterator[Proposal]:
    """The same loss with inputs that belong to other samples, and how much a mask leaves."""
    if not case.has("no-learning", "spread-collapse", "worse-than-constant"):
        return
    yield Advice(
        title="See whether the answer depends on the input at all",
        why="where the loss stays the same with the inputs of other samples, the path from them to the output is cut, masked or passed by",
        snippet="model.eval()\n"
        "mixed = inputs[torch.randperm(len(inputs))]\n"
        "print(loss_fn(model(inputs), targets).item(), loss_fn(model(mixed), targets).item())  # equal: it is ignored\n"
        "# the same with the encoder's output mixed; and for a mask: print(mask.float().mean())",
        cause=cause,
    )


@recipe("other-loss")
def other_loss(case: Case, cause: str) -> Iterator[Proposal]:
    """Say that an absolute error has a constant for its best answer, too, where nothing was learned and no outlier was seen."""
    said = case.run.config.text("loss") or ""
    squared = any(word in said for word in ("mse", "l2", "squared")) or (not said and case.run.task in REGRESSION)
    stuck = case.has("no-learning", "worse-than-constant") and case.run.task in REGRESSION
    if not (squared and stuck and case.clear("loss-spike")):
        return
    yield NoEffect(
        key="MAE or Huber in place of a squared error", old=None, new=None,
        why="without a signal a constant is the best answer to them, too, and no spike shows an outlier that they would tame",
    )  # fmt: skip
