"""SPD002: memory that grows with every step."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, contrast, excerpt
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.blocks import blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When growth is a leak and not the allocator settling."""

    growth: float = 0.3
    """Growth from the end of the first quarter to the end, as a share of the level there. (Caches fill in the first
    quarter; a larger batch later adds a step, not a slope.)"""
    steady: float = 0.15
    """Every later quarter adds at least this share of the whole growth."""
    points: int = 12
    """Entries that are needed for four quarters."""


@rule(
    "SPD002",
    "memory-growth",
    kind="memory_growth",
    title="Memory grows with every step",
    needs=("memory",),
    limits=Limits(),
    may_end="memory may be given back",
)
def memory_growth(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Memory grows with every step.

    ## Why it matters
    Something is kept that should be let go, most often losses appended with their graphs. The run ends in "out of
    memory" at a place that has nothing to do with the cause.

    ## Fires on
    ```csv
    epoch,train_loss,gpu_memory
    1,0.912,4100
    2,0.701,4700
    3,0.602,5310
    4,0.551,5890
    5,0.523,6500
    6,0.511,7120
    7,0.495,7690
    8,0.484,8310
    9,0.474,8900
    10,0.464,9510
    11,0.456,10090
    12,0.449,10700
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,gpu_memory
    1,0.912,4100
    2,0.701,6700
    3,0.602,6910
    4,0.551,6910
    5,0.523,6910
    6,0.511,6912
    7,0.495,6912
    8,0.484,6912
    9,0.474,6912
    10,0.464,6912
    11,0.456,6915
    12,0.449,6915
    ```
    """
    judged = [s for s in run.all("memory") if len(s.finite) >= limits.points]
    if not judged:
        yield Unsure(f"fewer than {limits.points} entries of memory", ("memory",))
        return
    found = [v for s in judged if (v := _judged(s, limits)) is not None]
    yield from found[:1]
    if not found:
        y = judged[0].finite.y
        yield Fine(f"{judged[0].name} ends at {number(float(y[-1]))}, {number(float(y[len(y) // 4]))} after a quarter")


def _judged(series: Series, limits: Limits) -> Sighting | None:
    s = series.finite
    level = blocks(s.y, cap=400).median
    marks = [float(median(part)) for part in np.array_split(level, 8)]
    begin, end = marks[1], marks[-1]
    if begin <= 0 or end - begin < limits.growth * begin:
        return None
    later = np.diff([marks[1], marks[3], marks[5], marks[7]])
    if float(np.min(later)) < limits.steady * (end - begin):
        return None
    start = s.moment(0)
    thin = max(1, len(s) // 40)
    return Sighting(
        message=f"{s.name} grows all the time: from {number(begin)} after a quarter of the run to {number(end)} "
        f"({percent((end - begin) / begin)} more), in every part of it.",
        severity=Severity.WARNING,
        confidence=0.85,
        evidence=(
            contrast(s.name, end, begin, "after a quarter of the run", s.moment(len(s) - 1), s.moment(len(s) // 4)),
            excerpt(s.name, s.x[::thin].tolist(), s.y[::thin].tolist(), start),
        ),
        series=(s.name,),
        onset=start,
        values={"growth": (end - begin) / begin, "begin": begin, "end": end},
    )
