"""Gradient clipping, from the norms that were logged."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.changes.base import Proposal, edit, recipe, rounded
from run_diagnose.model.change import NoEffect, Risk
from run_diagnose.model.wording import number
from run_diagnose.views.case import Case

USUAL = 1.0
"""The limit that nearly every recipe starts from when no norm is known (nanoGPT, Hugging Face, Megatron)."""


@recipe("clip-gradients", always=True)
def clip_gradients(case: Case, cause: str) -> Iterator[Proposal]:
    """Clip at the 90th percentile of the norms before the break, at 1.0 where none was logged."""
    norms = case.run.get("grad_norm")
    limit, why = USUAL, "no gradient norm was logged; 1.0 is where nearly every recipe starts"
    if norms is not None and len(norms.finite) >= 10:
        y = norms.finite.y[: max(10, int(0.9 * len(norms.finite)))]
        limit = rounded(float(np.quantile(y, 0.9)), 2)
        why = f"nine tenths of the logged norms lie below {number(limit, 2)}"
    old = case.run.config.number("clip_grad_norm")
    if old is not None and 0 < old <= limit:
        return
    yield from edit(
        case, "clip_grad_norm", limit, cause=cause, why=why, risk=Risk.SAFE, add="clip_grad_norm",
        watch="the share of clipped steps stays below a fifth; above a half, lower the learning rate instead",
    )  # fmt: skip


@recipe("loosen-clipping")
def loosen_clipping(case: Case, cause: str) -> Iterator[Proposal]:
    """Say that a clip limit which no norm approaches does nothing, whichever way it is moved."""
    s, old = case.run.config.knob("clip_grad_norm"), case.run.config.number("clip_grad_norm")
    tops = [float(np.max(g.finite.y)) for g in case.run.all("grad_norm", "grad_norm_part") if len(g.finite)]
    if s is None or not old or not tops or max(tops) > 0.5 * old:
        return
    yield NoEffect(
        key=s.key,
        old=s.value,
        new=None,
        why=f"the largest logged norm is {number(max(tops), 3)}, so the limit of {number(old)} was never reached; a higher one changes nothing",
    )
