"""Gradient clipping, from the norms that were logged."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.changes.base import Proposal, edit, recipe, rounded
from run_diagnose.model.change import NoEffect, Risk
from run_diagnose.model.wording import number
from run_diagnose.views.case import Case
from run_diagnose.views.framework import default
from run_diagnose.views.steps_taken import largest_norm

USUAL = 1.0
"""The limit that nearly every recipe starts from when no norm is known (default of Hugging Face's Trainer, nanoGPT and
Megatron-LM; Lightning and Keras clip nothing unless told)."""
LARGEST = 10.0
"""A limit above this bounds nothing that a run in use has; norms beyond it are the trouble itself."""


@recipe("clip-gradients")
def clip_gradients(case: Case, cause: str) -> Iterator[Proposal]:
    """Clip at the 90th percentile of the norms before the trouble, at 1.0 where none was logged or all are wild."""
    limit, why = _limit(case)
    old = case.run.config.number("clip_grad_norm") or default(case.run, "clip_grad_norm")
    if old is not None and 0 < old <= limit:
        return
    yield from edit(
        case, "clip_grad_norm", limit, cause=cause, why=why, risk=Risk.SAFE,
        watch="the share of clipped steps stays below a fifth; above a half, lower the learning rate instead",
    )  # fmt: skip


def _limit(case: Case) -> tuple[float, str]:
    norms = case.run.get("grad_norm")
    if norms is None or not len(norms.finite):
        return USUAL, "no gradient norm was logged; 1.0 is where nearly every recipe starts"
    start = next((f.onset for f in case.serious if f.onset is not None and f.onset.axis == norms.axis), None)
    before = norms.finite if start is None else norms.finite.upto(start.value)
    if len(before) < 10:
        return USUAL, "the norms were wild from the start; 1.0 is where nearly every recipe starts"
    limit = rounded(float(np.quantile(before.y, 0.9)), 2)
    if limit > LARGEST:
        return (
            USUAL,
            f"nine tenths of the norms lie below {number(limit, 2)}, which bounds nothing; 1.0 is where one starts",
        )
    return max(limit, 0.01), f"nine tenths of the norms before the trouble lie below {number(limit, 2)}"


@recipe("loosen-clipping")
def loosen_clipping(case: Case, cause: str) -> Iterator[Proposal]:
    """Say that a clip limit which no norm approaches does nothing, whichever way it is moved."""
    s, old = case.run.config.knob("clip_grad_norm"), case.run.config.number("clip_grad_norm")
    top = largest_norm(case.run)
    if s is None or not old or top is None or top > 0.5 * old:
        return
    yield NoEffect(
        key=s.key,
        old=s.value,
        new=None,
        why=f"the largest logged norm is {number(top, 3)}, so the limit of {number(old)} was never reached; a higher one changes nothing",
    )


@recipe("usual-clipping")
def usual_clipping(case: Case, cause: str) -> Iterator[Proposal]:
    """The limit that nearly every recipe has."""
    yield from edit(
        case, "clip_grad_norm", USUAL, cause=cause, risk=Risk.SAFE,
        why="each step has the length of the limit; 1.0 is where nearly every recipe starts",
        watch="fewer than a fifth of the steps are clipped",
    )  # fmt: skip
