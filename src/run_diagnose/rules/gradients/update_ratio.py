"""GRD005: steps far too short or too long for the weights."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, reading
from run_diagnose.model.run import Run
from run_diagnose.model.wording import number
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Size of one step over the size of the weights it changes."""

    long: float = 0.1
    """A tenth of the weights in one step. (TheDeepChecker warns beyond 10^-1.)"""
    short: float = 1e-6
    """A run of a million such steps would not change the weights. (The usual is near 10^-3.)"""
    samples: int = 5
    """Ratios that are needed."""


@rule(
    "GRD005",
    "update-ratio",
    kind="other",
    title="Steps are out of proportion to the weights",
    needs=("update_ratio",),
    limits=Limits(),
    may_end="the ratio follows the rate",
)
def update_ratio(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Steps far too short or too long for the weights they change.

    ## Why it matters
    The size of a step over the size of the weights tells whether the learning rate fits, whatever the model: about a
    thousandth is usual, a tenth tears the weights about, a millionth leaves them where they are.

    ## Fires on
    ```csv
    epoch,train_loss,update_ratio
    1,2.31,0.31
    2,2.20,0.28
    3,2.35,0.33
    4,2.27,0.29
    5,2.41,0.35
    6,2.32,0.30
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,update_ratio
    1,2.31,0.0031
    2,2.00,0.0028
    3,1.75,0.0013
    4,1.57,0.0009
    5,1.41,0.0007
    6,1.32,0.0005
    ```
    """
    found = [s for s in run.all("update_ratio") if len(s.finite) >= limits.samples]
    if not found:
        yield Unsure(f"fewer than {limits.samples} update ratios logged", ("update_ratio",))
        return
    fired = False
    for s in found:
        y = s.finite.y
        y = 10.0**y if float(np.max(y)) < 0 else y  # logged as a power of ten
        level = float(median(y))
        if limits.short < level < limits.long or level <= 0:
            continue
        fired = True
        words = "too long: they tear the weights about" if level >= limits.long else "too short to change anything"
        yield Sighting(
            message=f"{s.name} is {number(level)} in the median: steps are {words}.",
            severity=Severity.NOTE,
            confidence=0.7,
            evidence=(reading(f"{s.name}, median", level, s.finite.moment(0), limit=limits.long),),
            series=(s.name,),
            onset=s.finite.moment(0),
            values={"ratio": level, "factor": 1e-3 / level},
        )
    if not fired:
        yield Fine(f"median ratio of {found[0].name}: {number(float(median(found[0].finite.y)))}")
