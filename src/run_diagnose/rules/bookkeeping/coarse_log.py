"""LOG005: a loss that was rounded or averaged before it was logged."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import count, number
from run_diagnose.rules.base import rule
from run_diagnose.stats.ema import smoothed_by_logger
from run_diagnose.stats.noise import quantum


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When the log is coarser than what it shows."""

    ties: float = 0.5
    """Share of neighbours in the last third that are equal to the last digit: small changes do not show."""
    lag: float = 5.0
    """Entries that a running average trails behind; below it does not matter."""


@rule(
    "LOG005",
    "coarse-log",
    kind="log_artefact",
    title="A loss was rounded or averaged before it was logged",
    needs=(("train_loss", "val_loss"),),
    limits=Limits(),
    unexplained="a property of the log",
    may_end="later values may have more digits",
)
def coarse_log(run: Run, limits: Limits) -> Iterator[Verdict]:
    """A loss was rounded, or averaged over many steps, before it was logged.

    ## Why it matters
    With two decimals, or in bfloat16 (steps of 1/128 near 1.6), a slow improvement looks like a plateau of identical
    values. A running average draws every jump late and lower than it was.

    ## Fires on
    ```csv
    epoch,train_loss
    1,1.91
    2,1.70
    3,1.66
    4,1.64
    5,1.63
    6,1.63
    7,1.62
    8,1.62
    9,1.62
    10,1.62
    11,1.61
    12,1.61
    ```

    ## Quiet on
    ```csv
    epoch,train_loss
    1,1.9123
    2,1.7012
    3,1.6602
    4,1.6423
    5,1.6341
    6,1.6312
    7,1.6265
    8,1.6242
    9,1.6221
    10,1.6203
    11,1.6187
    12,1.6172
    ```
    """
    judged = [s for s in (run.get("train_loss"), run.get("val_loss")) if s is not None and len(s.finite) >= 8]
    if not judged:
        yield Unsure("fewer than 8 losses logged")
        return
    found = [v for s in judged for v in (_rounded(s, limits), _averaged(s, limits)) if v is not None]
    yield from found[:2]
    if not found:
        yield Fine(f"{judged[0].name} is logged finely enough and as it was measured")


_ENOUGH = 20000
"""Last entries that show how finely a log is written."""


def _rounded(series: Series, limits: Limits) -> Sighting | None:
    y = series.finite.y[-_ENOUGH:]
    late = y[-max(4, len(y) // 3) :]
    ties = float(np.mean(np.diff(late) == 0))
    step = quantum(y)
    if ties < limits.ties or step <= 0 or len(np.unique(late)) < 2:
        return None
    start = series.finite.moment(len(series.finite) - len(late))
    return Sighting(
        message=f"{series.name} is logged in steps of {number(step)}: {number(100 * ties, 2)} % of neighbours in the "
        "last third are equal, so changes below that step do not show.",
        severity=Severity.NOTE,
        confidence=0.9,
        evidence=(reading("logging step", step, start), reading("equal neighbours", ties, limit=limits.ties, unit="%")),
        series=(series.name,),
        onset=start,
        values={"step": step, "ties": ties},
    )


def _averaged(series: Series, limits: Limits) -> Sighting | None:
    seen = smoothed_by_logger(series.finite.y[-_ENOUGH:])
    if seen is None or seen.lag < limits.lag:
        return None
    return Sighting(
        message=f"{series.name} looks like a running average that trails {count(round(seen.lag), 'entry', 'entries')} "
        "behind: what it shows happened earlier and was sharper.",
        severity=Severity.NOTE,
        confidence=0.6,
        evidence=(reading("lag of the average", seen.lag, limit=limits.lag, unit="entries"),),
        series=(series.name,),
        values={"lag": seen.lag, "decay": seen.decay},
    )
