"""Which split a metric was measured on where its name does not say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from run_diagnose.model.roles import Split
from run_diagnose.names import table
from run_diagnose.names.axis_words import axis_word
from run_diagnose.names.columns import Meaning
from run_diagnose.names.guess import METRIC


def settle_summary(meanings: Sequence[Meaning]) -> None:
    """Final figures without any word on their split are an evaluation."""
    if any(m.split is not Split.NONE for m in meanings) or not any(m.guess.kind == METRIC for m in meanings):
        return
    for m in meanings:
        if m.role in ("train_loss", "train_loss_part"):
            m.settle("val_" + m.role.removeprefix("train_"), m.quantity, part=m.part, certainty=0.6)
        elif m.open and m.guess.kind == METRIC and m.guess.quantity != "reward" and not m.guess.derived:
            m.settle("val_metric", m.guess.quantity, part="_".join(m.left), certainty=0.6)


def settle_metrics(meanings: Sequence[Meaning]) -> None:
    """Gives every metric its role; a held-out figure with an unknown name becomes a metric without a direction, and
    so does its twin of the training set."""
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
    held_out = [
        m
        for m in meanings
        if m.open
        and m.split in (Split.VAL, Split.TEST)
        and m.left
        and not set(m.left) & table.COUNTERS
        and not axis_word(m.column.name)
    ]
    twins = {m.left for m in held_out}
    for m in [*held_out, *(m for m in meanings if m.open and m.split is Split.TRAIN and m.left in twins)]:
        m.settle(f"{m.split.value}_metric", "_".join(m.left), certainty=0.4)


def _metric_split(m: Meaning, twins: set[Split], meanings: Sequence[Meaning]) -> tuple[Split, float]:
    """The split of a metric; a bare name is what its twin in the log is not."""
    evaluated = m.guess.quantity in table.EVALUATED
    by_line_only = m.name.split is Split.NONE and m.split is Split.TRAIN
    of_spacy = any(o.name.words[:1] == ("ents",) for o in meanings)
    steps: tuple[tuple[bool, Split, float], ...] = (
        (by_line_only and evaluated and Split.VAL not in twins, Split.VAL, 0.6),
        (m.split is not Split.NONE, m.split, 0.95),
        (m.name.prefix == "metrics", Split.VAL, 0.9),
        (m.guess.quantity == "reward", Split.TRAIN, 0.9),
        (bool(twins & {Split.VAL, Split.TEST}), Split.TRAIN, 0.9),
        (_over_a_set(m), Split.VAL, 0.7),
        (of_spacy or Split.TRAIN in twins or m.column.apart or evaluated, Split.VAL, 0.8),
    )
    return next(((split, sure) for holds, split, sure in steps if holds), None) or _split_by_losses(meanings)


def _over_a_set(m: Meaning) -> bool:
    """``Avg. PSNR``: a picture's figure, averaged over a set of them."""
    return m.guess.quantity in ("psnr", "ssim", "lpips") and bool({"avg", "average", "mean"} & set(m.name.words))


def _split_by_losses(meanings: Sequence[Meaning]) -> tuple[Split, float]:
    """A bare metric beside a bare loss is the training set's; beside a named train loss it is not."""
    trained = {m.split for m in meanings if m.role in ("train_loss", "generator_loss")}
    held_out = any(m.role in ("val_loss", "test_loss") for m in meanings)
    if Split.NONE in trained:
        return Split.TRAIN, 0.75
    if trained or held_out or any(m.role.startswith("pred_") for m in meanings):
        return Split.VAL, 0.6 if trained or not held_out else 0.7
    return Split.TRAIN, 0.6
