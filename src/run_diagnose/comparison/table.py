"""The table itself: who leads in which metric, who comes first, and what only some runs suffer from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from run_diagnose.comparison.columns import SPREADS, Board
from run_diagnose.comparison.sample import Sample
from run_diagnose.model.comparison import Column, Entry
from run_diagnose.model.finding import Severity


def with_winners(board: Board, collapsed: Mapping[str, str]) -> tuple[Column, ...]:
    """The columns with the run that leads each, and whether that run can be trusted."""
    return tuple(_led(column, board, collapsed) for column in board.columns)


def _led(column: Column, board: Board, collapsed: Mapping[str, str]) -> Column:
    values = board.values(column.key)
    if len(values) < 2 or len(set(values.values())) == 1:
        return column
    leader = best_of(column, values)
    return column if leader is None else replace(column, winner=leader, trusted=not collapsed.get(leader))


def best_of(column: Column, values: Mapping[str, float]) -> str | None:
    """The run that leads, the first named of equals; of a spread the widest that does not exceed its targets'."""
    if column.role in SPREADS:
        within = {k: v for k, v in values.items() if v <= 1.0} if column.role == "variance_ratio" else values
        return max(within, key=lambda label: within[label], default=None)
    if column.goal is None:
        return None
    sign = 1.0 if column.goal == "min" else -1.0
    return min(values, key=lambda label: sign * values[label], default=None)


def ranked(board: Board, collapsed: Mapping[str, str]) -> list[Sample]:
    """Best first by the column that ranks; runs without a figure after, collapsed runs last whatever their score."""
    column = next((c for c in board.columns if c.goal), None)
    if column is None:
        return sorted(board.samples, key=lambda s: bool(collapsed.get(s.label)))
    sign = 1.0 if column.goal == "min" else -1.0

    def place(sample: Sample) -> tuple[bool, bool, float]:
        value = board.value(column.key, sample.label)
        return bool(collapsed.get(sample.label)), value is None, sign * (value or 0.0)

    return sorted(board.samples, key=place)


def entries(board: Board, order: Sequence[Sample], collapsed: Mapping[str, str]) -> tuple[Entry, ...]:
    """A row for every run, in the order of ``order``."""
    shared = Counter(code for s in board.samples for code in set(_serious(s)))
    return tuple(_entry(s, rank, board, collapsed, shared) for rank, s in enumerate(order, 1))


def _serious(sample: Sample) -> list[str]:
    """Codes and names of errors and warnings, worst first."""
    found = (f for f in sample.report.findings if f.severity is not Severity.NOTE)
    return list(dict.fromkeys(f"{f.code} {f.rule}" for f in found))


def _entry(sample: Sample, rank: int, board: Board, collapsed: Mapping[str, str], shared: Mapping[str, int]) -> Entry:
    found = _serious(sample)
    cells = {c.key: cell for c in board.columns if (cell := board.cell(c.key, sample.label)) is not None}
    axis = sample.report.axis
    final = axis.name == "row" and axis.points <= 1
    return Entry(
        label=sample.label,
        rank=rank,
        verdict=sample.report.verdict,
        codes=tuple(dict.fromkeys(name.split()[0] for name in found)),
        collapsed=collapsed.get(sample.label, ""),
        axis="" if final else axis.name,
        last=None if final else axis.last,
        points=axis.points,
        picked=sample.picked,
        cells=cells,
        only=tuple(name for name in found if shared[name] < len(board.samples)),
        configured=sample.configured,
        prose=sample.prose,
    )
