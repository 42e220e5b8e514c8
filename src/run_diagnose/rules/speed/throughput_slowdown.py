"""SPD001: the run became slower and stayed so."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, contrast, excerpt
from run_diagnose.model.record import Floats
from run_diagnose.model.run import Run
from run_diagnose.model.wording import at, number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.noise import sigma
from run_diagnose.views.pace import Pace, paces


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much slower, and for how long."""

    factor: float = 2.0
    """The last third takes so many times what the first part took. (A shared machine gives up to 1.9 by itself.)"""
    sigmas: float = 4.0
    """And lies so many times its own scatter (of the logarithm) above it."""
    lasting: float = 0.8
    """So much of the time after the onset is slower than half-way between the two levels: passing hiccups are not."""
    points: int = 8
    """Fewer points cannot show a level and its scatter on both sides."""


@rule(
    "SPD001",
    "throughput-slowdown",
    kind="throughput",
    title="The run became slower and stayed so",
    needs=(("step_time", "throughput", "time"),),
    limits=Limits(),
    unexplained="the log shows that it happened, not what else ran on the machine",
    may_end="the pace may come back",
)
def throughput_slowdown(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The run became slower and stayed so.

    ## Why it matters
    A step that takes several times as long as in the beginning wastes the machine: the data loader has fallen
    behind, a cache has filled up, memory is swapped, a graph or a list grows with every step, or another job came.

    ## Fires on
    ```csv
    epoch,train_loss,epoch_time
    1,0.770,10.2
    2,0.611,10.4
    3,0.533,10.1
    4,0.480,10.3
    5,0.447,10.2
    6,0.421,38.9
    7,0.402,40.7
    8,0.388,39.8
    9,0.377,41.5
    10,0.369,40.1
    11,0.362,40.9
    12,0.357,41.1
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,epoch_time
    1,0.770,14.2
    2,0.611,10.4
    3,0.533,10.1
    4,0.480,10.3
    5,0.447,38.9
    6,0.421,10.2
    7,0.402,10.7
    8,0.388,10.8
    9,0.377,10.5
    10,0.369,10.1
    11,0.362,10.9
    12,0.357,11.1
    ```
    """
    measured = paces(run)
    if not measured:
        yield Unsure("no clock with a fine enough step", ("step_time",))
        return
    pace = measured[0]
    if len(pace.cost) < limits.points:
        yield Unsure(f"{len(pace.cost)} times logged, {limits.points} needed")
        return
    yield _judged(pace, limits)


def _judged(pace: Pace, limits: Limits) -> Verdict:
    cost = np.log(pace.cost[1:])  # the first step pays for compilation, caches and the start of the workers
    n = len(cost)
    first, last = float(median(cost[: max(3, n // 5)])), float(median(cost[-max(3, n // 3) :]))
    factor = float(np.exp(last - first))
    scatter = max(sigma(cost) or 0.0, 0.02)
    name = pace.series.name
    if factor < limits.factor or last - first < limits.sigmas * scatter:
        return Fine(f"the last third takes {number(factor, 3)} times what the first part took ({name})")
    onset = _onset(cost, first + min(np.log(limits.factor), (last - first) / 2))
    slow = float(np.mean(cost[onset:] > (first + last) / 2))
    if slow < limits.lasting or n - onset < 3:
        return Fine(f"slow stretches of {name} pass: {percent(slow)} of the end is slow")
    start = pace.moment(onset + 1)
    thin = max(1, n // 40)
    return Sighting(
        message=f"From {at(start)} on the run takes {number(factor, 3)} times as long as in its first part ({name}).",
        severity=Severity.WARNING,
        confidence=0.85 if pace.how != "clock" else 0.7,
        evidence=(
            contrast(
                f"cost per unit ({name}), last third", float(np.exp(last)), float(np.exp(first)), "first part", start
            ),
            excerpt("cost per unit", pace.series.x[pace.rows][::thin].tolist(), pace.cost[::thin].tolist(), start),
        ),
        series=(name,),
        onset=start,
        values={"factor": factor, "how": pace.how, "gradual": _gradual(cost, onset, first, last)},
    )


def _onset(cost: Floats, bar: float) -> int:
    """The split into two levels that leaves the least absolute deviation; earlier where it crept above ``bar`` before."""
    n = len(cost)
    best, at_best = np.inf, 2
    for k in range(2, n - 1):
        left, right = cost[:k], cost[k:]
        miss = float(np.abs(left - median(left)).sum() + np.abs(right - median(right)).sum())
        if miss < best - 1e-12:
            best, at_best = miss, k
    fast = np.flatnonzero(cost[:at_best] <= bar)
    return int(fast[-1]) + 1 if len(fast) else 0


def _gradual(cost: Floats, onset: int, first: float, last: float) -> bool:
    """True if it grew slower bit by bit, as with something that accumulates."""
    near = cost[max(0, onset - 2) : onset + 3]
    return bool(np.ptp(near) < 0.5 * (last - first))
