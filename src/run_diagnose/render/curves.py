"""Which curves to draw, and their values on an even grid: extremes kept, NaN left open, never invented past the log."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from run_diagnose.facts import dataclass
from run_diagnose.model.report import RunReport, SeriesSummary

GAP = math.nan
"""Marks a cell in which the log says NaN or infinity."""
Cells = list[float | None]
"""A value a cell; NaN where it was logged as NaN or infinite, None where nothing is known."""

LARGEST = 1.7e308
"""Just below what a float can hold."""
FIRST = ("train_loss", "val_loss", "test_loss", "train_metric", "val_metric", "test_metric")
"""Roles in the order in which people look at them; the rest follows as logged."""
SPREAD = ("pred_std", "target_std", "variance_ratio")
NEVER = ("epoch", "step", "time", "other")
"""Roles whose curve tells nothing of learning."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Curves that share one axis of values."""

    title: str
    curves: tuple[SeriesSummary, ...]

    @property
    def axis(self) -> str:
        """What all its curves were logged along."""
        return self.curves[0].axis

    @property
    def drawable(self) -> bool:
        """True where at least two points of one curve are finite."""
        return any(sum(v is not None for v in s.y) > 1 for s in self.curves)


def accused(run: RunReport) -> tuple[str, ...]:
    """Names of the series that the findings speak of, the worst finding's first."""
    return tuple(dict.fromkeys(name for finding in run.findings for name in finding.series))


def ranked(run: RunReport) -> list[SeriesSummary]:
    """Series worth a line: those of the losses, the accused ones, other metrics, other signals."""
    blamed = accused(run)

    def rank(series: SeriesSummary) -> tuple[int, int]:
        if series.role in FIRST[:2]:
            return 0, FIRST.index(series.role)
        if series.name in blamed:
            return 1, blamed.index(series.name)
        if series.role in FIRST:
            return 2, FIRST.index(series.role)
        return 3, 0

    drawn = [s for s in run.series if s.role not in NEVER and sum(v is not None for v in s.y) > 1]
    return sorted(drawn, key=rank)


def telling(run: RunReport, most: int) -> list[SeriesSummary]:
    """The most telling series along the run's own axis: one ruler serves them all."""
    found = ranked(run)
    return ([s for s in found if s.axis == run.axis.name] or found)[:most]


def finals(run: RunReport) -> list[SeriesSummary]:
    """Series to list by their last value, where the log holds no curve: a summary, or a single row."""
    if any(sum(v is not None for v in s.y) > 1 for s in run.series):
        return []
    said = [s for s in run.series if s.last is not None and s.role not in NEVER]
    return sorted(said, key=lambda s: FIRST.index(s.role) if s.role in FIRST else len(FIRST))


def panels(run: RunReport) -> list[Panel]:
    """Every curve once: those of one quantity and axis together over the splits, predictions beside targets."""
    groups: dict[tuple[str, str], list[SeriesSummary]] = {}
    for series in ranked(run):
        groups.setdefault((_group(series), series.axis), []).append(series)
    made = [Panel(title, tuple(sorted(group[:6], key=_of_split))) for (title, _), group in groups.items()]
    return [panel for panel in made if panel.drawable]


def _of_split(series: SeriesSummary) -> int:
    """Training first in every panel, so that its colour is the same in all of them."""
    return {"train": 0, "val": 1, "test": 2}.get(series.split, 3)


def _group(series: SeriesSummary) -> str:
    if series.role in ("pred_std", "target_std"):
        return "spread of predictions and targets"
    if series.role in ("pred_mean", "target_mean"):
        return "mean of predictions and targets"
    if series.role in FIRST[:3]:
        return "loss"
    if series.role in FIRST:
        return f"{series.quantity} {series.part}".strip()
    if series.role.endswith("_part"):
        return f"{series.quantity or series.role} by part"
    return series.name


def span_of(curves: tuple[SeriesSummary, ...] | list[SeriesSummary]) -> tuple[float, float]:
    """First and last place at which any of the curves was logged."""
    places = [x for s in curves for x in s.x if math.isfinite(x)]
    return (min(places), max(places)) if places else (0.0, 0.0)


