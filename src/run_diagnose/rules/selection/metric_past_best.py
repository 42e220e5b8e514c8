"""STP004: no loss is logged, and the metric got worse after its best."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, contrast, excerpt
from run_diagnose.model.roles import Goal
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, count, number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.valley import Valley, valley
from run_diagnose.views.alone import alone
from run_diagnose.views.keeping import keeps_best


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a metric may fall back."""

    points: int = 8
    """The valley test needs eight points."""
    lost: float = 0.25
    """Share of the gain that was given back at the end."""
    times: float = 1.5
    """Or, of a figure that is better the smaller (FID), how many times its best it ends at."""
    broken: float = 0.6
    """From this share lost on the end is nearer to the start than to the best: the run broke."""


@rule(
    "STP004",
    "metric-past-best",
    kind="trained_past_best",
    title="The metric got worse after its best",
    needs=(("val_metric", "test_metric", "train_metric"),),
    limits=Limits(),
    not_for=("rl",),
    may_end="a better epoch may come",
)
def metric_past_best(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Only a metric is logged, and it got lastingly worse after its best.

    ## Why it matters
    An FID that climbs again is a generator that loses modes or quality while its losses look as before; a falling
    accuracy without a loss beside it can be overfitting as well as divergence. Either way the last checkpoint is not
    the one to keep.

    ## Fires on
    ```csv
    epoch,g_loss,d_loss,fid
    1,0.81,1.33,212.0
    2,0.90,1.29,141.3
    3,0.88,1.31,98.2
    4,0.93,1.30,70.4
    5,0.91,1.28,52.9
    6,0.94,1.27,41.8
    7,0.96,1.29,36.1
    8,0.95,1.26,33.0
    9,0.99,1.24,37.5
    10,1.04,1.21,48.8
    11,1.09,1.17,66.3
    12,1.13,1.12,85.9
    13,1.16,1.10,101.2
    14,1.17,1.09,113.0
    ```

    ## Quiet on
    ```csv
    epoch,g_loss,d_loss,fid
    1,0.81,1.33,212.0
    2,0.90,1.29,141.3
    3,0.88,1.31,98.2
    4,0.93,1.30,70.4
    5,0.91,1.28,52.9
    6,0.94,1.27,41.8
    7,0.96,1.29,36.1
    8,0.95,1.26,33.0
    9,0.93,1.27,31.5
    10,0.94,1.28,30.1
    11,0.92,1.27,31.2
    12,0.95,1.28,29.4
    13,0.93,1.29,29.9
    14,0.94,1.27,28.8
    ```

    ## References
    Heusel et al. 2017 (FID); Karras et al. 2020 (ADA): with little data the FID turns and rises while training goes on.
    """
    s = alone(run)
    if s is None:
        yield Unsure("the losses are judged instead")
        return
    if len(s) < limits.points:
        yield Unsure(f"{count(len(s), 'entry', 'entries')} of {s.name}; {limits.points} are needed")
        return
    seen = valley(s.losslike)
    if seen is None:
        yield Unsure(f"{s.name} has too few finite entries to see a turn")
    else:
        yield _judge(run, s, seen, limits)


def _judge(run: Run, s: Series, seen: Valley, limits: Limits) -> Verdict:
    grew = s.role.goal is Goal.MIN and seen.best > 0 and seen.end >= limits.times * seen.best
    turned = seen.found and seen.grade == "confirmed" and seen.drop > 0
    if not turned or not (seen.lost >= limits.lost or grew):
        return Fine(f"{s.name} ends at {number(float(s.y[-1]), 4)}, within noise of its best")
    sign = -1.0 if s.role.goal is Goal.MAX else 1.0
    best, end, where = sign * seen.best, sign * seen.end, s.moment(seen.floor)
    kept = keeps_best(run)
    samples = run.task == "gan"
    why = f"; {kept}, so the last one need not be used" if kept else ""
    times = f", {number(end / best, 2)} times its best" if grew else ""
    thin = max(1, len(s) // 40)
    return Sighting(
        message=f"{s.name} is best at {at(where)} ({number(best)}) and ends at {number(end)}{times}: "
        f"{percent(min(seen.lost, 9.99))} of its gain is lost again{why}.",
        severity=Severity.NOTE if kept and not samples else Severity.WARNING,
        confidence=0.82,
        evidence=(
            contrast(f"{s.name} at the end", end, best, "its best level", s.moment(len(s) - 1), where),
            excerpt(s.name, s.x[::thin].tolist(), s.y[::thin].tolist(), where),
        ),
        series=(s.name,),
        onset=where,
        known=s.moment(len(s) - 1),
        values={"best_at": where.value, "best": best, "end": end, "lost": seen.lost},
        kind=_kind(s, seen, samples=samples, limits=limits),
    )


def _kind(s: Series, seen: Valley, *, samples: bool, limits: Limits) -> str:
    if samples:
        return "gan_collapse"
    on_training = s.role.name == "train_metric"
    return "divergence" if on_training and seen.lost >= limits.broken else "trained_past_best"
