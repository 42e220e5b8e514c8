"""The series of one run: roles given, names made unique, what was logged twice said once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

import numpy as np

from run_diagnose.model.record import Floats, Ints
from run_diagnose.model.roles import Role, Split
from run_diagnose.model.series import Series
from run_diagnose.names.axis_words import STEP
from run_diagnose.names.columns import Column
from run_diagnose.names.gather import Key
from run_diagnose.names.guess import LOSS, guess
from run_diagnose.names.options import Options
from run_diagnose.names.pieces import Piece
from run_diagnose.names.restarts import overwritten
from run_diagnose.names.roles import assign
from run_diagnose.names.words import take_apart

_FEWER = 0.6
"""A metric logged less often than this share of the loss's points comes from an evaluation."""
_SAME = 1e-3
"""Relative difference up to which two files tell the same value: text logs print three to four digits."""
_RANKS = 0.8
"""Share of places logged several times from which on several ranks wrote the log."""


@dataclass(frozen=True)
class Judged:
    """Both views of a run's series and what was assumed on the way."""

    series: tuple[Series, ...]
    logged: tuple[Series, ...]
    notes: tuple[str, ...]


def make_series(run: Sequence[Piece], splits: Sequence[str], options: Options) -> Judged:
    """Series of the pieces of one run. ``splits``: what the file of each piece says of its data, often empty."""
    places = [(piece, key, split) for piece, split in zip(run, splits, strict=True) for key in piece.keys()]
    names = {(key[0] or split, key[1]): None for _, key, split in places}
    columns = [_column(name, places) for name in names]
    summary = all(p.last - p.first == 1 and p.placed.axis == "row" for p in run)
    roles, notes = assign(columns, options, summary=summary)
    by_name = dict(zip(names, roles, strict=True))
    pairs: list[tuple[Series, Series]] = []
    for piece, key, split in places:
        name = (key[0] or split, key[1])
        logged = _series(piece, key, _display(name, piece, by_name[name]), by_name[name])
        if len(logged):
            pairs.append((_judged(piece, key, logged, notes), logged))
    pairs = _demote_summaries(_unique(_once(pairs, notes)))
    return Judged(tuple(p[0] for p in pairs), tuple(p[1] for p in pairs), tuple(dict.fromkeys(notes)))


def _column(name: Key, places: Sequence[tuple[Piece, Key, str]]) -> Column:
    own = [(p, k) for p, k, split in places if (k[0] or split, k[1]) == name]
    points = max(len(p.column(k)[0]) for p, k in own)
    return Column(name[1], Split(name[0]), points, all(_apart(p, k) for p, k in own))


def _apart(piece: Piece, key: Key) -> bool:
    """Never in a row, nor mostly at a place, where a training loss was logged, or much rarer than that."""
    losses = [k for k in piece.keys() if k != key and _is_train_loss(k)]
    if not losses or _is_train_loss(key):
        return False
    rows = piece.column(key)[0]
    most = max((piece.column(k)[0] for k in losses), key=len)
    if not len(rows) or not len(most) or np.isin(rows, most).any():
        return False
    if len(rows) < _FEWER * len(most):
        return True
    x = piece.placed.x
    return float(np.isin(x[rows], x[most]).mean()) < 0.5  # noqa: PLR2004


def _is_train_loss(key: Key) -> bool:
    name = take_apart(key[1])
    return guess(name).kind == LOSS and (name.split.value or key[0] or "train") == "train"


def _display(name: Key, piece: Piece, role: Role) -> str:
    """The log's own name, with the split before it where only the record told it."""
    split, own = name
    if split in ("val", "test") and take_apart(own).split is Split.NONE and role.name != "other":
        return f"{split}/{own}"
    if split and any(k[1] == own and k[0] != split for k in piece.table.columns) and split != "train":
        return f"{split}/{own}"
    return own


def _series(piece: Piece, key: Key, name: str, role: Role) -> Series:
    rows, y = piece.column(key)
    placed = piece.placed
    line = piece.table.lines.arrays()[1][rows].astype(np.int64)
    also = {axis: values[rows].copy() for axis, values in placed.also.items() if np.isfinite(values[rows]).any()}
    return Series(
        name=name, role=role, axis=placed.axis, x=placed.x[rows].copy(), y=y.copy(), line=line,
        file=piece.table.source.path, also=also,
    )  # fmt: skip


