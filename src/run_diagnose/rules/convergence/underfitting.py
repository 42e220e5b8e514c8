"""The run ended while it was still learning fast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from run_diagnose.model.finding import reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, count, number, percent
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.trend import trend
from run_diagnose.views import curves
from run_diagnose.views.turn import turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When an end counts as too early."""

    points: int = 8
    """A quarter of fewer points is a single one."""
    share: float = 0.08
    """Fall of the training loss over its last quarter, as a share of its level: converging runs fall by less."""
    even: float = 0.5
    """The last quarter's fall beside the fall of the quarter before it: a curve that flattens out falls by much less."""


@rule(
    "FIT002",
    "underfitting",
    kind="underfitting",
    title="The run ended while it was still learning fast",
    needs=("train_loss",),
    limits=Limits(),
    not_for=("rl", "gan", "vae"),
)
def underfitting(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The run ended while it was still learning fast.

    ## Why it matters
    A loss that still falls steeply at the last epoch was cut short, or every step was too small. More epochs or a
    higher rate would have bought a better model at once.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss
    1,2.31,2.32
    2,2.20,2.22
    3,2.09,2.11
    4,1.98,2.01
    5,1.87,1.90
    6,1.76,1.80
    7,1.65,1.69
    8,1.54,1.59
    9,1.43,1.48
    10,1.32,1.38
    11,1.21,1.27
    12,1.10,1.17
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss
    1,2.31,2.32
    2,1.80,1.84
    3,1.45,1.52
    4,1.21,1.30
    5,1.04,1.15
    6,0.93,1.05
    7,0.86,0.99
    8,0.81,0.95
    9,0.78,0.92
    10,0.76,0.91
    11,0.75,0.90
    12,0.745,0.90
    ```

    ## References
    Google's tuning playbook: a loss that improves until the end means that the run was bound by its length.
    """
    train, val = curves.train_loss(run), curves.val_loss(run)
    assert train is not None  # stated in needs
    s = train.finite
    if len(s) < limits.points:
        yield Unsure(f"{train.name} has {count(len(s), 'point')}; {limits.points} are needed")
        return
    held = None if val is None else val.finite
    if held is not None and len(held) >= limits.points and (turn(run, val) if val else None):
        yield Fine("validation had already turned")
        return
    yield _judge(s, held, limits)


def _judge(s: Series, held: Series | None, limits: Limits) -> Verdict:
    fall, before = _falls(s)
    t = trend(s.y)
    if t is None or t.verdict != "improving" or fall < limits.share or fall < limits.even * before:
        return Fine(
            f"{s.name} fell by {percent(max(fall, 0.0))} over its last quarter, {percent(max(before, 0.0))} over the one before"
        )
    if held is not None and len(held) >= limits.points:
        validation, earlier = _falls(held)
        if validation < limits.share or validation < limits.even * earlier:
            return Fine(
                f"{s.name} still falls, but {held.name} hardly does ({percent(max(validation, 0.0))} over the last quarter)"
            )
    first = 3 * len(s) // 4
    return Sighting(
        message=(
            f"{s.name} fell by {percent(fall)} over the last quarter of the run, hardly less than before ({percent(before)}): "
            f"it ends at {number(float(s.y[-1]))} in the middle of learning."
        ),
        severity=Severity.WARNING,
        confidence=0.8,
        evidence=(
            reading(f"{s.name} at three quarters", float(np.median(s.y[first - 1 : first + 2])), s.moment(first)),
            reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1)),
        ),
        series=(s.name,),
        known=s.moment(len(s) - 1),
        values={"fall": fall, "before": before, "at": at(s.moment(first))},
    )


def _falls(s: Series) -> tuple[float, float]:
    """Fall over the last quarter and over the one before, each as a share of the level where it starts."""
    n = len(s)
    half = max(1, n // 16)
    levels = [float(np.median(s.y[max(0, i - half) : min(n, i + half + 1)])) for i in (n // 2, 3 * n // 4, n - 1)]
    a, b, c = levels
    return ((b - c) / abs(b) if b else 0.0, (a - b) / abs(a) if a else 0.0)
