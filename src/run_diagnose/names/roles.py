"""From all names of a run together to the role of each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from run_diagnose.model.roles import Role, Split
from run_diagnose.names import table
from run_diagnose.names.columns import Column, Meaning
from run_diagnose.names.guess import METRIC, SIGNAL
from run_diagnose.names.losses import settle_bare_terms, settle_losses
from run_diagnose.names.options import Options
from run_diagnose.names.overrides import apply_overrides

_GRAD = re.compile(
    r"(?:grad(?:ient)?s?[\W_]*(?:2(?:\.0)?[\W_]*)?(?:global[\W_]*)?norm|g_?norm|grads?|gradients?)", re.I
)


def assign(
    columns: Sequence[Column], options: Options | None = None, *, summary: bool = False
) -> tuple[list[Role], list[str]]:
    """The role of every column, in their order, and notes on what was assumed.

    A function of the set of names: their order and columns that mean nothing change no role. ``summary``
    says that the log is one row of final figures without an axis.
    """
    meanings = [Meaning(c) for c in columns]
    notes: list[str] = []
    _settle_exact(meanings)
    settle_bare_terms(meanings)
    _settle_boosting(meanings)
    _settle_signals(meanings)
    _settle_split_words(meanings)
    settle_losses(meanings)
    if summary:
        _settle_summary(meanings)
    _settle_metrics(meanings)
    notes.extend(_test_plays_validation(meanings))
    if options is not None:
        apply_overrides(meanings, options)
    return [_role(m) for m in meanings], notes


def _role(m: Meaning) -> Role:
    split = next((s for s in (Split.TRAIN, Split.VAL, Split.TEST) if m.role.startswith(s.value + "_")), m.split)
    if m.role in ("lr", "time", "step_time", "data_time", "throughput", "memory", "gpu_util", "other"):
        split = m.split
    if m.role in ("generator_loss", "discriminator_loss"):
        split = Split.TRAIN
    return Role(name=m.role, quantity=m.quantity, split=split, goal=m.goal, part=m.part, certainty=m.certainty)


def _settle_exact(meanings: Sequence[Meaning]) -> None:
    """Whole names whose meaning only a table or the company they keep can tell."""
    present = {m.name.glued for m in meanings}
    for m in meanings:
        glued = m.name.glued
        if glued in table.EXACT:
            role, quantity = table.EXACT[glued]
            part = quantity if role.endswith("_part") else ""
            m.settle(role, "loss" if part else quantity, part=part)
        elif {"r", "l", "t"} <= present and glued in ("r", "l", "t"):
            role, quantity = {"r": ("train_metric", "reward"), "l": ("other", "episode_length"), "t": ("time", "time")}[
                glued
            ]
            m.settle(role, quantity, certainty=0.9)
        elif glued in ("p", "r") and {"p", "r"} <= present and any(g.startswith(("map", "ap")) for g in present):
            m.settle("val_metric", "precision" if glued == "p" else "recall", certainty=0.9)
        elif glued == "eval" and {"trl", "tel"} & present:
            m.settle("val_metric", "hellaswag", certainty=0.9)


def _settle_boosting(meanings: Sequence[Meaning]) -> None:
    """XGBoost numbers its sets: with two of them the first is by custom the training set."""
    numbered = [m for m in meanings if re.match(r"validation_\d+[-_.]", m.column.name)]
    if {m.column.name[11] for m in numbered} == {"0", "1"} and not any(m.split is Split.TRAIN for m in meanings):
        for m in numbered:
            m.split = Split.TRAIN if m.column.name[11] == "0" else Split.VAL


def _settle_signals(meanings: Sequence[Meaning]) -> None:
    for m in meanings:
        if not m.open or m.guess.kind != SIGNAL:
            _settle_gradient_group(m)
            continue
        if m.guess.derived and m.guess.quantity not in ("grad_norm", "weight_norm", "pred_std", "target_std"):
            m.settle("other", m.guess.quantity, certainty=0.5)
        elif m.guess.quantity == "grad_norm":
            _settle_grad_norm(m)
        else:
            part = "_".join(m.left)
            m.settle(m.guess.quantity, m.guess.quantity, part=part, certainty=0.95 if not part else 0.8)


def _settle_grad_norm(m: Meaning) -> None:
    words = [w for w in m.name.words if w in ("min", "max", "minimum", "maximum")]
    rest = _GRAD.sub("", m.column.name, count=1).strip(" /._-|:[]()") if m.left else ""
    part = words[0][:3] if words and not m.left else rest
    if (
        set(m.left)
        <= {"total", "clipped", "unclipped", "clip", "pre", "post", "before", "after", "l2", "2", "0", "0.0"}
        and not words
    ):
        m.settle("grad_norm", "grad_norm", part="clipped" if {"clipped", "post", "after"} & set(m.left) else "")
    else:
        m.settle("grad_norm_part", "grad_norm", part=part or "_".join(m.left), certainty=0.9)


def _settle_gradient_group(m: Meaning) -> None:
    """``grads/encoder``: a folder of gradient figures."""
    if m.open and m.name.prefix in ("grad", "grads", "gradient", "gradients") and m.guess.kind not in (METRIC,):
        part = m.column.name.split("/", 1)[-1]
        m.settle("grad_norm_part", "grad_norm", part=part, certainty=0.6)


def _settle_split_words(meanings: Sequence[Meaning]) -> None:
    """A column called ``train`` or ``val`` holds that split's loss; CatBoost prints ``learn`` and ``test``."""
    if {"learn", "test"} <= {m.name.glued for m in meanings}:
        for m in meanings:
            if m.name.glued in ("learn", "test") and m.open:
                m.settle("train_loss" if m.name.glued == "learn" else "val_loss", "loss", certainty=0.6)
    for m in meanings:
        if m.open and len(m.name.words) == 1 and m.name.words[0] in table.SPLIT_WORDS and m.split is not Split.NONE:
            m.settle(f"{m.split.value}_loss", "loss", certainty=0.7)


