"""Phases of one run whose axis goes on: where pre-training ends and fine-tuning begins.

Only where the log is plain about it: a column or a header line names the phase, a counter of stages goes up, or series
end exactly where others begin and the learning rate starts anew. A restart of a cosine or a rate that drops is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.record import Ints
from run_diagnose.names.guess import LOSS, METRIC, SIGNAL, guess
from run_diagnose.names.pieces import Piece
from run_diagnose.names.words import glue, take_apart

PHASE = "phase"
_FEWEST = 3
"""Points of a phase: fewer show no course of their own."""
_MOST = 10
"""Phases of one run; more are a schedule, not phases."""
_COUNTERS = frozenset({"phase", "stage", "trainingphase", "trainingstage", "trainphase", "trainstage", "stageid"})


@dataclass(frozen=True, slots=True)
class Phase:
    """A phase begins at ``row`` of the table; ``name`` as the log calls it, or empty."""

    row: int
    name: str


def phases(piece: Piece) -> tuple[Phase, ...]:
    """The phases of a piece after its first, with the first in front; none where it is one phase."""
    for look in (_told, _counted, _handed_over):
        found = look(piece)
        if not 1 < len(found) <= _MOST:
            continue
        rows = _learning_rows(piece)
        cuts = [0, *np.searchsorted(rows, [p.row for p in found[1:]]).tolist(), len(rows)]
        if min(b - a for a, b in pairwise(cuts)) >= _FEWEST:
            return tuple(found)
    return ()


def _learning_rows(piece: Piece) -> Ints:
    """Rows of the piece with a loss or a metric on them."""
    learning = [piece.column(key)[0] for key in piece.series_keys() if _learns(key[1])]
    return np.unique(np.concatenate(learning)) if learning else np.empty(0, dtype=np.int64)


def _told(piece: Piece) -> list[Phase]:
    """Lines or cells that name the phase; a name that comes back is a part of every epoch and no phase."""
    lines = piece.table.lines.arrays()[1]
    found: list[Phase] = []
    for event in piece.table.events:
        row = int(np.searchsorted(lines, event.line))
        if event.kind == PHASE and row < piece.last and (not found or event.text != found[-1].name):
            if found and row <= max(found[-1].row, piece.first):
                found.pop()
            found.append(Phase(max(row, piece.first), event.text))
    if found and found[0].row > piece.first:
        found.insert(0, Phase(piece.first, ""))
    return found if len({p.name for p in found}) == len(found) else []


def _counted(piece: Piece) -> list[Phase]:
    """A column ``stage`` of whole numbers that only rise."""
    for key in piece.table.columns:
        if glue(key[1]) not in _COUNTERS:
            continue
        rows, values = piece.column(key)
        if len(values) and bool(np.all(values % 1 == 0)) and bool(np.all(np.diff(values) >= 0)):
            starts = [0, *(np.flatnonzero(np.diff(values)) + 1).tolist()]
            return [Phase(int(rows[i]) if i else piece.first, f"{key[1].strip()} {values[i]:g}") for i in starts]
    return []


def _handed_over(piece: Piece) -> list[Phase]:
    """Learning series that stop where others start, with the learning rate going up between the two."""
    spans = [
        (rows[0], rows[-1]) for key in piece.series_keys() if _learns(key[1]) and len(rows := piece.column(key)[0])
    ]
    firsts = sorted({first for first, _ in spans} - {min((f for f, _ in spans), default=0)})
    for row in firsts:
        ended = [last for _, last in spans if last < row]
        if ended and _rate_starts_anew(piece, int(max(ended)), int(row)) and _next_to(piece, int(max(ended)), int(row)):
            return [Phase(piece.first, ""), Phase(int(row), "")]
    return []


def _next_to(piece: Piece, before: int, row: int) -> bool:
    """No learning series was logged between the two rows."""
    rows = _learning_rows(piece)
    return not np.any((rows > before) & (rows < row))


def _learns(name: str) -> bool:
    return guess(take_apart(name)).kind in (LOSS, METRIC)


def _rate_starts_anew(piece: Piece, before: int, row: int) -> bool:
    for key in piece.series_keys():
        meant = guess(take_apart(key[1]))
        rows, values = piece.column(key)
        if (
            meant.kind == SIGNAL
            and meant.quantity == "lr"
            and len(old := values[rows <= before])
            and (rows >= row).any()
        ):
            return bool(values[rows >= row][0] > old[-1])
    return False


def cut_at(stretch: Ints, end: int, found: Sequence[Phase]) -> list[tuple[Ints, Phase | None]]:
    """A stretch of rows cut where phases begin, each with the phase that begins there; the first has none.

    Where there are phases the stretch reaches up to the row ``end``: the longest series may have stopped before it.
    """
    if found and len(stretch):
        stretch = np.arange(stretch[0], end)
    inside = [p for p in found if len(stretch) and stretch[0] < p.row <= stretch[-1]]
    parts = np.split(stretch, np.searchsorted(stretch, [p.row for p in inside]))
    return list(zip(parts, (None, *inside), strict=True))
