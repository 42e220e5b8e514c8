"""The series of one run: roles given, names made unique, what was logged twice said once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Floats, Ints
from run_diagnose.model.roles import Role, Split
from run_diagnose.model.series import Series
from run_diagnose.names.columns import Column
from run_diagnose.names.filtered import without_filter
from run_diagnose.names.gather import Key
from run_diagnose.names.guess import LOSS, guess
from run_diagnose.names.judged import judged_view
from run_diagnose.names.options import Options
from run_diagnose.names.pieces import Piece
from run_diagnose.names.roles import assign
from run_diagnose.names.table import SPLIT_WORDS
from run_diagnose.names.told_twice import demote_summaries, once, unique_names
from run_diagnose.names.words import take_apart
from run_diagnose.stats.arrays import median

_FEWER = 0.6
"""A metric logged less often than this share of the loss's points comes from an evaluation."""


Losses = tuple[set[Key], Ints | None]


@dataclass(frozen=True)
class Judged:
    """Both views of a run's series and what was assumed on the way."""

    series: tuple[Series, ...]
    logged: tuple[Series, ...]
    notes: tuple[str, ...]


def make_series(run: Sequence[Piece], splits: Sequence[str], options: Options) -> Judged:
    """Series of the pieces of one run. ``splits``: what the file of each piece says of its data, often empty."""
    places = [(piece, key, split) for piece, split in zip(run, splits, strict=True) for key in piece.series_keys()]
    names: dict[Key, list[tuple[Piece, Key]]] = {}
    for piece, key, split in places:
        names.setdefault((key[0] or split, key[1]), []).append((piece, key))
    losses = {id(piece): _losses(piece) for piece in run}
    splits_of = {id(piece): _splits_of(piece) for piece in run}
    columns = [_column(name, own, losses) for name, own in names.items()]
    summary = all(p.last - p.first == 1 and p.placed.axis == "row" for p in run)
    roles, notes = assign(columns, options, summary=summary)
    by_name = dict(zip(names, roles, strict=True))
    pairs: list[tuple[Series, Series]] = []
    for piece, key, split in places:
        name = (key[0] or split, key[1])
        logged = _series(piece, key, _display(name, splits_of[id(piece)], by_name[name]), by_name[name])
        if len(logged):
            pairs.append((judged_view(piece, key, logged, notes), logged))
    pairs = without_filter(demote_summaries(unique_names(once(pairs, notes))), notes)
    return Judged(tuple(p[0] for p in pairs), tuple(p[1] for p in pairs), tuple(dict.fromkeys(notes)))


def _column(name: Key, own: Sequence[tuple[Piece, Key]], losses: Mapping[int, Losses]) -> Column:
    points = max(len(p.column(k)[0]) for p, k in own)
    apart = all(_apart(p, k, losses[id(p)]) for p, k in own)
    rises = _is_bare(name[1]) and all(_rises(p.column(k)[1]) for p, k in own)
    falls = take_apart(name[1]).words == ("value",) and all(_rises(-p.column(k)[1]) for p, k in own)
    return Column(name[1], Split(name[0]), points, apart, rises, falls)


def _is_bare(name: str) -> bool:
    """True for a split without a quantity, the one kind of name whose values must help."""
    words = take_apart(name).words
    return len(words) == 1 and words[0] in SPLIT_WORDS


def _rises(y: Floats) -> bool:
    """The last third lies above the first by more than half of its spread; a share may have risen within the first."""
    y = y[np.isfinite(y)]
    third = len(y) // 3
    if not third:
        return False
    share = np.min(y) >= 0 and np.max(y) <= (1 if np.max(y) <= 1 else 100)
    start = min(median(y[:third]), y[0]) if share else median(y[:third])
    return bool(median(y[-third:]) - start > np.max(y) / 2 - np.min(y) / 2)


def _losses(piece: Piece) -> Losses:
    """The training losses of a piece, and the rows of the one logged most often."""
    keys = {key for key in piece.series_keys() if _is_train_loss(key)}
    return keys, max((piece.column(key)[0] for key in piece.series_keys() if key in keys), key=len, default=None)


def _apart(piece: Piece, key: Key, losses: Losses) -> bool:
    """Never in a row, nor mostly at a place, where a training loss was logged, or much rarer than that."""
    keys, most = losses
    if most is None or key in keys:
        return False
    rows = piece.column(key)[0]
    if not len(rows) or not len(most) or most[min(np.searchsorted(most, rows[0]), len(most) - 1)] == rows[0]:
        return False
    if np.isin(rows, most).any() or any(np.isin(rows, piece.column(k)[0]).any() for k in keys):
        return False
    if len(rows) < _FEWER * len(most):
        return True
    x = piece.placed.x
    return float(np.isin(x[rows], x[most]).mean()) < 0.5


def _is_train_loss(key: Key) -> bool:
    name = take_apart(key[1])
    return guess(name).kind == LOSS and (name.split.value or key[0] or "train") == "train"


def _splits_of(piece: Piece) -> dict[str, set[str]]:
    """The splits that each name stands on."""
    found: dict[str, set[str]] = {}
    for split, name in piece.table.columns:
        found.setdefault(name, set()).add(split)
    return found


def _display(name: Key, splits_of: Mapping[str, set[str]], role: Role) -> str:
    """The log's own name, with the split before it where only the record told it."""
    split, own = name
    if split in ("val", "test") and take_apart(own).split is Split.NONE and role.name != "other":
        return f"{split}/{own}"
    if split not in ("", "train") and splits_of.get(own, set()) - {split}:
        return f"{split}/{own}"
    return own


def _series(piece: Piece, key: Key, name: str, role: Role) -> Series:
    rows, y = piece.column(key)
    placed = piece.placed
    x, line, also = piece.places(rows)
    return Series(
        name=name, role=role, axis=placed.axis, x=x, y=y.view(), line=line, file=piece.table.source.path, also=also,
    )  # fmt: skip
