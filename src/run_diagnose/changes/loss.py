"""The loss and the weights of its terms."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.changes.base import Proposal, edit, recipe, rounded
from run_diagnose.model.change import Advice, NoEffect, Risk
from run_diagnose.model.wording import number, percent, place
from run_diagnose.views.case import Case
from run_diagnose.views.loss_parts import terms
from run_diagnose.views.spread import spread

WARNING = (
    "spread without correlation raises the error (R2 = 2rs - s^2 - b^2), so this is a trial: "
    "drop it if the spread rises and the correlation does not"
)

LATE, FEW = 0.5, 6
"""Narrowest in the second half, of so many places at least."""
SPREAD_WEIGHT = 2.0
"""Half of it was too weak to hold the spread of a regression run whose penalty was (1 - ratio) squared."""


@recipe("stronger-spread-penalty")
def stronger_spread_penalty(case: Case, cause: str) -> Iterator[Proposal]:
    """Four times the weight of the spread penalty, then ten times."""
    old = case.run.config.number("spread_weight")
    if not old:
        return
    low = case.value("spread-collapse", "lowest")
    low = float(low) if isinstance(low, int | float) else 0.0
    cost = f"at the narrowest place it then adds {number(4 * old * (1 - low) ** 2, 2)} by weight x (1 - ratio)^2"
    sizes = "" if terms(case.run) else "; the base loss is not logged, so whether that is enough is not known"
    yield from edit(
        case, "spread_weight", rounded(4 * old, 2), cause=cause,
        why=f"{cost}{sizes}. If the spread still falls while the correlation rises, try {number(10 * old)} next; {WARNING}",
        watch="the correlation rises, and pred_std / target_std with it, up to about the correlation",
    )  # fmt: skip
    yield from _no_decay(case, old)
    yield Advice(
        title="Put the penalty on standard deviations where it is on variances",
        why=f"at a spread of {percent(low)} the pull of weight x (1 - s^2)^2 is {number(4 * old * low * (1 - low**2), 2)} per unit of s, "
        f"and nothing at 0; that of weight x (1 - s)^2 is {number(2 * old * (1 - low), 2)} there and largest at 0; {WARNING}",
        snippet="ratio = pred.std() / (target.std() + 1.0e-8)  # not pred.var() / target.var()\n"
        "penalty = torch.relu(1 - ratio) ** 2",
        cause=cause,
    )


def _no_decay(case: Case, old: float) -> Iterator[Proposal]:
    """Say that a weight that falls with the epochs is small again where this run was narrowest."""
    seen = spread(case.run)
    if seen is None or len(seen.s) < FEW:
        return
    at = int(np.nanargmin(seen.s))
    if at < LATE * len(seen.s):
        return
    where = place(seen.axis, float(seen.x[at]))
    yield NoEffect(
        key="a weight that starts high and decays", old=old, new=None,
        why=f"the spread was narrowest at {where}, in the last part of the run, where such a weight is back near its end",
    )  # fmt: skip


@recipe("add-spread-penalty")
def add_spread_penalty(case: Case, cause: str) -> Iterator[Proposal]:
    """A penalty on the ratio of standard deviations, as code where the config has no key for it."""
    if case.run.config.knob("spread_weight") is not None:
        return
    yield Advice(
        title="Add a penalty on narrow predictions",
        why=f"nothing in the loss asks for spread. On standard deviations, since a penalty on variances is flattest where the spread is smallest; {WARNING}",
        snippet="ratio = pred.std() / (target.std() + 1.0e-8)\nloss = loss + 0.5 * torch.relu(1 - ratio) ** 2",
        cause=cause,
    )


@recipe("weigh-penalty-gradients")
def weigh_penalty_gradients(case: Case, cause: str) -> Iterator[Proposal]:
    """The size of both gradients, which decides whether the penalty can do anything."""
    yield Advice(
        title="Log the gradients of the base loss and of the penalty apart",
        why="their ratio decides whether the weight can do anything: below a half raise it, above one the base loss is drowned",
        snippet="weight = model.output.weight\n"
        "base_grad = torch.autograd.grad(base_loss, weight, retain_graph=True)[0].norm()\n"
        "penalty_grad = torch.autograd.grad(penalty, weight, retain_graph=True)[0].norm()\n"
        'log("penalty_to_base", (penalty_grad / base_grad).item())',
        cause=cause,
    )


@recipe("guard-division", always=True)
def guard_division(case: Case, cause: str) -> Iterator[Proposal]:
    """No division by a spread of zero."""
    yield Advice(
        title="Never divide by the spread of the predictions alone",
        why="the gradient of a correlation grows without bound as the predictions narrow",
        snippet="denominator = pred.std() * target.std() + 1.0e-6",
        cause=cause,
    )


@recipe("same-reduction")
def same_reduction(case: Case, cause: str) -> Iterator[Proposal]:
    """The same reduction on both splits."""
    train, val = case.run.config.knob("train_reduction"), case.run.config.knob("val_reduction")
    told = train if train is not None else case.run.config.knob("reduction")
    if val is None and told is not None and told.value == "sum":
        yield from edit(
            case, "train_reduction" if train is not None else "reduction", "mean", cause=cause, risk=Risk.SAFE,
            why="a sum grows with the batch, and the rate would have to shrink with it",
            watch="loss and gradient norm no longer change with the batch size",
        )  # fmt: skip
        return
    if train is not None and val is not None and train.value != val.value:
        knob, other = ("val_reduction", train) if val.value == "sum" else ("train_reduction", val)
        yield from edit(
            case, knob, other.value, cause=cause, risk=Risk.SAFE,
            why=f"{train.key} is {train.value} and {val.key} is {val.value}: a factor between them has no meaning",
            watch="training and validation loss are of one size in the first epoch",
        )  # fmt: skip
        return
    yield Advice(
        title="Compute both losses with one function",
        why="a factor that stays the same from the first epoch on is a sum beside a mean, an accumulation not divided out, or a scaled target",
        snippet='loss = F.mse_loss(pred, target, reduction="mean")  # in training and in validation\nlogged = loss.item()                                # before dividing by the accumulation steps',
        cause=cause,
    )


@recipe("set-spread-penalty")
def set_spread_penalty(case: Case, cause: str) -> Iterator[Proposal]:
    """Turn on the config's own penalty at the weight that replaced too weak ones."""
    s = case.run.config.knob("spread_weight")
    if s is None or case.run.config.number("spread_weight"):
        return
    yield from edit(
        case, "spread_weight", SPREAD_WEIGHT, cause=cause,
        why=f"nothing in the loss asks for spread, and what decides rewards the lack of it; {WARNING}",
        watch="pred_std / target_std at the kept epoch comes near the correlation, which does not fall",
    )  # fmt: skip


@recipe("guard-spread")
def guard_spread(case: Case, cause: str) -> Iterator[Proposal]:
    """A small number beside every standard deviation that inputs are divided by."""
    yield from edit(
        case, "spread_eps", 1e-6, cause=cause, risk=Risk.SAFE,
        why="(x - mean) / (std + 1.0e-6) is 0 for a column that never changes, not NaN",
        watch="the first logged loss is finite",
    )  # fmt: skip


@recipe("guard-logarithm")
def guard_logarithm(case: Case, cause: str) -> Iterator[Proposal]:
    """A small number inside every logarithm."""
    yield from edit(
        case, "loss_eps", 1e-8, cause=cause, risk=Risk.SAFE,
        why="log(p + 1.0e-8) is at most 18.4 away from 0, whatever p is",
        watch="no loss above 18.4 for a single sample, and none that is not finite",
    )  # fmt: skip