def _settle_summary(meanings: Sequence[Meaning]) -> None:
    """Final figures without any word on their split are an evaluation."""
    if any(m.split is not Split.NONE for m in meanings) or not any(m.guess.kind == METRIC for m in meanings):
        return
    for m in meanings:
        if m.role in ("train_loss", "train_loss_part"):
            m.settle("val_" + m.role.removeprefix("train_"), m.quantity, part=m.part, certainty=0.6)
        elif m.open and m.guess.kind == METRIC and m.guess.quantity != "reward" and not m.guess.derived:
            m.settle("val_metric", m.guess.quantity, part="_".join(m.left), certainty=0.6)


def _settle_metrics(meanings: Sequence[Meaning]) -> None:
    open_metrics = [m for m in meanings if m.open and m.guess.kind == METRIC]
    by_meaning: dict[tuple[str, tuple[str, ...]], set[Split]] = defaultdict(set)
    for m in open_metrics:
        by_meaning[m.guess.quantity, m.left].add(m.split)
    for m in open_metrics:
        if m.guess.derived:
            m.settle("other", m.guess.quantity, certainty=0.5)
            continue
        split, certainty = _metric_split(m, by_meaning[m.guess.quantity, m.left], meanings)
        if m.guess.generic:
            certainty = min(certainty, 0.65)
        m.settle(f"{split.value}_metric", m.guess.quantity, part="_".join(m.left), certainty=certainty)
    for m in meanings:
        if m.open and m.split in (Split.VAL, Split.TEST) and m.left and not set(m.left) & table.COUNTERS:
            m.settle(f"{m.split.value}_metric", "_".join(m.left), certainty=0.4)


def _metric_split(m: Meaning, twins: set[Split], meanings: Sequence[Meaning]) -> tuple[Split, float]:
    """The split of a metric; a bare name is what its twin in the log is not."""
    if m.split is not Split.NONE:
        return m.split, 0.95
    if m.name.prefix == "metrics":
        return Split.VAL, 0.9
    if m.guess.quantity == "reward":
        return Split.TRAIN, 0.9
    if twins & {Split.VAL, Split.TEST}:
        return Split.TRAIN, 0.9
    if any(o.name.words[:1] == ("ents",) for o in meanings):
        return Split.VAL, 0.8
    if Split.TRAIN in twins or m.column.apart or m.guess.quantity in table.EVALUATED:
        return Split.VAL, 0.8
    return _split_by_losses(meanings)


def _split_by_losses(meanings: Sequence[Meaning]) -> tuple[Split, float]:
    """A bare metric beside a bare loss is the training set's; beside a named train loss it is not."""
    whole = {m.role: m.split for m in meanings if m.role in ("train_loss", "generator_loss", "val_loss", "test_loss")}
    if whole.get("train_loss") is Split.NONE:
        return Split.TRAIN, 0.75
    if "train_loss" in whole:
        return Split.VAL, 0.6
    if "val_loss" in whole or "test_loss" in whole:
        return Split.VAL, 0.7
    return (Split.VAL, 0.6) if any(m.role.startswith("pred_") for m in meanings) else (Split.TRAIN, 0.6)


def _test_plays_validation(meanings: Sequence[Meaning]) -> list[str]:
    """Where no validation was logged, a test set evaluated along the run takes its place."""
    if any(m.role.startswith("val_") for m in meanings):
        return []
    test = [m for m in meanings if m.role.startswith("test_") and m.column.points > 1]
    for m in test:
        m.settle("val_" + m.role.removeprefix("test_"), m.quantity, part=m.part, certainty=min(m.certainty, 0.85))
        m.split = Split.VAL
    if not test:
        return []
    return [f"no validation was logged: {', '.join(sorted(m.column.name for m in test)[:4])} (test) is taken for it"]
