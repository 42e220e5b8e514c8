"""What chooses the checkpoint does not rank epochs as the metric that matters does."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import contrast, reading
from run_diagnose.model.roles import Goal
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, count, number, percent
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.noise import noise
from run_diagnose.stats.ranking import kendall_tau
from run_diagnose.stats.sampling import accuracy_error
from run_diagnose.stats.smoothing import smooth
from run_diagnose.views import curves
from run_diagnose.views.held_out_rows import judged_rows
from run_diagnose.views.pick import Picked, picked
from run_diagnose.views.shares import whole
from run_diagnose.views.ties import sampling_error


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the kept epoch may cost, in shares of the metric's range and in its noise."""

    share: float = 0.15
    """Of the metric's whole range; on healthy runs a tenth of the range is lost by chance in 15 % of cases."""
    sigmas: float = 3.0
    """Beyond the noise of the metric at both epochs."""
    errors: float = 2.0
    """Standard errors of an accuracy, where its steps tell how few rows it counts."""
    points: int = 5
    """Fewer evaluations cannot rank."""


BALANCED = ("auroc", "f1", "balanced_accuracy", "mcc", "kappa", "average_precision", "recall")
"""What is held against an accuracy before any other metric: none of them is high for the answer of the largest class."""


@rule(
    "STP003",
    "criterion-mismatch",
    kind="criterion_mismatch",
    title="The criterion that keeps checkpoints does not rank them as the metric does",
    needs=(("val_metric", "test_metric"), ("val_loss", "val_metric", "test_loss", "test_metric")),
    limits=Limits(),
    not_for=("rl", "gan"),
    may_end="a better epoch may come",
)
def criterion_mismatch(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The criterion that keeps checkpoints does not rank them as the metric does.

    ## Why it matters
    A checkpoint chosen by the wrong series, or in the wrong direction, is not the best of the run, and nothing in
    the training log complains about it.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss,val_accuracy
    1,1.10,1.12,0.41
    2,0.92,0.99,0.52
    3,0.80,0.95,0.58
    4,0.70,0.97,0.64
    5,0.61,1.02,0.70
    6,0.53,1.09,0.75
    7,0.46,1.15,0.79
    8,0.40,1.22,0.82
    9,0.35,1.30,0.84
    10,0.31,1.37,0.86
    ```
    ```yaml
    early_stopping_metric: val_loss
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss,val_accuracy
    1,1.10,1.12,0.41
    2,0.92,0.99,0.52
    3,0.80,0.90,0.58
    4,0.70,0.83,0.64
    5,0.61,0.77,0.70
    6,0.53,0.72,0.75
    7,0.46,0.69,0.79
    8,0.40,0.67,0.80
    9,0.35,0.66,0.80
    10,0.31,0.66,0.81
    ```
    ```yaml
    early_stopping_metric: val_loss
    ```

    ## References
    Selection regret on smoothed curves: no false finding on simulated aligned criteria, 99 % of real ones at 20 points.
    """
    kept = picked(run)
    metric = _metric(run, kept)
    if kept is None or metric is None:
        yield Unsure("a criterion and a metric apart from it are needed", ("val_metric",))
        return
    both = min(len(run.aligned(kept.series, metric)), len(metric.finite))
    if both < limits.points:
        yield Unsure(f"{count(both, 'place')} with both; {limits.points} are needed to rank")
        return
    yield _judge(run, kept, metric, limits)


def _metric(run: Run, kept: Picked | None) -> Series | None:
    """The metric that matters, seen apart from the criterion; the criterion itself where its direction is inverted."""
    if kept is None or kept.source == "framework":
        return None
    if kept.mode is not kept.series.role.goal and kept.series.role.goal is not None:
        return kept.series
    ranked = [
        s for s in curves.metrics(run, "val_metric", "test_metric") if s.name != kept.series.name and not s.role.part
    ]
    if kept.series.role.quantity in ("accuracy", "top1"):
        ranked.sort(key=lambda s: s.role.quantity not in BALANCED)
    return ranked[0] if ranked else None


def _judge(run: Run, kept: Picked, metric: Series, limits: Limits) -> Verdict:
    s = metric.finite
    y = s.losslike
    here = int(np.argmin(np.abs(s.x - kept.at.value)))
    m = smooth(y)
    best = int(np.argmin(m))
    regret = float(min(m[here], y[here]) - m[best])
    wide = float(np.ptp(m))
    own = noise(y)
    error = sampling_error(run, s.role.quantity, float(s.y[best]))
    inverted = kept.mode is not kept.series.role.goal and kept.series.role.goal is not None
    said = kept.source != "assumed"
    chance = max(limits.sigmas * (own.wide if own else 0.0), error[0] if error else 0.0)
    # A direction that the config turns round keeps the worst on purpose: no noise explains it.
    needed = max(limits.share * wide, 0.0 if inverted and said else chance)
    if regret <= needed or wide <= 0 or (not inverted and regret <= _of_the_rows(run, s, best, limits)):
        return Fine(
            f"by {kept.series.name} {at(kept.at)} is kept, within noise of the best {s.name} ({at(s.moment(best))})"
        )
    return _sighting(kept, s, here, best, regret / wide, inverted, said)


def _of_the_rows(run: Run, s: Series, best: int, limits: Limits) -> float:
    """What an accuracy counted on few rows changes by other rows; 0 where their number is not to be told."""
    known = judged_rows(run)
    if known is None or known[0].name != s.name:
        return 0.0
    top = whole(float(np.max(s.y)))
    error = accuracy_error(float(s.y[best]) / top, known[1])
    return 0.0 if error is None else limits.errors * error * top


def _sighting(kept: Picked, s: Series, here: int, best: int, share: float, inverted: bool, said: bool) -> Sighting:
    tau = None
    if len(s) == len(kept.series.finite) and len(s) >= 5:
        turned = -kept.series.finite.y if kept.mode is Goal.MAX else kept.series.finite.y
        tau = kendall_tau(turned, s.losslike)
    ranks = f"; the two rank epochs with a tau of {number(tau.tau, 2)}" if tau is not None and not inverted else ""
    why = (
        f"{kept.series.name} is {'minimised' if kept.mode is Goal.MIN else 'maximised'}, the wrong way round: it"
        if inverted
        else f"{kept.series.name}"
    )
    return Sighting(
        message=(
            f"{why} keeps {at(kept.at)}, where {s.name} is {number(float(s.y[here]), 3)}; it is {number(float(s.y[best]), 3)} at "
            f"{at(s.moment(best))}: {percent(share)} of its range is given away{ranks}."
        ),
        severity=Severity.ERROR if inverted else Severity.WARNING if said else Severity.NOTE,
        confidence=0.9 if inverted else 0.8 if said else 0.6,
        evidence=(
            contrast(
                f"{s.name} where kept",
                float(s.y[here]),
                float(s.y[best]),
                f"best {s.name}",
                s.moment(here),
                s.moment(best),
            ),
            reading(f"{kept.series.name} where kept", float(kept.series.y[kept.index]), kept.at),
        ),
        series=(kept.series.name, s.name),
        onset=kept.at,
        end=kept.at,
        values={
            "share": share,
            "inverted": inverted,
            "kept": kept.at.value,
            "best_at": float(s.x[best]),
            "metric": s.name,
        },
    )
