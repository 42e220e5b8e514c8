"""Validation turned up while training went on improving."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Value, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, number, percent
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.arrays import median
from run_diagnose.views.answers import better_later, better_since, metric_holds
from run_diagnose.views.know_nothing import know_nothing_loss
from run_diagnose.views.short_turn import fell_since, short_turn
from run_diagnose.views.summed import losses
from run_diagnose.views.turn import Turn, turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far validation must rise to matter, in shares of its whole gain and of its best value."""

    worth: float = 0.10
    """A rise of less than a tenth of the gain is a note: the best checkpoint loses little."""
    level: float = 0.05
    """...and of less than 5 % of the best loss: with a long first fall a tenth of it would be too much to ask."""
    clear: float = 0.15
    """A rise by this share of the best loss counts, however small it is beside what a constant answer would cost."""
    serious: float = 0.30
    """From here on the last epochs are worth much less than the best."""
    points: int = 8
    """The valley test needs eight points."""


@rule(
    "FIT001",
    "overfitting",
    kind="overfitting",
    title="Validation gets worse while training goes on improving",
    needs=(("train_loss", "train_loss_part"), ("val_loss", "test_loss", "val_loss_part")),
    limits=Limits(),
    not_for=("rl", "gan"),
    may_end="some validation losses fall a second time",
)
def overfitting(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Validation gets worse while training goes on improving.

    ## Why it matters
    From the turn on the model learns its training set by heart. The last checkpoint is worse than an earlier one,
    and every epoch after the turn was spent for nothing.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss
    1,2.10,2.15
    2,1.62,1.71
    3,1.31,1.45
    4,1.09,1.30
    5,0.92,1.21
    6,0.78,1.19
    7,0.66,1.22
    8,0.56,1.28
    9,0.47,1.36
    10,0.39,1.45
    11,0.32,1.55
    12,0.26,1.66
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss
    1,2.10,2.15
    2,1.62,1.71
    3,1.31,1.45
    4,1.09,1.30
    5,0.92,1.21
    6,0.78,1.15
    7,0.66,1.11
    8,0.56,1.09
    9,0.47,1.08
    10,0.41,1.08
    11,0.37,1.09
    12,0.34,1.08
    ```

    ## References
    Prechelt, "Early Stopping - but when?" (1998). The valley test finds 94 % of medium turns at 40 points, with 3 %
    false alarms or less, where "last above the lowest by 5 %" flags half of all healthy runs.
    """
    both = losses(run)
    if both is None:
        missing = tuple(role for role in ("train_loss", "val_loss") if not run.has(role))
        yield Unsure("terms are logged, and how they make up the loss is not known", missing)
        return
    train, val = both
    if len(val.finite) < limits.points:
        yield _of_few(run, train, val, limits)
        return
    seen = turn(run, val)
    if seen is None:
        best = int(np.argmin(val.finite.y))
        yield Fine(
            f"{val.name} ends at {number(float(val.finite.y[-1]))}; its lowest is {number(float(val.finite.y[best]))} at {at(val.finite.moment(best))}"
        )
        return
    if not _still_improves(run, train, val, seen):
        yield Fine(f"{val.name} turned up at {at(seen.series.moment(seen.at))}, and so did training: not overfitting")
        return
    yield _sighting(run, train, seen, limits)


def _of_few(run: Run, train: Series, val: Series, limits: Limits) -> Verdict:
    """Too few evaluations for the test: a rise without a step back is told, anything else is open."""
    seen, s = short_turn(val), val.finite
    if seen is None or not fell_since(train, s, seen.best):
        return Unsure(f"{val.name} has {len(s)} points; {limits.points} are needed to tell a turn from noise")
    start, best, end = s.moment(seen.best), float(s.y[seen.best]), float(s.y[-1])
    still, where = _parted(run, s, start.value)
    return Sighting(
        message=f"{s.name} is lowest at {at(start)} ({number(best)}) and has risen at every evaluation since, by "
        f"{percent(seen.rise)} to {number(end)}, while {train.name} went on falling to {number(float(train.finite.y[-1]))}{still}.",
        severity=Severity.WARNING if seen.rise >= limits.worth else Severity.NOTE,
        confidence=0.7,
        evidence=(
            reading(f"lowest {s.name}", best, start),
            reading(f"last {s.name}", end, s.moment(len(s) - 1)),
            reading(f"last {train.name}", float(train.finite.y[-1]), train.finite.moment(len(train.finite) - 1)),
        ),
        series=(s.name, train.name),
        onset=start,
        known=s.moment(len(s) - 1),
        values={
            "best_at": start.value,
            "lost": min(seen.lost, 1.0),
            "rise": seen.rise,
            "low": float(s.x[seen.best]),
            "high": float(s.x[seen.best + 1]),
            **where,
        },
    )


def _parted(run: Run, loss: Series, turned: float) -> tuple[str, dict[str, Value]]:
    """A metric that went on improving past the turn of the loss: in words, and which it is; empty where none did."""
    later = better_later(run, loss, turned)
    if later is None:
        return "", {}
    metric, best = later
    said = f"; {metric.name} went on improving until {at(metric.moment(best))}, so it would keep another {metric.axis}"
    return said, {"metric": metric.name, "metric_best_at": float(metric.x[best])}


def _still_improves(run: Run, train: Series, val: Series, seen: Turn) -> bool:
    """Training at the end lies below training at the turn."""
    grid = run.aligned(val, train)
    if len(grid) >= 4:
        x, y = grid.x, grid.y[train.name]
        place_ = seen.series.x[seen.best]
    else:
        x, y = train.finite.x, train.finite.y
        place_ = float(np.quantile(x, seen.best / max(len(seen.series) - 1, 1)))
    y = y[np.isfinite(y)] if not np.isfinite(y).all() else y
    if len(y) < 4 or len(x) != len(y):
        return False
    i = int(np.searchsorted(x, place_))
    window = max(1, len(y) // 20)
    there = float(median(y[max(0, i - window) : i + window + 1]))
    return float(median(y[-max(3, len(y) // 10) :])) < there


def _sighting(run: Run, train: Series, seen: Turn, limits: Limits) -> Sighting:
    s = seen.series
    v = seen.valley
    lost = float(v.lost) if np.isfinite(v.lost) else 1.0
    best, end = float(s.y[seen.best]), float(median(s.y[-max(1, len(s) // 20) :]))
    rise = (end - best) / abs(best) if best else 0.0
    worth = lost >= limits.worth and rise >= limits.level and not _little(run, best, end, rise, limits)
    answered = better_since(run, s, float(s.x[seen.best])) or (run.named(s.name) is None and metric_holds(run))
    severity = Severity.WARNING if worth and not answered else Severity.NOTE
    still, where = _parted(run, s, float(s.x[seen.best]))
    return Sighting(
        message=(
            f"{s.name} is lowest around {at(s.moment(seen.best))} ({number(best)}) and has risen since to {number(end)}, "
            f"{percent(lost)} of all it had gained and {number(float(v.rise_sigmas), 2)} times its noise, while {train.name} went on falling to "
            f"{number(float(train.finite.y[-1]))}{still}."
        ),
        severity=severity,
        confidence=0.92 if seen.confirmed else 0.75,
        evidence=(
            reading(f"lowest {s.name}", float(np.min(s.y)), s.moment(int(np.argmin(s.y)))),
            reading(f"{s.name} at the turn", float(s.y[seen.at]), s.moment(seen.at)),
            reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1)),
            reading(f"last {train.name}", float(train.finite.y[-1]), train.finite.moment(len(train.finite) - 1)),
        ),
        series=(s.name, train.name),
        onset=s.moment(int(np.argmin(s.y))),
        known=s.moment(min(seen.high, len(s) - 1)),
        values={
            "best_at": float(s.x[seen.best]),
            "lost": lost,
            "rise": rise,
            "low": float(s.x[seen.low]),
            "high": float(s.x[seen.high]),
            **where,
        },
    )


def _little(run: Run, best: float, end: float, rise: float, limits: Limits) -> bool:
    """Beside all there was to gain, where that is known: a first epoch that had already learnt most hides it."""
    nothing = know_nothing_loss(run)
    if nothing is None or nothing <= best or rise >= limits.clear:
        return False
    return (end - best) / (nothing - best) < limits.worth