def resample(series: SeriesSummary, first: float, last: float, cells: int) -> Cells:
    """``cells`` even places from ``first`` to ``last``: the most extreme value near each, straight lines between."""
    near: list[list[float]] = [[] for _ in range(cells)]
    gaps = [False] * cells
    for x, y in zip(series.x, series.y, strict=False):
        if not (math.isfinite(x) and first <= x <= last):
            continue
        cell = round((x - first) / (last - first) * (cells - 1)) if last > first else 0
        if y is None or not math.isfinite(y):
            gaps[cell] = True
        else:
            near[cell].append(y)
    return _bridged(_extremes(near, gaps))


def _extremes(near: list[list[float]], gaps: list[bool]) -> Cells:
    known = sorted(y for cell in near for y in cell)
    middle = known[len(known) // 2] if known else 0.0
    pairs = zip(near, gaps, strict=True)
    return [GAP if gap else max(cell, key=lambda y: abs(y - middle)) if cell else None for cell, gap in pairs]


def _bridged(cells: Cells) -> Cells:
    """Cells between two known ones that nothing was logged for lie on the line between them; a NaN is never bridged."""
    known = [i for i, y in enumerate(cells) if y is not None]
    for left, right in pairwise(known):
        a, b = cells[left], cells[right]
        if a is None or b is None or right == left + 1:
            continue
        for i in range(left + 1, right):
            cells[i] = GAP if math.isnan(a) or math.isnan(b) else a + (b - a) * (i - left) / (right - left)
    return cells


def finite(cells: Cells) -> list[float]:
    """The values among the cells."""
    return [y for y in cells if y is not None and math.isfinite(y)]


def bounds(values: list[float]) -> tuple[float, float]:
    """The range to draw: a lone spike may leave it, so that the rest keeps its shape.

    Past the inner nine tenths a curve keeps twice their width on either side: a start at 20 times the
    final loss still shows, a spike of 1e6 leaves the picture and is marked.
    """
    ordered = sorted(values)
    n = len(ordered)
    low, high = ordered[0], ordered[-1]
    if n < 10:
        return low, high
    inner_low, inner_high = ordered[n // 20], ordered[-1 - n // 20]
    width = inner_high - inner_low
    return (max(low, inner_low - 2 * width), min(high, inner_high + 2 * width)) if width > 0 else (low, high)


def share(y: float, low: float, high: float) -> float:
    """Where ``y`` lies between the ends, 0 to 1; a half where the ends are one."""
    width = high / 2 - low / 2  # halves: the difference of two huge values would overflow
    return min(max((y / 2 - low / 2) / width, 0.0), 1.0) if width > 0 else 0.5


def padded(low: float, high: float) -> tuple[float, float]:
    """The range with a tenth of air on either side; never infinite, never empty."""
    pad = (high / 2 - low / 2) * 0.2 or abs(high) * 0.1 or 0.5
    return max(low - pad, -LARGEST), min(high + pad, LARGEST)


def marks(run: RunReport, axis: str) -> Iterator[tuple[float, str]]:
    """Places to mark on every chart along ``axis``: where the worst finding began, the picked and the recommended
    checkpoint. A beginning at the very first place is no place worth a mark; where nobody says what was picked, the
    mark is the best one's."""
    worst = run.findings[0] if run.findings else None
    onset = worst.onset if worst is not None and worst.severity.level > 0 else None
    if onset is not None and onset.axis == axis and (run.axis.first is None or onset.value > run.axis.first):
        yield onset.value, "onset"
    if run.checkpoint is None or run.checkpoint.axis != axis:
        return
    if run.checkpoint.picked is not None:
        yield run.checkpoint.picked.at, "best" if run.checkpoint.picked.assumed else "picked"
    if run.checkpoint.recommended is not None:
        picked = run.checkpoint.picked
        if picked is None or picked.at != run.checkpoint.recommended.at:
            yield run.checkpoint.recommended.at, "recommended"
