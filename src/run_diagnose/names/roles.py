"""From all names of a run together to the role of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from run_diagnose.model.roles import Role, Split
from run_diagnose.names import table
from run_diagnose.names.columns import Column, Meaning
from run_diagnose.names.guess import LOSS
from run_diagnose.names.loss_roles import settle_bare_terms, settle_losses
from run_diagnose.names.metric_roles import settle_metrics, settle_summary
from run_diagnose.names.options import Options
from run_diagnose.names.overrides import apply_overrides
from run_diagnose.names.signal_roles import settle_signals


def assign(
    columns: Sequence[Column], options: Options | None = None, *, summary: bool = False
) -> tuple[list[Role], list[str]]:
    """The role of every column, in their order, and notes on what was assumed.

    A function of the set of columns: their order and columns that mean nothing change no role. ``summary``
    says that the log is one row of final figures without an axis.
    """
    if options is None or not (options.aliases or options.maps or options.goals):
        usual, said = _usual(tuple(columns), summary)
        return list(usual), list(said)
    meanings, notes = _weighed(columns, summary)
    apply_overrides(meanings, options)
    return [_role(m) for m in meanings], notes


@lru_cache(maxsize=32)
def _usual(columns: tuple[Column, ...], summary: bool) -> tuple[tuple[Role, ...], tuple[str, ...]]:
    """Roles and notes where the person said nothing: the runs of a sweep all have the same columns."""
    meanings, notes = _weighed(columns, summary)
    return tuple(map(_role, meanings)), tuple(notes)


def _weighed(columns: Sequence[Column], summary: bool) -> tuple[list[Meaning], list[str]]:
    """What every name means beside the others, and what was assumed."""
    meanings = [Meaning(c) for c in columns]
    _settle_exact(meanings)
    settle_bare_terms(meanings)
    _settle_boosting(meanings)
    settle_signals(meanings)
    _settle_split_words(meanings)
    settle_losses(meanings)
    if summary:
        settle_summary(meanings)
    settle_metrics(meanings)
    _settle_nameless(meanings)
    return meanings, _test_plays_validation(meanings)


def _role(m: Meaning) -> Role:
    split = next((s for s in (Split.TRAIN, Split.VAL, Split.TEST) if m.role.startswith(s.value + "_")), m.split)
    if m.role in ("lr", "time", "step_time", "data_time", "throughput", "memory", "gpu_util", "other"):
        split = m.split
    if m.role in ("generator_loss", "discriminator_loss"):
        split = Split.TRAIN
    quantity = "_".join(m.name.words) or "other" if m.role == m.quantity == "other" else m.quantity
    return Role(name=m.role, quantity=quantity, split=split, goal=m.goal, part=m.part, certainty=m.certainty)


_EPISODE_FIGURES = frozenset({"len", "eplen", "epsilon", "eps", "episodelength"})
"""What stands beside the ``R`` of an episode."""
_GAMES = {"losses": frozenset({"wins", "draws", "ties"}), "loss": frozenset({"draw", "draws", "tie", "ties"})}
"""What stands beside games that were lost."""


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
        elif glued == "r" and present & _EPISODE_FIGURES:
            m.settle("train_metric", "reward", certainty=0.6)
        elif glued in ("p", "r") and {"p", "r"} <= present and any(g.startswith(("map", "ap")) for g in present):
            m.settle("val_metric", "precision" if glued == "p" else "recall", certainty=0.9)
        elif glued in ("losses", "loss", "lost") and _GAMES.get(glued, frozenset()) & present:
            m.settle("other", "games_lost", certainty=0.9)
        elif glued == "eval" and {"trl", "tel"} & present:
            m.settle("val_metric", "hellaswag", certainty=0.9)


def _settle_boosting(meanings: Sequence[Meaning]) -> None:
    """XGBoost numbers its sets: with two of them the first is by custom the training set."""
    numbered = [m for m in meanings if re.match(r"validation_\d+[-_.]", m.column.name)]
    if {m.column.name[11] for m in numbered} == {"0", "1"} and not any(m.split is Split.TRAIN for m in meanings):
        for m in numbered:
            m.split = Split.TRAIN if m.column.name[11] == "0" else Split.VAL


def _settle_split_words(meanings: Sequence[Meaning]) -> None:
    """A column called ``train`` or ``val`` holds that split's loss; CatBoost prints ``learn`` and ``test``.

    Beside a loss of its own name, a ``Train: 91.2% Val: 88.0%`` that rises is what the loss is not: an accuracy. A
    ``validation`` that rises and has neither a training twin nor a loss beside it is some score.
    """
    if {"learn", "test"} <= {m.name.glued for m in meanings}:
        for m in meanings:
            if m.name.glued in ("learn", "test") and m.open:
                m.settle("train_loss" if m.name.glued == "learn" else "val_loss", "loss", certainty=0.6)
    bare = [m for m in meanings if m.open and m.split is not Split.NONE and _is_split_word(m)]
    beside_loss = any(m.guess.kind == LOSS and m.guess.explicit and m.split is not Split.VAL for m in meanings)
    for m in bare:
        if beside_loss and any(o.split is Split.TRAIN and o.column.rises for o in bare):
            m.settle(f"{m.split.value}_metric", "accuracy", certainty=0.5)
        elif not beside_loss and m.column.rises and all(o.split is m.split for o in bare):
            m.settle(f"{m.split.value}_metric", "score", certainty=0.4)
        else:
            m.settle(f"{m.split.value}_loss", "loss", certainty=0.7)
    for m in meanings:
        if m.open and (listed := _LISTED.match(m.column.name)) and listed[1].lower() in table.SPLIT_WORDS:
            role, quantity = ("metric", "accuracy") if beside_loss or listed[2] == "1" else ("loss", "loss")
            m.settle(f"{m.split.value}_{role}", quantity, certainty=0.5)


def _settle_nameless(meanings: Sequence[Meaning]) -> None:
    """``epoch 3: 0.53`` and a series without its tag: one falling figure without a name is by custom the loss."""
    if any(m.role.endswith(("_loss", "_metric", "_loss_part")) for m in meanings):
        return
    nameless = [m for m in meanings if m.open and m.name.words == ("value",)]
    for m in nameless:
        if len(nameless) == 1 and m.column.falls and m.column.points >= _ENOUGH:
            m.settle("train_loss", "loss", certainty=0.4)


_ENOUGH = 5
"""Points from which on a fall is none by chance alone."""
_LISTED = re.compile(r"(\w+)\[([01])\]$")
"""``train=(0.51, 0.83)``: by custom the loss, then the accuracy."""


def _is_split_word(m: Meaning) -> bool:
    return len(m.name.words) == 1 and m.name.words[0] in table.SPLIT_WORDS


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
