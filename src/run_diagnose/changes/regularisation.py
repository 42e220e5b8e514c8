"""Weight decay, dropout and early stopping against over- and underfitting."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe, rounded
from run_diagnose.model.change import Change, Risk
from run_diagnose.views.case import Case


@recipe("less-regularisation")
def less_regularisation(case: Case, cause: str) -> Iterator[Proposal]:
    """A tenth of the weight decay, no dropout for one run."""
    decay = case.run.config.number("weight_decay")
    if decay:
        yield from edit(
            case, "weight_decay", rounded(decay / 10), cause=cause,
            why="decay pulls the output layer towards a constant answer", watch="spread of the predictions rises",
        )  # fmt: skip
    dropout = case.run.config.knob("dropout")
    if dropout is None or case.run.config.number("dropout"):
        yield from edit(
            case, "dropout", 0.0, cause=cause, why="off for one run, to see whether it blurs what the output layer gets",
            watch="training loss falls faster; put it back if validation turns up",
        )  # fmt: skip


@recipe("more-regularisation")
def more_regularisation(case: Case, cause: str) -> Iterator[Proposal]:
    """Three times the weight decay, or a tenth more dropout."""
    decay, dropout = case.run.config.number("weight_decay"), case.run.config.number("dropout")
    if decay:
        yield from edit(
            case,
            "weight_decay",
            rounded(3 * decay),
            cause=cause,
            why="the model memorises",
            watch="the gap to training narrows",
        )
    elif dropout is not None and dropout <= 0.4:
        yield from edit(
            case,
            "dropout",
            rounded(dropout + 0.1, 2),
            cause=cause,
            why="the model memorises",
            watch="the gap to training narrows",
        )
    elif case.run.config:
        yield from edit(
            case, "weight_decay", 0.01, cause=cause, add="weight_decay", why="the model memorises and nothing holds it back",
            watch="the gap to training narrows",
        )  # fmt: skip


@recipe("stop-at-best", always=True)
def stop_at_best(case: Case, cause: str) -> Iterator[Proposal]:
    """Stop, or at least restore, at the best held-out value."""
    if case.run.config.knob("patience") is not None:
        return
    found = case.first("overfitting", "trained-past-best", "constant-predictions-nan-metric", "correlation-collapse")
    epochs = case.run.config.number("epochs")
    patience = max(3, round((epochs or 50) / 10))
    if found is None:
        return
    yield Change(
        key="early_stopping_patience",
        old=None,
        new=patience,
        why="the run went on after its best epoch; a tenth of the epochs without a new best is enough to wait",
        watch="the run ends within that many epochs of its best, and the best is what is kept",
        risk=Risk.SAFE,
        cause=cause,
        file=case.run.config.path or None,
        slug="patience",
    )
