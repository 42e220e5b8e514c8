"""Which pieces of which files make one run."""

from __future__ import annotations

from collections.abc import Sequence

from run_diagnose.names.axis_words import ROW
from run_diagnose.names.gather import Table
from run_diagnose.names.pieces import Piece, pieces

_FAR = 0.1
"""Share of its length that a run may have gone on unlogged before a resume."""


def join(tables: Sequence[Table], forced: str = "") -> list[list[Piece]]:
    """Runs as lists of pieces, in the order of the log.

    Files that hold one run each tell of the same run. A file that holds several is joined to others only if they
    hold as many; whatever does not fit stays a run of its own.
    """
    by_file: dict[str, list[Piece]] = {}
    for path, own in _by_file(tables).items():
        found = [p for t in _resumed(_with_events(own), forced) for p in pieces(t, forced=forced)]
        if found:
            by_file[path] = found
    counts = {len(found) for found in by_file.values()}
    if not counts:
        return []
    most = max(counts)
    full = [found for found in by_file.values() if len(found) == most]
    runs = [list(parts) for parts in zip(*full, strict=True)]
    rest = [p for found in by_file.values() if len(found) != most for p in found]
    return runs + [[p] for p in rest]


def _by_file(tables: Sequence[Table]) -> dict[str, list[Table]]:
    files: dict[str, list[Table]] = {}
    for table in tables:
        files.setdefault(table.source.path, []).append(table)
    return files


def _with_events(tables: Sequence[Table]) -> list[Table]:
    """Tables with values; what a start without values said goes to the next one, at the end to the last."""
    out: list[Table] = []
    waiting: list[Table] = []
    for table in tables:
        if table.empty:
            waiting.append(table)
            continue
        for before in waiting:
            table.events[:0] = before.events
            table.settings[:0] = before.settings
            table.totals[:0] = before.totals
            before.events, before.settings, before.totals = [], [], []
        waiting = []
        out.append(table)
    for late in waiting:
        if out:
            out[-1].events.extend(late.events)
            late.events = []
    return out


def _resumed(tables: Sequence[Table], forced: str) -> list[Table]:
    """A start without a name that goes on where the one before stood, or a little earlier, is the same run."""
    out: list[Table] = []
    for table in tables:
        if out and _goes_on(out[-1], table, forced):
            out[-1] = _joined(out[-1], table)
        else:
            out.append(table)
    return out


def _goes_on(before: Table, after: Table, forced: str) -> bool:
    if after.name or not set(before.columns) & set(after.columns):
        return False
    first, second = pieces(before, forced=forced)[-1:], pieces(after, forced=forced)[:1]
    if not first or not second or first[0].placed.axis != second[0].placed.axis or first[0].placed.axis == ROW:
        return False
    x, later = first[0].placed.x[first[0].placed.lead], second[0].placed.x[second[0].placed.lead]
    return bool(len(x) and len(later) and later[0] > x[0] and later[0] <= x[-1] + max(1.0, _FAR * (x[-1] - x[0])))


def _joined(before: Table, after: Table) -> Table:
    whole = Table(before.source, before.split, before.name, before.group)
    whole.absorb(before)
    whole.absorb(after)
    return whole
