"""A run in figures: axis, series, sources, config and how the log was read."""

from __future__ import annotations

import math

import numpy as np

from run_diagnose.model.record import Floats, Ints
from run_diagnose.model.report import AxisSummary, ConfigSummary, Reading, SeriesSummary, SourceSummary
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import count, number, place
from run_diagnose.stats.arrays import distinct, medians
from run_diagnose.views.planned import planned_end

CURVE_POINTS = 60
"""More than this does not fit a line of text; extremes are kept."""


def axis(run: Run) -> AxisSummary:
    """What the run is measured along, over all series on that axis."""
    on = [s.x for s in {id(s.x): s for s in run.series if s.axis == run.axis and len(s)}.values()]
    every = np.empty(0) if not on else on[0] if len(on) == 1 else np.concatenate(on)
    places = distinct(every[np.isfinite(every)])
    first, last = (float(places[0]), float(places[-1])) if len(places) else (None, None)
    return AxisSummary(name=run.axis, first=first, last=last, points=len(places), total=planned_end(run, run.axis))


def series(run: Run, *, curves: bool = True) -> tuple[SeriesSummary, ...]:
    """Every series as logged; the curve, where it is asked for, is of the judged view."""
    logged = {s.name: s for s in run.logged}
    seen = tuple(_series(s, logged.get(s.name, s), curves) for s in run.series)
    return seen + tuple(_series(s, s, curves) for s in run.final_series if run.named(s.name) is None)


def _series(judged: Series, logged: Series, curves: bool) -> SeriesSummary:
    finite, best = logged.finite.y, judged.best_index
    x, y = _curve(judged) if curves else ((), ())
    return SeriesSummary(
        name=judged.name,
        role=judged.role.name,
        quantity=judged.role.quantity,
        split=judged.role.split.value,
        goal=judged.role.goal.value if judged.role.goal else None,
        axis=judged.axis,
        points=len(logged),
        nonfinite=logged.nonfinite,
        first=float(finite[0]) if len(finite) else None,
        last=float(finite[-1]) if len(finite) else None,
        best=None if best is None else float(judged.y[best]),
        best_at=None if best is None else float(judged.x[best]),
        part=judged.role.part,
        certainty=judged.role.certainty,
        x=x,
        y=y,
    )


def _curve(s: Series) -> tuple[tuple[float, ...], tuple[float | None, ...]]:
    """At most 60 points: the ends, and of a block between them the value farthest from the block's median, so that a
    spike survives."""
    rows = _standing_out(s.y)
    x, y = s.x[rows].tolist(), s.y[rows].tolist()
    return tuple(x), tuple(value if math.isfinite(value) else None for value in y)


def _standing_out(y: Floats) -> Ints:
    """The two ends, and the row that stands for each of 58 blocks between, whose sizes differ by one at most; every
    row of a short curve."""
    if len(y) <= CURVE_POINTS:
        return np.arange(len(y))
    last = len(y) - 1
    size, longer = divmod(last - 1, CURVE_POINTS - 2)
    cut = 1 + longer * (size + 1)
    long, short = _of_blocks(y[1:cut], 1, size + 1), _of_blocks(y[cut:last], cut, size)
    return np.concatenate([np.array([0]), long, short, np.array([last])])


def _of_blocks(y: Floats, first: int, size: int) -> Ints:
    """All blocks of one size at once; a block with a NaN is stood for by its first NaN."""
    blocks = y.reshape(-1, size)
    finite = np.isfinite(blocks)
    whole = bool(finite.all())
    known = blocks if whole else np.where(finite, blocks, 0.0)
    with np.errstate(over="ignore"):
        away = known - medians(known)[:, None]
    row = np.argmax(np.abs(away, out=away), axis=1)
    if not whole:
        row = np.where(finite.all(axis=1), row, np.argmin(finite, axis=1))
    rows: Ints = first + np.arange(len(blocks)) * size + row
    return rows


def sources(run: Run) -> tuple[SourceSummary, ...]:
    """The files the run was read from."""
    return tuple(
        SourceSummary(path=s.path, format=s.format, encoding=s.encoding, detail=s.detail, lines=s.lines)
        for s in run.sources
    )


def config(run: Run) -> ConfigSummary | None:
    """The configuration as read, None where there is none."""
    if not run.config:
        return None
    lines = {s.key: s.line for s in run.config.settings if s.line}
    return ConfigSummary(path=run.config.path, sha256=run.config.sha256, values=dict(run.config.values), lines=lines)


def reading(run: Run, assumed: tuple[str, ...]) -> Reading:
    """Segments, placeholders and what was not understood, in words."""
    segments = [
        f"{place(run.axis, s.first)} to {number(s.last, 6)}, from line {s.line}"
        + (f" ({s.reason}{' ' + s.name if s.name else ''})" if s.reason else "")
        for s in run.segments
    ]
    by_name: dict[tuple[str, str], int] = {}
    for p in run.placeholders:
        by_name[p.name, p.text] = by_name.get((p.name, p.text), 0) + 1
    placeholders = [f"{name}: {count(n, 'cell')} {text!r}, taken as not logged" for (name, text), n in by_name.items()]
    unread = [f"line {u.line}: {u.reason}" + (f" ({u.text[:80]})" if u.text else "") for u in run.unread[:20]]
    if len(run.unread) > 20:
        unread.append(f"and {count(len(run.unread) - 20, 'more')}")
    return Reading(segments=tuple(segments), placeholders=tuple(placeholders), unread=tuple(unread), assumed=assumed)
