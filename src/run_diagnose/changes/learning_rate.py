"""The learning rate and its schedule."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, edit, recipe, rounded, within
from run_diagnose.model.change import Risk
from run_diagnose.views.case import Case

LOWER = 0.4
"""What people lower it by after a NaN or a collapse: post-mortems read for this project say 2.5 to 10 times; the
mildest factor first, since a rate too low costs the run as well."""
RAISE = 3.0
"""Half a decade: two such steps are a decade, the usual grid of a search."""
LOWEST, HIGHEST = 1e-7, 1.0
"""Outside of these no optimiser in use is run."""


@recipe("lower-learning-rate")
def lower_learning_rate(case: Case, cause: str) -> Iterator[Proposal]:
    """Take the learning rate to two fifths, where it is known."""
    old = case.run.config.number("learning_rate")
    yield from edit(
        case,
        "learning_rate",
        None if old is None else rounded(within(LOWER * old, LOWEST, HIGHEST)),
        cause=cause,
        factor=None if old is not None else 1 / 3,
        why="the run broke or turned with steps of this length"
        if old is not None
        else "the run turned with this rate; it is not in a config that was read, so only the factor is known",
        watch="the training loss falls, without a rise of more than its noise, past the place where this run turned",
    )


@recipe("raise-learning-rate")
def raise_learning_rate(case: Case, cause: str) -> Iterator[Proposal]:
    """Take the learning rate to three times, where it is known."""
    old = case.run.config.number("learning_rate")
    yield from edit(
        case,
        "learning_rate",
        None if old is None else rounded(within(RAISE * old, LOWEST, HIGHEST)),
        cause=cause,
        factor=None if old is not None else RAISE,
        why="the loss made one small step and stopped, without a spike: there is room for longer steps",
        watch="training loss and spread of the predictions move within the first three epochs; a spike means too far",
    )


@recipe("shorter-warmup")
def shorter_warmup(case: Case, cause: str) -> Iterator[Proposal]:
    """Shorten a warm-up that takes a good part of what was run."""
    old = case.run.config.number("warmup_epochs")
    if old is None or old < 4:
        return
    yield from edit(
        case, "warmup_epochs", round(0.6 * old), cause=cause,
        why="a higher rate is to be reached while there are epochs left to use it",
        watch="no spike at the end of the warm-up",
    )  # fmt: skip


@recipe("floor-learning-rate")
def floor_learning_rate(case: Case, cause: str) -> Iterator[Proposal]:
    """Keep the rate above a hundredth of its peak."""
    peak = case.run.config.number("learning_rate")
    if peak is None or not case.run.config or (case.run.config.knob("scheduler") is None and not case.run.has("lr")):
        return
    floor = rounded(peak / 100)
    old = case.run.config.number("min_lr")
    if old is not None and old >= floor:
        return
    yield from edit(
        case, "min_lr", floor, cause=cause, risk=Risk.SAFE, add="min_lr",
        why="the decay must not end at nothing while the loss is still to fall",
        watch="the last logged rate is at least this",
    )  # fmt: skip


@recipe("calmer-schedule")
def calmer_schedule(case: Case, cause: str) -> Iterator[Proposal]:
    """Replace a one-cycle schedule, whose peak is many times its start, by a cosine."""
    said, s = case.run.config.text("scheduler"), case.run.config.knob("scheduler")
    if said is None or s is None or "cycle" not in said:
        return
    yield from edit(
        case, "scheduler", "cosine", cause=cause,
        why=f"{said} raises the rate far above its start for a third of the run; a cosine with a short warm-up does not",
        watch="the logged rate falls from the end of the warm-up on",
    )  # fmt: skip


@recipe("fewer-accumulated")
def fewer_accumulated(case: Case, cause: str) -> Iterator[Proposal]:
    """Halve the accumulation where the precision is half: sums of float16 gradients grow with it."""
    old = case.run.config.number("accumulation")
    if old is None or old < 2 or not case.has("non-finite-loss"):
        return
    yield from edit(
        case, "accumulation", int(old) // 2, cause=cause,
        why="each step then rests on fewer summed gradients, and a bad one is seen and survived earlier",
        watch="losses as before, twice as many steps",
    )  # fmt: skip


@recipe("longer-schedule")
def longer_schedule(case: Case, cause: str) -> Iterator[Proposal]:
    """Half as many epochs again, where the curve was still falling."""
    old = case.run.config.number("epochs")
    yield from edit(
        case, "epochs", None if old is None else round(1.5 * old), cause=cause, factor=None if old is not None else 1.5,
        why="the loss was still falling at the end", watch="the gain of the added epochs is above the curve's noise",
        risk=Risk.SAFE,
    )  # fmt: skip
