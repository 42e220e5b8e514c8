"""Weight decay, dropout, noise and depth against over- and underfitting."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe, rounded
from run_diagnose.model.change import Risk
from run_diagnose.model.wording import number
from run_diagnose.views import usual
from run_diagnose.views.case import Case

CLEARLY = 0.25
"""Dropout or noise below this explains no gap worth a change."""
LEAST_DECAY = 0.01
"""A first weight decay: below it hardly anything is seen within one run."""
SHALLOW = 3
"""Leaves of eight; boosting gains most from many weak trees (Hastie et al. 2009: 4 to 8 leaves)."""


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
    """Three times the weight decay, or a tenth more dropout; boosted trees have neither."""
    if usual.boosted(case.run):
        return
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
            case, "weight_decay", rounded(max(LEAST_DECAY, 3 * usual.silent_decay(case.run))), cause=cause,
            why="the model memorises, and the config sets nothing that holds it back",
            watch="the gap to training narrows",
        )  # fmt: skip


@recipe("smaller-trees")
def smaller_trees(case: Case, cause: str) -> Iterator[Proposal]:
    """Shallower trees: the first thing that keeps boosting from learning single samples."""
    if not usual.boosted(case.run):
        return
    for knob in ("max_depth", "layers"):
        old = case.run.config.number(knob)
        if old is not None and old > SHALLOW:
            yield from edit(
                case, knob, SHALLOW, cause=cause, why="each level doubles the leaves, and single samples get leaves of their own",
                watch="the gap to training narrows while validation stays",
            )  # fmt: skip
            return


@recipe("usual-weight-decay")
def usual_weight_decay(case: Case, cause: str) -> Iterator[Proposal]:
    """The decay that recipes for this optimiser start with."""
    start = usual.weight_decay(case.run)
    yield from edit(
        case, "weight_decay", start, cause=cause, risk=Risk.SAFE,
        why=f"{number(start)} is where recipes for this optimiser start",
        watch="the spread of the predictions rises from the first epochs on",
    )  # fmt: skip


@recipe("usual-dropout")
def usual_dropout(case: Case, cause: str) -> Iterator[Proposal]:
    """A tenth; half of that in regression."""
    if (case.run.config.number("dropout") or 0) < CLEARLY:
        return
    new = usual.REGRESSION_DROPOUT if case.run.task in ("regression", "timeseries") else usual.DROPOUT.start
    yield from edit(
        case, "dropout", new, cause=cause, risk=Risk.SAFE,
        why="this is what networks of this kind start with; add to it once validation turns up",
        watch="training and validation loss come close to each other, and both get lower",
    )  # fmt: skip


@recipe("less-noise")
def less_noise(case: Case, cause: str) -> Iterator[Proposal]:
    """Noise of a tenth of the inputs' own width."""
    if (case.run.config.number("augment_noise") or 0) < CLEARLY:
        return
    yield from edit(
        case, "augment_noise", 0.1, cause=cause,
        why="a tenth of the width of standardised inputs still tells neighbours apart",
        watch="training and validation loss come close to each other, and both get lower",
    )  # fmt: skip
