"""Curves in Markdown: sparklines in a table, mermaid charts in the folded part."""

from __future__ import annotations

import math

from run_diagnose.model.report import RunReport, SeriesSummary
from run_diagnose.model.wording import count, number, place
from run_diagnose.render.curves import Panel, accused, finals, finite, marks, padded, panels, resample, span_of, telling
from run_diagnose.render.markdown.escape import code, markdown, mermaid
from run_diagnose.render.markdown.parts import Lines, Room, decimal, fold, scale_of, table
from run_diagnose.render.phrases import meaning
from run_diagnose.render.sparkline import columns, sparkline

WIDTH = 32
"""Cells of a sparkline: with four columns of numbers beside it, about what a GitHub comment is wide."""
CELLS = 60
"""Points of a mermaid line: more blur into each other."""
CHARTS = 3
PALETTE = (
    ("blue", "#1f77b4"), ("red", "#d62728"), ("green", "#2ca02c"),
    ("orange", "#ff7f0e"), ("purple", "#9467bd"), ("brown", "#8c564b"),
)  # fmt: skip
"""Colours in the order of the series; not every version of mermaid draws a legend, so the caption names them."""


def sparks(run: RunReport, room: Room) -> Lines:
    """The most telling series, a row each."""
    shown = telling(run, room.sparks)
    if not shown:
        return _finals(run, 2 * room.sparks)
    first, last = span_of(shown)
    width = columns(run, WIDTH)
    rows = [_spark(s, sparkline(s, first, last, width), run) for s in shown]
    nan = ", × = NaN" if any(s.nonfinite for s in shown) else ""
    picked = run.checkpoint.picked if run.checkpoint else None
    head = f"{markdown(run.axis.name)} {number(first, 6)} to {number(last, 6)}{nan}"
    at = f"picked ({number(picked.at, 6)})" if picked and not picked.assumed else ""
    return [*table(("series", head, "first", "last", "best", at), rows), ""]


def _finals(run: RunReport, most: int) -> Lines:
    rows = [(code(s.name), markdown(meaning(s)), number(s.last)) for s in finals(run)[:most]]
    return [*table(("series", "read as", "value"), rows), ""]


def _spark(series: SeriesSummary, curve: str, run: RunReport) -> tuple[str, ...]:
    best = "" if series.best is None else f"{number(series.best)} at {number(series.best_at, 6)}"
    picked = run.checkpoint.picked if run.checkpoint else None
    named = picked is not None and not picked.assumed
    value = next((y for x, y in zip(series.x, series.y, strict=False) if named and picked and x == picked.at), None)
    kept = "" if value is None else number(value)
    return code(series.name), f"`{curve}`", number(series.first), number(series.last), best, kept


def charts(run: RunReport, room: Room) -> Lines:
    """Up to three mermaid charts, the accused series first."""
    if not room.charts:
        return []
    blamed = set(accused(run))
    found = sorted(panels(run), key=lambda p: not blamed & {s.name for s in p.curves})[:CHARTS]
    drawn = [chart for panel in found for chart in _chart(panel, run)]
    return fold(f"Curves ({count(len(found), 'chart')})", drawn)


def _chart(panel: Panel, run: RunReport) -> Lines:
    curves = [s for s in panel.curves if _enough(s)][: len(PALETTE)]
    if not curves:
        return []
    first, last, cut = _stretch(curves)
    cells = min(CELLS, max(sum(first <= x <= last for x in s.x) for s in curves))
    lines = [resample(s, first, last, max(cells, 2)) for s in curves]
    kept = [(s, finite(cells)) for s, cells in zip(curves, lines, strict=True) if len(finite(cells)) == len(cells)]
    if not kept or last <= first:
        return []
    values = [v for _, line in kept for v in line]
    drawn = [s for s, _ in kept]
    caption = _caption(drawn, [s for s in panel.curves if s not in drawn], cut, panel.axis, run)
    return [*_mermaid(panel.title, panel.axis, (first, last), kept, values), "", caption, ""]


def _enough(series: SeriesSummary) -> bool:
    """False where NaN comes so early that cutting there leaves less than half of the points that are finite."""
    broken = next((i for i, y in enumerate(series.y) if y is None), len(series.y))
    return broken >= 2 and broken * 2 >= sum(y is not None for y in series.y)


def _stretch(curves: list[SeriesSummary]) -> tuple[float, float, SeriesSummary | None]:
    """What all curves cover: mermaid spreads every line over the whole axis; and the series whose NaN ended it."""
    first = max(next((x for x, y in zip(s.x, s.y, strict=False) if y is not None), 0.0) for s in curves)
    ends = [(_whole(s), s) for s in curves]
    last, shortest = min(ends, key=lambda end: end[0])
    return first, last, shortest if any(y is None for y in shortest.y) and last < span_of(curves)[1] else None


def _whole(series: SeriesSummary) -> float:
    """The last place before the first NaN."""
    broken = next((i for i, y in enumerate(series.y) if y is None), len(series.y))
    return series.x[broken - 1] if broken else math.inf


def _mermaid(
    title: str, axis: str, ends: tuple[float, float], kept: list[tuple[SeriesSummary, list[float]]], values: list[float]
) -> Lines:
    scale = scale_of(values)
    low, high = padded(min(values), max(values))
    unit = "" if scale == 1 else f" ({scale:g})"
    return [
        "```mermaid",
        "---",
        "config:",
        "  themeVariables:",
        "    xyChart:",
        f'      plotColorPalette: "{", ".join(colour for _, colour in PALETTE[: len(kept)])}"',
        "---",
        "xychart-beta",
        f'  title "{mermaid(title)}"',
        f'  x-axis "{mermaid(axis)}" {decimal(ends[0], 1)} --> {decimal(ends[1], 1)}',
        f'  y-axis "{mermaid(title)}{unit}" {decimal(low, scale)} --> {decimal(high, scale)}',
        *(f'  line "{mermaid(s.name)}" [{", ".join(decimal(v, scale) for v in line)}]' for s, line in kept),
        "```",
    ]


def _caption(
    drawn: list[SeriesSummary], left_out: list[SeriesSummary], cut: SeriesSummary | None, axis: str, run: RunReport
) -> str:
    said = [f"{colour} = {code(s.name)}" for s, (colour, _) in zip(drawn, PALETTE, strict=False)]
    if cut is not None:
        said.append(f"cut after {markdown(place(axis, _whole(cut)))}, where {code(cut.name)} becomes NaN")
    said += [f"{code(s.name)} is not drawn ({s.nonfinite} of {s.points} points are NaN)" for s in left_out]
    said += [f"{what}: {number(at, 6)}" for at, what in marks(run, axis)]
    return f"<sub>{'; '.join(said)}</sub>"
