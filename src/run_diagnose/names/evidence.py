"""Whether what was read is a training log at all: names alone do not prove it."""

from __future__ import annotations

from collections.abc import Sequence

from run_diagnose.model.roles import LEARNING_ROLES, Role
from run_diagnose.names.table import GENERIC
from run_diagnose.names.words import glue, take_apart

PROOF_ROLES = ("pred_std", "variance_ratio", "pred_range")
"""Figures of the predictions: a log that holds only these can be judged for collapse."""
_TELLING = (
    "lr",
    "grad_norm",
    "grad_norm_part",
    "loss_scale",
    "clip_fraction",
    "explained_variance",
    "pred_std",
    "target_std",
)
_EPISODES = ("episode", "episodes")
_TREES = ("tree", "trees", "ntrees")
_PLACES = frozenset({"lat", "lon", "lng", "latitude", "longitude"})
"""A position's ``accuracy`` is in metres."""
_THRESHOLDS = frozenset({"threshold", "thresholds", "thr", "fpr", "falsepositiverate"})
"""A ROC or precision-recall curve runs over these, not over time."""
_FEW = 4
_SURE = 0.5


def learning_signals(roles: Sequence[Role]) -> list[int]:
    """Positions of the roles that can show whether a model learns."""
    return [
        i
        for i, r in enumerate(roles)
        if r.name in PROOF_ROLES or (r.name in LEARNING_ROLES and (r.goal is not None or "loss" in r.name))
    ]


def is_training_log(names: Sequence[str], roles: Sequence[Role], axis: str) -> bool:
    """True where the learning signals are more than a word that other trades use too.

    A bare ``cost`` or ``score`` between many columns that mean nothing here, in a table without epochs or steps,
    is an export of something else. A split word, a learning rate, an axis or two different signals settle it. A figure
    of unknown direction counts where it was measured over epochs or steps on both the training and the held-out data.
    """
    signals = learning_signals(roles)
    if not signals and axis in ("epoch", "step"):
        return {"train_metric", "val_metric"} <= {r.name for r in roles}
    if not signals or (axis not in ("epoch", "step") and _of_another_trade(names)):
        return False
    counted = axis == "batch" and any(glue(names[i]) == "correct" for i in signals)
    if counted or any(r.name in _TELLING or r.certainty >= 1.0 for r in roles):
        return True
    strong = [i for i in signals if not _weak(names[i])]
    unknown = sum(r.name == "other" and r.certainty < _SURE for r in roles)
    few_unknown = unknown <= max(_FEW + 2 * len(signals) * (axis in _EPISODES), len(roles) // 2)
    if axis in ("epoch", "step", *_EPISODES, *_TREES):
        return bool(strong) or few_unknown
    split = any(take_apart(names[i]).split.value for i in strong)
    if not split and len({roles[i].quantity for i in strong}) >= 2:
        return unknown <= 2 * len(signals) + _FEW
    return split or (bool(strong) and few_unknown)


def _of_another_trade(names: Sequence[str]) -> bool:
    said = {glue(name) for name in names}
    return bool(said & _PLACES) or (bool(said & _THRESHOLDS) and bool(said & {"tpr", "precision", "recall"}))


def _weak(name: str) -> bool:
    return "".join(take_apart(name).words) in GENERIC
