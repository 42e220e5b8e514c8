"""The network itself: activation, normalisation, start, and what is kept from learning."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, beside, edit, recipe
from run_diagnose.model.change import Risk
from run_diagnose.views.case import Case


@recipe("unbounded-activation")
def unbounded_activation(case: Case, cause: str) -> Iterator[Proposal]:
    """ReLU, whose slope does not shrink what passes."""
    yield from edit(
        case, "activation", "relu", cause=cause,
        why="its slope is 1 wherever it is on, so depth costs no gradient",
        watch="the gradient norm of the first layer is within a factor of 100 of the last one's",
    )  # fmt: skip


@recipe("add-activation")
def add_activation(case: Case, cause: str) -> Iterator[Proposal]:
    """ReLU between the layers."""
    yield from edit(
        case, "activation", "relu", cause=cause, risk=Risk.SAFE,
        why="without a bend between them all layers are one linear map",
        watch="the training loss falls below what linear regression reaches",
    )  # fmt: skip


@recipe("normalise-layers")
def normalise_layers(case: Case, cause: str) -> Iterator[Proposal]:
    """Layer normalisation, where the config has a knob for it."""
    s = case.run.config.knob("norm")
    if s is None or s.value not in (None, False, "none", ""):
        return
    yield from edit(
        case, "norm", "layer", cause=cause,
        why="it brings the sizes back after every layer, whatever the batch holds",
        watch="gradient norms of first and last layer are of one size",
    )  # fmt: skip


@recipe("smaller-init")
def smaller_init(case: Case, cause: str) -> Iterator[Proposal]:
    """The scale that keeps the size of what passes through."""
    old = case.run.config.number("init_scale")
    if old is None or old <= 1:
        return
    yield from edit(
        case, "init_scale", 1.0, cause=cause, risk=Risk.SAFE,
        why=f"with {old:g} each layer makes what passes about {old:g} times larger than it was",
        watch="loss and gradient norm of the first entries are of the size of the later ones",
    )  # fmt: skip


@recipe("wider-model")
def wider_model(case: Case, cause: str) -> Iterator[Proposal]:
    """Eight times as wide, so that the answer is clear."""
    for knob, least in (("hidden_size", 4), ("latent_size", 2)):
        old = case.run.config.number(knob)
        if old is not None and 0 < old <= least:
            yield from edit(
                case, knob, 8 * int(old), cause=cause,
                why="a layer of a few units lets hardly anything through; eight times more shows whether that was it",
                watch="the training loss falls below the level at which this run stood",
            )  # fmt: skip
            return


@recipe("unfreeze")
def unfreeze(case: Case, cause: str) -> Iterator[Proposal]:
    """Let everything learn that the config keeps from it."""
    for knob in ("frozen", "detached"):
        s = case.run.config.knob(knob)
        if s is None or s.value in (None, False, 0, "", "none") or s.value == []:
            continue
        yield from edit(
            case, knob, [] if isinstance(s.value, list) else False if isinstance(s.value, bool) else None, cause=cause,
            why="what it names gets no step; if that was meant, leave it", risk=Risk.LOOK,
            watch="every parameter group has a gradient norm above 0",
        )  # fmt: skip


@recipe("faster-average")
def faster_average(case: Case, cause: str) -> Iterator[Proposal]:
    """A decay whose memory is a tenth of the run, and never more than a thousand steps."""
    from run_diagnose.views import planned_steps

    steps = planned_steps.steps(case.run) or 1000
    new = 0.999 if steps >= 10_000 else 0.99 if steps >= 1_000 else 0.95
    yield from edit(
        case, "ema_decay", new, cause=cause, risk=Risk.SAFE, add=beside(case, "ema", "decay"),
        why=f"the average then forgets its start within {1 / (1 - new):.0f} steps",
        watch="the metric moves from the first evaluation on",
    )  # fmt: skip
