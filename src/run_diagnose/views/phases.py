"""A run cut into its phases, each judged by itself: what a new phase begins with is no spike of the old one."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from run_diagnose.model.roles import LEARNING_ROLES
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series


def phases(run: Run) -> tuple[Run, ...]:
    """One run per phase; the run alone where it has one, or where its lines do not tell the phases apart."""
    starts = [s.line for s in run.segments if s.reason == "phase"]
    cuts = [0.0, *map(float, starts), float("inf")]
    files = {s.file for s in run.series}
    if not starts or len(files) != 1 or any(a >= b for a, b in pairwise(cuts)):
        return (run,)
    return tuple(_part(run, low, high) for low, high in pairwise(cuts))


def _part(run: Run, low: float, high: float) -> Run:
    """What lies on the lines from ``low`` up to ``high``; final figures and predictions are the last phase's."""
    series = _within(run.series, low, high)
    last = high == float("inf")
    return replace(
        run,
        series=series,
        logged=_within(run.logged, low, high),
        events=tuple(e for e in run.events if low <= e.line < high),
        segments=tuple(
            replace(s, reason="start") if s.line == low else s for s in run.segments if low <= s.line < high
        ),
        placeholders=tuple(p for p in run.placeholders if low <= p.line < high),
        predictions=run.predictions if last else None,
        finals=run.finals if last else {},
        final_series=run.final_series if last else (),
        memo={},
    )


def _within(series: tuple[Series, ...], low: float, high: float) -> tuple[Series, ...]:
    cut = [s.where((s.line >= low) & (s.line < high)) for s in series]
    return tuple(s for s in cut if len(s))


def learns(run: Run) -> bool:
    """True where the phase logged something that shows whether it learns."""
    return run.has(*LEARNING_ROLES)
