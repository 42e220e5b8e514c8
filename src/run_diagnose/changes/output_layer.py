"""The last layer: how it starts, and an offset that can be taken out without training."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe, rounded, within
from run_diagnose.model.change import Advice, Risk
from run_diagnose.model.wording import number
from run_diagnose.views.case import Case
from run_diagnose.views.spread import final_spread


@recipe("wider-output-init")
def wider_output_init(case: Case, cause: str) -> Iterator[Proposal]:
    """A wider start: the config's own scale where it has one, else as code."""
    old = case.run.config.number("init_scale")
    if old is not None and 0 < old < 0.5:
        yield from edit(
            case, "init_scale", rounded(within(10 * old, old, 1.0)), cause=cause,
            why="the outputs of the first batch must spread about as wide as the targets", watch="pred_std at step 0 near target_std",
        )  # fmt: skip
        return
    yield Advice(
        title="Start the output layer at the scale of the targets",
        why="predictions that never spread come from a last layer that starts too small, and whose gradient is small for the same reason",
        snippet="torch.nn.init.xavier_uniform_(model.output.weight)\nmodel.output.bias.data.fill_(train_targets.mean())\nprint(model(batch).std(), batch_targets.std())  # of one size before the first step",
        cause=cause,
    )


@recipe("correct-bias")
def correct_bias(case: Case, cause: str) -> Iterator[Proposal]:
    """Take a constant offset out."""
    b = (final_spread(case.run) or {}).get("b")
    if b is None:
        return
    yield Advice(
        title="Take the constant offset out of the predictions",
        why=f"it is {number(b, 2)} target standard deviations and costs {number(b * b, 2)} of R2 whatever else the predictions do",
        snippet="predictions = predictions - (val_predictions - val_targets).mean()  # offset measured on validation",
        cause=cause,
    )


@recipe("check-dead-groups")
def check_dead_groups(case: Case, cause: str) -> Iterator[Proposal]:
    """Name the parameters that get no gradient."""
    yield Advice(
        title="List the parameters that receive no gradient",
        why="an exact zero means a cut path: a mask that hides everything, a branch that is never added, a frozen or detached tensor",
        snippet='loss.backward()\nfor name, p in model.named_parameters():\n    if p.requires_grad and (p.grad is None or not p.grad.any()):\n        print("no gradient:", name)',
        cause=cause,
    )


@recipe("unbounded-output")
def unbounded_output(case: Case, cause: str) -> Iterator[Proposal]:
    """A plain linear output."""
    yield from edit(
        case, "output_activation", "none", cause=cause,
        why="a bounded output cannot follow targets that are not", watch="the range of the predictions covers that of the targets",
    )  # fmt: skip


@recipe("larger-init")
def larger_init(case: Case, cause: str) -> Iterator[Proposal]:
    """The scale that keeps the size of what passes through."""
    yield from edit(
        case, "init_scale", 1.0, cause=cause, risk=Risk.SAFE,
        why="with it signals keep their size from layer to layer",
        watch="the gradient norm of the first layer is within a factor of 100 of the last one's",
    )  # fmt: skip
