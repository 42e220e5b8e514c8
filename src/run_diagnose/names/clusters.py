"""Files that hold one run each: parts of one, copies of one, or runs of their own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from run_diagnose.names.candidates import is_learning
from run_diagnose.names.file_splits import told_split
from run_diagnose.names.gather import Key
from run_diagnose.names.pieces import Piece, pieces
from run_diagnose.names.resumed import goes_on, joined

_SAME = 1e-3
"""Relative difference up to which two files tell the same value."""
_MOSTLY = 0.5


def clusters(found: Sequence[Piece], forced: str = "") -> list[list[Piece]]:
    """Runs as lists of pieces.

    Files of one format whose steps follow on each other are stretches of one series (event files after a resume, one
    file per epoch). Files that log the same quantity at the same places with other values are different runs.
    """
    runs: list[list[Piece]] = []
    for piece in _stretches(found, forced):
        run = next((r for r in runs if not any(_contradict(piece, other) for other in r)), None)
        if run is None:
            runs.append([piece])
        else:
            run.append(piece)
    return runs


def _stretches(found: Sequence[Piece], forced: str) -> list[Piece]:
    out: list[Piece] = []
    for piece in sorted(found, key=_begin):
        before = next((i for i, p in enumerate(out) if _is_stretch(p, piece)), None)
        if before is None:
            out.append(piece)
            continue
        whole = pieces(joined(out[before].table, piece.table), forced=forced)
        if len(whole) == 1:
            out[before] = whole[0]
        else:
            out.append(piece)
    order = {id(p): i for i, p in enumerate(found)}
    return sorted(out, key=lambda p: order.get(id(p), 0))


def _begin(piece: Piece) -> float:
    x = piece.placed.x[piece.placed.lead]
    return float(x[0]) if len(x) else 0.0


def _is_stretch(first: Piece, second: Piece) -> bool:
    same_kind = first.table.source.format == second.table.source.format and told_split(first) == told_split(second)
    return same_kind and goes_on(first, second) and not _agree(first, second)


def _shared(first: Piece, second: Piece) -> list[tuple[Key, Key]]:
    """Learning columns that both hold, each under its own key."""
    mine = {(k[0] or told_split(first), k[1]): k for k in first.series_keys() if is_learning(k)}
    theirs = {(k[0] or told_split(second), k[1]): k for k in second.series_keys() if is_learning(k)}
    return [(mine[k], theirs[k]) for k in mine if k in theirs]


def _alike(first: Piece, second: Piece) -> list[float]:
    """Share of equal values at common places, for every learning column that both hold."""
    shares = []
    for mine, theirs in _shared(first, second) if first.placed.axis == second.placed.axis else ():
        (rows_a, a), (rows_b, b) = first.column(mine), second.column(theirs)
        _, ia, ib = np.intersect1d(first.placed.x[rows_a], second.placed.x[rows_b], return_indices=True)
        if len(ia):
            shares.append(float(np.isclose(a[ia], b[ib], rtol=_SAME, atol=1e-12, equal_nan=True).mean()))
    return shares


def _contradict(first: Piece, second: Piece) -> bool:
    shares = _alike(first, second)
    return bool(shares) and max(shares) < _MOSTLY


def _agree(first: Piece, second: Piece) -> bool:
    shares = _alike(first, second)
    return bool(shares) and min(shares) >= _MOSTLY
