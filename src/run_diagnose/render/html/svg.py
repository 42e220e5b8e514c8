"""Curves as SVG: gaps at NaN, marks for onset, picked and recommended, shades over what the findings accuse."""

from __future__ import annotations

import math
from collections.abc import Iterator

from run_diagnose.model.report import RunReport, SeriesSummary
from run_diagnose.model.wording import count, number, place
from run_diagnose.render.curves import Panel, marks, span_of
from run_diagnose.render.escape import in_html, name
from run_diagnose.render.html.marks import (
    BOTTOM,
    HEIGHT,
    LEFT,
    MARKS,
    RIGHT,
    ROW,
    ROWS,
    TOP,
    WIDTH,
    Shades,
    marked,
    shaded,
    shades,
)
from run_diagnose.render.html.scale import Scale, label, value_scale

KINDS = 6
"""Curves have one of so many colours and dashes (``style.py``)."""


def chart(panel: Panel, run: RunReport, identity: str) -> str:
    """The panel as a figure with its legend; empty where nothing is finite."""
    values = [y for s in panel.curves for y in s.y if y is not None and math.isfinite(y)]
    first, last = span_of(panel.curves)
    if not values:
        return ""
    across = Scale(first, last if last > first else first + 1, LEFT, WIDTH - RIGHT)
    up = value_scale(values, TOP, HEIGHT - BOTTOM)
    outside = sum(not up.inside(v) for v in values)
    bands, (rows, drawn) = shades(panel, run), marked(run, panel.axis, across)
    inner = [*shaded(bands, across), *_grid(across, up, panel.axis), *drawn]
    inner += [part for i, s in enumerate(panel.curves) for part in _curve(s, across, up, i)]
    title, desc = f"{identity}-t", f"{identity}-d"
    spare = ROW * (ROWS - rows)
    head = (
        f'<svg viewBox="0 {spare} {WIDTH} {HEIGHT - spare}" role="img" aria-labelledby="{title} {desc}">'
        f'<title id="{title}">{in_html(name(panel.title))}</title><desc id="{desc}">{in_html(_told(panel, run))}</desc>'
    )
    return (
        f"<figure>{head}{''.join(inner)}</svg><figcaption>{_caption(panel, up, outside, bands)}</figcaption></figure>"
    )


def _told(panel: Panel, run: RunReport) -> str:
    """The chart in words, for those who do not see it."""
    said = [
        f"{name(s.name)}: from {number(s.first)} to {number(s.last)}"
        + (f", best {number(s.best)} at {place(s.axis, s.best_at)}" if s.best is not None else "")
        + (f", {count(s.nonfinite, 'value')} not finite" if s.nonfinite else "")
        for s in panel.curves
    ]
    said += [f"{MARKS[what]} at {place(panel.axis, at)}" for at, what in marks(run, panel.axis)]
    return "; ".join(said)


def _caption(panel: Panel, up: Scale, outside: int, bands: Shades) -> str:
    keys = [f'<span class="key k{i % KINDS}">{in_html(name(s.name))}</span>' for i, s in enumerate(panel.curves)]
    if up.log:
        keys.append("logarithmic")
    if any(s.nonfinite for s in panel.curves):
        keys.append("&times; NaN or infinite")
    if outside:
        keys.append(f"{count(outside, 'point')} outside the picture, at its edge")
    if bands:
        codes = ", ".join(dict.fromkeys(finding.code for said in bands.values() for finding in said))
        keys.append(f'<span class="key shaded">found here: {in_html(codes)}</span>')
    return " ".join(keys)


def _grid(across: Scale, up: Scale, along: str) -> Iterator[str]:
    for value in up.ticks():
        y = up(value)
        yield f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
        yield f'<text class="tick" x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{label(value)}</text>'
    for value in across.ticks(7):
        x = across(value)
        yield f'<text class="tick" x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{label(value)}</text>'
    axis = in_html(name(along))
    yield f'<text class="tick" x="{WIDTH - RIGHT}" y="{HEIGHT - 4}" text-anchor="end">{axis}</text>'
    yield f'<path class="axis" d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>'


def _curve(series: SeriesSummary, across: Scale, up: Scale, kind: int) -> Iterator[str]:
    """Lines between neighbours that are finite; a lone point is a dot, a NaN a cross at the foot."""
    style = f"k{kind % KINDS}"
    for piece in _pieces(series):
        points = [(across(x), up(y)) for x, y in piece]
        if len(points) == 1:
            yield f'<circle class="dot {style}" cx="{points[0][0]:.1f}" cy="{points[0][1]:.1f}" r="3"/>'
        else:
            path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
            yield f'<path class="line {style}" d="M{path}"/>'
        yield from _spikes(piece, across, up, style)
    foot = HEIGHT - BOTTOM - 5
    for x, y in zip(series.x, series.y, strict=False):
        if (y is None or not math.isfinite(y)) and math.isfinite(x):
            px = across(x)
            yield f'<path class="nan {style}" d="M{px - 3:.1f} {foot - 3}l6 6m0 -6l-6 6"/>'


def _spikes(piece: list[tuple[float, float]], across: Scale, up: Scale, style: str) -> Iterator[str]:
    for x, y in piece:
        if not up.inside(y):
            px, py = across(x), up(y)
            tip = 6 if y > up.high else -6
            yield f'<path class="dot {style}" d="M{px - 4:.1f} {py + tip:.1f}h8l-4 {-tip}z"/>'


def _pieces(series: SeriesSummary) -> list[list[tuple[float, float]]]:
    pieces: list[list[tuple[float, float]]] = [[]]
    for x, y in zip(series.x, series.y, strict=False):
        if y is None or not math.isfinite(y) or not math.isfinite(x):
            pieces.append([])
        else:
            pieces[-1].append((x, y))
    return [piece for piece in pieces if piece]
