"""The runs' curves in one picture, matched by step."""

from __future__ import annotations

import math
from dataclasses import replace

from run_diagnose.model.comparison import Comparison
from run_diagnose.model.report import Report, SeriesSummary
from run_diagnose.render.curves import bounds, finite, padded, resample, share
from run_diagnose.render.markdown.charts import PALETTE
from run_diagnose.render.markdown.escape import code, mermaid
from run_diagnose.render.markdown.parts import decimal, scale_of
from run_diagnose.render.sparkline import BARS, NAN

MOST = 6
"""Lines of one chart; more cannot be told apart by colour."""
CELLS = 60
SPARKS = 40


def curves(report: Report, made: Comparison, key: str) -> list[SeriesSummary]:
    """The series of this column, best run first, each named after its run; only those on the commonest axis."""
    column = made.column(key)
    if column is None:
        return []
    by_label = {run.name: run for run in report.runs}
    found = []
    for entry in made.entries:
        if entry.label not in by_label or key not in entry.cells:
            continue
        own = [s for s in by_label[entry.label].series if s.role == column.role and s.quantity == column.quantity]
        best = next((s for s in own if s.name == key), own[0] if own else None)
        if best is not None and sum(y is not None for y in best.y) > 1:
            found.append(replace(best, name=entry.label))
    axis = found[0].axis if found else ""
    return [s for s in found if s.axis == axis][:MOST]


def common(shown: list[SeriesSummary]) -> tuple[tuple[float, float], tuple[float, float]]:
    """The stretch and the values that all these curves cover, lone spikes left outside."""
    values = [y for s in shown for y in s.y if y is not None and math.isfinite(y)]
    return (min(s.x[0] for s in shown), max(s.x[-1] for s in shown)), bounds(values)


def spark(series: SeriesSummary, stretch: tuple[float, float], scale: tuple[float, float]) -> str:
    """The curve in one line on a scale that other curves share: the same height is the same value."""
    bars = []
    for y in resample(series, *stretch, SPARKS):
        if y is None:
            bars.append(" ")
        elif math.isnan(y):
            bars.append(NAN)
        else:
            bars.append(BARS[min(int(share(y, *scale) * len(BARS)), len(BARS) - 1)] if scale[1] > scale[0] else BARS[3])
    return "".join(bars)


def mermaid_chart(report: Report, made: Comparison, key: str) -> list[str]:
    """A mermaid chart of the stretch that all runs cover, and a caption that names the colours."""
    shown = curves(report, made, key)
    if len(shown) < 2:
        return []
    first, last = max(s.x[0] for s in shown), min(s.x[-1] for s in shown)
    if not last > first:
        return []
    cells = min(CELLS, max(sum(first <= x <= last for x in s.x) for s in shown))
    lines = [(s, resample(s, first, last, max(cells, 2))) for s in shown]
    kept = [(s, finite(line)) for s, line in lines if len(finite(line)) == len(line)]
    if len(kept) < 2:
        return []
    values = [v for _, line in kept for v in line]
    scale, (low, high) = scale_of(values), padded(min(values), max(values))
    drawn = [
        "```mermaid", "---", "config:", "  themeVariables:", "    xyChart:",
        f'      plotColorPalette: "{", ".join(colour for _, colour in PALETTE[: len(kept)])}"', "---", "xychart-beta",
        f'  title "{mermaid(key)}"',
        f'  x-axis "{mermaid(kept[0][0].axis)}" {decimal(first, 1)} --> {decimal(last, 1)}',
        f'  y-axis "{mermaid(key)}" {decimal(low, scale)} --> {decimal(high, scale)}',
        *(f'  line "{mermaid(s.name)}" [{", ".join(decimal(v, scale) for v in line)}]' for s, line in kept), "```",
    ]  # fmt: skip
    names = "; ".join(f"{colour} = {code(s.name)}" for (s, _), (colour, _) in zip(kept, PALETTE, strict=False))
    return [*drawn, "", f"<sub>{names}; matched by {code(kept[0][0].axis)}</sub>", ""]
