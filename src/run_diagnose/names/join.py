"""Which pieces of which files make one run."""

from __future__ import annotations

from collections.abc import Sequence

from run_diagnose.names.clusters import clusters
from run_diagnose.names.gather import Table
from run_diagnose.names.pieces import Piece, pieces
from run_diagnose.names.resumed import resumed


def join(tables: Sequence[Table], forced: str = "") -> list[list[Piece]]:
    """Runs as lists of pieces, in the order of the log.

    Files that hold one run each tell of the same run unless they contradict each other. A file that holds several
    is joined to others only if they hold as many; whatever does not fit stays a run of its own.
    """
    by_file: list[list[Piece]] = []
    for own in _by_file(tables):
        found = [p for t in resumed(_with_events(own), forced) for p in pieces(t, forced=forced)]
        if found:
            by_file.append(found)
    most = max((len(found) for found in by_file), default=0)
    if most <= 1:
        return clusters([found[0] for found in by_file], forced)
    full = [found for found in by_file if len(found) == most]
    rest = [p for found in by_file if len(found) != most for p in found]
    return [list(parts) for parts in zip(*full, strict=True)] + [[p] for p in rest]


def _by_file(tables: Sequence[Table]) -> list[list[Table]]:
    files: dict[str, list[Table]] = {}
    for table in tables:
        files.setdefault(table.source.path, []).append(table)
    return list(files.values())


def _with_events(tables: Sequence[Table]) -> list[Table]:
    """Tables with values; what a start without values said goes to the next one, at the end to the last."""
    out: list[Table] = []
    waiting: list[Table] = []
    for table in tables:
        if table.empty:
            waiting.append(table)
            continue
        for before in reversed(waiting):
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
