"""Curves held against each other at the same steps: what no single log shows and no table of best values does.

A run with shuffled labels, half the data or a broken augmentation can look like any other run that is slow to learn.
Beside a sibling of the same config it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from run_diagnose.comparison.columns import Board
from run_diagnose.comparison.config_diff import same_but_seed
from run_diagnose.comparison.sample import Sample
from run_diagnose.facts import dataclass
from run_diagnose.model.comparison import Column, Difference, Remark
from run_diagnose.model.record import Floats
from run_diagnose.model.report import SeriesSummary
from run_diagnose.model.wording import listing, number, percent, place
from run_diagnose.stats.arrays import median
from run_diagnose.stats.noise import noise

POINTS = 8
"""Matched places below which two curves are not told apart."""
BEHIND = 0.25
"""Share of the better run's own progress that the worse one must lack: seeds alone rarely cost that much."""
SIGMAS = 3.0
"""The gap in units of the curves' joint epoch-to-epoch noise."""
MOST_PAIRS = 3000
"""Pairs of siblings looked at."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Two curves at the places both reach, lower is better."""

    axis: str
    x: Floats
    a: Floats
    b: Floats


def matched(a: SeriesSummary, b: SeriesSummary) -> Matched | None:
    """Both at the places of the sparser one inside the common stretch; None without a common axis or below 8 places."""
    if a.axis != b.axis or a.axis in ("row", "final"):
        return None
    curves = [_curve(s) for s in (a, b)]
    if any(len(x) < 2 for x, _ in curves):
        return None
    low, high = max(x[0] for x, _ in curves), min(x[-1] for x, _ in curves)
    sparse = min((x[(x >= low) & (x <= high)] for x, _ in curves), key=len)
    if len(sparse) < POINTS:
        return None
    ya, yb = (np.interp(sparse, x, y) for x, y in curves)
    return Matched(a.axis, sparse, ya, yb)


def _curve(s: SeriesSummary) -> tuple[Floats, Floats]:
    known = [(x, y) for x, y in zip(s.x, s.y, strict=True) if y is not None]
    sign = -1.0 if s.goal == "max" else 1.0
    x = np.array([x for x, _ in known], dtype=float)
    y = np.array([sign * y for _, y in known], dtype=float)
    order = np.argsort(x, kind="stable")
    return x[order], y[order]


def worse_siblings(board: Board, differing: Sequence[Difference]) -> Iterator[Remark]:
    """Runs that stay behind a run of the same config over the whole second half."""
    behind: dict[str, tuple[str, Column, str]] = {}
    for column in (c for c in board.columns if c.goal and c.role.startswith(("val", "test"))):
        for a, b in _siblings(board.samples, differing):
            found = _compare(a, b, column, board)
            if found and found[0] not in behind:
                behind[found[0]] = (found[1], column, found[2])
    own = {s.label: [f"{f.code} {f.rule}" for f in s.report.findings if f.severity.level] for s in board.samples}
    for run, (sibling, column, gap) in behind.items():
        seen = f"Its own log shows {listing(own[run][:3])}. " if own[run] else "Its own log shows nothing wrong. "
        yield Remark(
            code="CMP001",
            rule="worse-than-sibling",
            severity="warning",
            message=f"{run} stays behind {sibling} in {column.key} although their configs do not differ: {gap}. "
            f"{seen}What the config does not say must differ: data, labels, their order, the code, or the start. "
            f"Compare what both were fed (hash the first batch and its labels).",
            runs=(run, sibling),
            columns=(column.key,),
        )


def _siblings(samples: Sequence[Sample], differing: Sequence[Difference]) -> Iterator[tuple[Sample, Sample]]:
    pairs = combinations(samples, 2)
    for _, (a, b) in zip(range(MOST_PAIRS), pairs, strict=False):
        if same_but_seed(a, b, differing):
            yield a, b


def _compare(a: Sample, b: Sample, column: Column, board: Board) -> tuple[str, str, str] | None:
    """The run that is behind, the one that is ahead, and by how much; None where they are alike."""
    series = [board.series[column.key].get(s.label) for s in (a, b)]
    if series[0] is None or series[1] is None:
        return None
    both = matched(series[0], series[1])
    if both is None:
        return None
    late = slice(len(both.x) // 2, None)
    gap = float(median(both.a[late] - both.b[late]))
    worse, better, ahead = (a, b, both.b) if gap > 0 else (b, a, both.a)
    start = float(median(ahead[: max(len(ahead) // 10, 1)]))
    progress = start - float(median(ahead[late]))
    sigma = _joint_noise(both)
    steady = float(np.mean(np.sign(both.a[late] - both.b[late]) == np.sign(gap)))
    if progress <= 0 or sigma is None or steady < 0.9 or abs(gap) < max(BEHIND * progress, SIGMAS * sigma):
        return None
    level = f"{place(both.axis, float(both.x[late][0]))} on it lacks {number(abs(gap))}, {percent(abs(gap) / progress)}"
    return worse.label, better.label, f"from {level} of what {better.label} gained"


def _joint_noise(both: Matched) -> float | None:
    seen = [noise(y) for y in (both.a, both.b)]
    return None if seen[0] is None or seen[1] is None else float(np.hypot(seen[0].sigma, seen[1].sigma))


def charts(board: Board) -> tuple[str, ...]:
    """Columns whose curves are worth drawing together: at most two, the ranking one first."""
    out = []
    for column in board.columns:
        long = [s for s in board.series[column.key].values() if len(s.x) >= POINTS]
        if len(long) > 1 and len({s.axis for s in long}) == 1:
            out.append(column.key)
    return tuple(out[:2])


def leader_at_common_end(board: Board, column: Column | None) -> str:
    """Who leads where the shortest run ends; empty where all are equally long or too few have curves."""
    if column is None or column.goal is None:
        return ""
    curves = {k: s for k, s in board.series[column.key].items() if len(s.x) >= POINTS and s.axis != "row"}
    if len(curves) < 2 or len({s.axis for s in curves.values()}) != 1:
        return ""
    arrays = {k: _curve(s) for k, s in curves.items()}
    ends = {k: float(x[-1]) for k, (x, _) in arrays.items() if len(x)}
    end = min(ends.values())
    if max(ends.values()) <= end * 1.02 or len(ends) < len(curves):
        return ""
    best = {k: float(np.min(y[x <= end])) for k, (x, y) in arrays.items() if np.any(x <= end)}
    leader = min(best, key=lambda k: best[k])
    value = -best[leader] if column.goal == "max" else best[leader]
    axis = next(iter(curves.values())).axis
    return f"Up to {place(axis, end)}, which all reach, {leader} leads in {column.key} ({number(value)})."
