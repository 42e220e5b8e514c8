"""Stretches of one run that a header, or a file of its own, keeps apart."""

from __future__ import annotations

from collections.abc import Sequence

from run_diagnose.names.axis_words import ROW
from run_diagnose.names.gather import Table
from run_diagnose.names.pieces import Piece, pieces

_FAR = 0.1
"""Share of its length that a run may have gone on unlogged before a resume."""


def resumed(tables: Sequence[Table], forced: str) -> list[Table]:
    """A start without a name that goes on where the one before stood, or a little earlier, is the same run."""
    out: list[Table] = []
    for table in tables:
        if out and not table.name and _near(out[-1], table, forced):
            out[-1] = joined(out[-1], table)
        else:
            out.append(table)
    return out


def joined(before: Table, after: Table) -> Table:
    """The rows of both, under the first's source."""
    whole = Table(before.source, before.split, before.name, before.group)
    whole.absorb(before)
    whole.absorb(after)
    return whole


def goes_on(first: Piece, second: Piece) -> bool:
    """True if the second holds the same columns on the same axis and begins after the first began."""
    if first.placed.axis != second.placed.axis or first.placed.axis == ROW:
        return False
    if not set(first.series_keys()) & set(second.series_keys()):
        return False
    x, later = first.placed.x[first.placed.lead], second.placed.x[second.placed.lead]
    return bool(len(x) and len(later) and later[0] > x[0] and later.max() > x.max())


def _near(before: Table, after: Table, forced: str) -> bool:
    first, second = pieces(before, forced=forced)[-1:], pieces(after, forced=forced)[:1]
    if not first or not second or not goes_on(first[0], second[0]):
        return False
    x, later = first[0].placed.x[first[0].placed.lead], second[0].placed.x[second[0].placed.lead]
    return bool(later[0] <= x[-1] + max(1.0, _FAR * (x[-1] - x[0])))
