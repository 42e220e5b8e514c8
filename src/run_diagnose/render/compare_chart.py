"""The runs' curves in one picture, matched by step."""

from __future__ import annotations

from dataclasses import replace

from run_diagnose.model.comparison import Comparison
from run_diagnose.model.report import Report, SeriesSummary
from run_diagnose.render.curves import finite, padded, resample
from run_diagnose.render.markdown.charts import PALETTE
from run_diagnose.render.markdown.escape import code, mermaid
from run_diagnose.render.markdown.parts import decimal, scale_of

MOST = 6
"""Lines of one chart; more cannot be told apart by colour."""
CELLS = 60


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