def _judged(piece: Piece, key: Key, logged: Series, notes: list[str]) -> Series:
    """Last write wins after a resume; several ranks become their median."""
    series = logged
    if piece.seams:
        lost = overwritten(piece.column(key)[0], logged.x, list(piece.seams))
        series = logged.where(~lost) if lost.any() else logged
    if piece.mixed and (np.diff(series.x) < 0).any():
        series = series.where(np.argsort(series.x, kind="stable"))
    ranks = _ranks(series)
    if ranks > 1:
        notes.append(
            f"every {series.axis} was logged {ranks} times (as by {ranks} processes): the median of each is judged"
        )
        series = _median_of_each(series)
    return series


def _ranks(series: Series) -> int:
    """How many processes wrote this series: 1, or the usual count of values at one step."""
    if series.axis != STEP or len(series) < 8:  # noqa: PLR2004 - four places, twice each
        return 1
    _, counts = np.unique(series.x, return_counts=True)
    usual = int(np.median(counts))
    return usual if usual > 1 and (counts == usual).mean() >= _RANKS and usual <= 64 else 1  # noqa: PLR2004


def _median_of_each(series: Series) -> Series:
    order = np.argsort(series.x, kind="stable")
    _, first = np.unique(series.x[order], return_index=True)
    groups = np.split(series.y[order], first[1:])
    last = np.append(first[1:], len(order)) - 1
    kept = series.where(order[last])
    return replace(kept, y=np.array([float(np.median(g)) for g in groups]))


def _once(pairs: list[tuple[Series, Series]], notes: list[str]) -> list[tuple[Series, Series]]:
    """The same series told by two files is kept from the one with more points."""
    kept: list[tuple[Series, Series]] = []
    for pair in pairs:
        twin = next((i for i, other in enumerate(kept) if _same_series(other[0], pair[0])), None)
        if twin is None:
            kept.append(pair)
            continue
        notes.append(f"{pair[0].name} stands in {kept[twin][0].file} and {pair[0].file}: taken once")
        if len(pair[0]) > len(kept[twin][0]):
            kept[twin] = pair
    return kept


def _same_series(a: Series, b: Series) -> bool:
    if a.file == b.file or (a.role.name, a.role.quantity, a.role.part) != (b.role.name, b.role.quantity, b.role.part):
        return False
    if a.role.name == "other" and a.name != b.name:
        return False
    if a.axis == b.axis:
        x, ia, ib = np.intersect1d(a.x, b.x, return_indices=True)
        enough = len(x) >= max(1, 0.8 * min(len(a), len(b)))
        return enough and _close(a.y[ia], b.y[ib])
    return len(a) == len(b) and len(a) > 2 and _close(a.y, b.y)  # noqa: PLR2004


def _close(a: Floats, b: Floats) -> bool:
    return float(np.isclose(a, b, rtol=_SAME, atol=1e-12, equal_nan=True).mean()) >= 0.9  # noqa: PLR2004


def _unique(pairs: list[tuple[Series, Series]]) -> list[tuple[Series, Series]]:
    """No two series of one run share a name: the file tells them apart."""
    taken: set[str] = set()
    out = []
    for judged, logged in pairs:
        name = judged.name
        if name in taken:
            name = f"{name} [{PurePosixPath(judged.file).name}]"
        base, n = name, 2
        while name in taken:
            name, n = f"{base} ({n})", n + 1
        taken.add(name)
        out.append((replace(judged, name=name), replace(logged, name=name)))
    return out


def _demote_summaries(pairs: list[tuple[Series, Series]]) -> list[tuple[Series, Series]]:
    """A single value beside a curve of the same role is a closing figure, not a curve of its own."""
    longest: dict[tuple[str, str], int] = {}
    for s, _ in pairs:
        key = (s.role.name, s.role.part)
        longest[key] = max(longest.get(key, 0), len(s))
    out = []
    for s, logged in pairs:
        if s.role.name == "train_loss" and len(s) == 1 and longest[s.role.name, s.role.part] > 2:  # noqa: PLR2004
            role = Role(name="other", quantity="mean_loss", split=s.role.split, certainty=0.6)
            s, logged = replace(s, role=role), replace(logged, role=role)  # noqa: PLW2901
        out.append((s, logged))
    return out
