"""What the person said about columns overrules what names seem to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from run_diagnose.errors import UsageError
from run_diagnose.model.roles import METRIC_ROLES, ROLE_NAMES, Split
from run_diagnose.names.columns import Meaning
from run_diagnose.names.guess import LOSS, METRIC, SIGNAL, guess
from run_diagnose.names.options import Options
from run_diagnose.names.words import glue, take_apart

AXIS_WORDS = ("axis", "x")
PREDICTION_WORDS = ("true", "pred")
"""Columns of the predictions file, not of the log."""


def apply_overrides(meanings: Sequence[Meaning], options: Options) -> None:
    """Aliases of the settings first, then ``--map``, then directions."""
    for column, word in options.aliases.items():
        for m in meanings:
            if _same(m.column.name, column):
                _give(m, word)
    for word, column in options.maps.items():
        if word.lower() not in AXIS_WORDS + PREDICTION_WORDS:
            for m in meanings:
                if _same(m.column.name, column):
                    _give(m, word)
    for what, goal in options.goals.items():
        for m in meanings:
            if _same(m.column.name, what) or (m.quantity == what.lower() and not m.open):
                if m.role not in METRIC_ROLES:
                    split = m.split if m.split is not Split.NONE else Split.VAL
                    m.settle(f"{split.value}_metric", "_".join(m.name.words) or what.lower(), certainty=0.9)
                m.goal = goal


def check_maps(options: Options, columns: Iterable[str]) -> None:
    """Raises UsageError for a column that no file has, with the nearest one."""
    known = list(dict.fromkeys(columns))
    for word, column in options.maps.items():
        if word.lower() in PREDICTION_WORDS:
            continue
        if not any(_same(column, k) for k in known):
            raise UsageError(
                f"--map {word}={column}: the log has no column '{column}'",
                hint=f"{near(column, known)}; see all columns with: diagnose inspect FILE",
            )
        meaning_of(word)


def near(name: str, known: Sequence[str]) -> str:
    """``did you mean 'val_loss'?`` or the first columns there are."""
    by_glue = {glue(k): k for k in reversed(known)}
    from difflib import get_close_matches

    close = get_close_matches(glue(name), list(by_glue), n=1, cutoff=0.5)
    if close:
        return f"did you mean '{by_glue[close[0]]}'?"
    return "the columns are: " + ", ".join(known[:8]) if known else "no column was read"


def meaning_of(word: str) -> tuple[str, str, str]:
    """Role, quantity and split of the left side of ``--map``: ``val_loss``, ``val_metric:f1``, ``f1``, ``val_f1``."""
    role, _, quantity = word.partition(":")
    role = role.strip().lower()
    if role in AXIS_WORDS or role in PREDICTION_WORDS:
        return role, role, ""
    if role in ROLE_NAMES:
        default = {"train_loss": "loss", "val_loss": "loss", "test_loss": "loss"}.get(role, role)
        return role, quantity.strip().lower() or default, role.split("_")[0]
    name = take_apart(role)
    g = guess(name)
    split = name.split.value or ("train" if g.kind == LOSS else "val")
    if g.kind == LOSS:
        return f"{split}_loss", g.quantity, split
    if g.kind == METRIC:
        return f"{split}_metric", g.quantity, split
    if g.kind == SIGNAL:
        return g.quantity, g.quantity, ""
    raise UsageError(
        f"--map {word}=...: '{word}' is neither a role nor a metric that is known",
        hint=f"{near(role, ROLE_NAMES)} a metric of your own is written val_metric:{role}",
    )


def _give(m: Meaning, word: str) -> None:
    role, quantity, split = meaning_of(word)
    if role in AXIS_WORDS:
        return
    m.settle(role, quantity, certainty=1.0)
    if split in ("train", "val", "test"):
        m.split = Split(split)


def _same(column: str, given: str) -> bool:
    return column == given or (glue(column) == glue(given) and glue(given) != "")
