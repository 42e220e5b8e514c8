"""The best epoch is long past, and nothing says that it was kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, number, percent
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.medians import running_median
from run_diagnose.views import curves
from run_diagnose.views.answers import better_since
from run_diagnose.views.keeping import keeps_best
from run_diagnose.views.turn import turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When going on counts as waste."""

    early: float = 0.6
    """The best lies in the first three fifths: the rest of the compute made the model worse."""
    worse: float = 0.10
    """The end is this share of the best value worse; below, the last checkpoint loses little."""
    points: int = 8
    """The valley test needs eight points."""
    explained: float = 0.3
    """An R2 that is no luck of a few rows in three epochs on end."""
    nothing: float = 0.05
    """An R2 below this explains nothing worth the name, as for worse-than-constant."""


@rule(
    "STP002",
    "trained-past-best",
    kind="trained_past_best",
    title="The best epoch is long past and nothing kept it",
    needs=(("val_loss", "test_loss"),),
    limits=Limits(),
    not_for=("rl", "gan"),
    may_end="a better epoch may come",
)
def trained_past_best(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The best epoch is long past and nothing kept it.

    ## Why it matters
    Without early stopping or a checkpoint of the best epoch, what is on disk is the last epoch, and that is the worse
    one.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss
    1,2.10,2.15
    2,1.52,1.61
    3,1.11,1.30
    4,0.86,1.19
    5,0.68,1.22
    6,0.54,1.30
    7,0.42,1.40
    8,0.33,1.51
    9,0.26,1.63
    10,0.20,1.75
    11,0.16,1.88
    12,0.12,2.01
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
    restore_best_weights is off by default in Keras; Hugging Face keeps the best only with load_best_model_at_end.
    """
    val = curves.val_loss(run)
    assert val is not None  # stated in needs
    if len(val.finite) < limits.points:
        yield Unsure(f"{val.name} has {len(val.finite)} points; {limits.points} are needed to tell a turn from noise")
        return
    kept = keeps_best(run)
    seen = turn(run, val)
    s = val.finite
    best = int(np.argmin(s.y))
    if seen is None:
        yield (None if kept else _forgotten(run, limits)) or Fine(f"nothing was lost after {at(s.moment(best))}")
    elif improved := better_since(run, val, float(s.x[best])):
        yield Fine(f"{val.name} is worse than at {at(s.moment(best))}, yet {improved}")
    elif kept:
        yield Fine(f"{kept}; the last epoch is worse than {at(s.moment(best))}, but it need not be used")
    else:
        yield _judge(s, seen.best, best, limits)


def _forgotten(run: Run, limits: Limits) -> Sighting | None:
    """An R2 that was well above 0 and whose last values are not: a loss that swings hides it from the test of its turn.

    A note, since so few values at the end of so noisy a curve may be luck.
    """
    r2 = run.get("val_metric", "r2")
    if r2 is None or len(r2.finite) < limits.points:
        return None
    s = r2.finite
    calm, late = running_median(s.y, 3), s.y[-max(3, len(s) // 6) :]
    best, end = int(np.argmax(calm)), float(median(late))
    if float(calm[best]) < limits.explained or end > limits.nothing:
        return None
    return Sighting(
        message=f"{s.name} was {number(float(calm[best]), 3)} around {at(s.moment(best))} and ends at {number(end, 2)} (median "
        f"of the last {len(late)}): the last epoch is no better than a constant, and nothing says that the best was kept.",
        severity=Severity.NOTE,
        confidence=0.6,
        evidence=(
            reading(f"best {s.name}, median of three", float(calm[best]), s.moment(best)),
            reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1), limit=limits.nothing),
        ),
        series=(s.name,),
        onset=s.moment(best),
        known=s.moment(len(s) - 1),
        values={"best_at": float(s.x[best]), "worse": 1.0, "share": 1 - best / max(len(s) - 1, 1)},
    )


def _judge(s: Series, smooth_best: int, best: int, limits: Limits) -> Verdict:
    end = float(median(s.y[-max(1, len(s) // 20) :]))
    level = float(median(s.y[max(0, smooth_best - 1) : smooth_best + 2]))
    worse = (end - level) / abs(level) if level else 0.0
    share = smooth_best / max(len(s) - 1, 1)
    if share > limits.early or worse < limits.worse:
        return Fine(f"the end is {percent(max(worse, 0.0))} worse than {at(s.moment(best))}")
    return Sighting(
        message=(
            f"{s.name} is best at {at(s.moment(best))} ({number(float(s.y[best]))}), {percent(1 - share)} of the run came after it and ended "
            f"{percent(worse)} worse ({number(end)}); neither config nor log says that the best was kept."
        ),
        severity=Severity.WARNING,
        confidence=0.88,
        evidence=(
            reading(f"best {s.name}", float(s.y[best]), s.moment(best)),
            reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1)),
        ),
        series=(s.name,),
        onset=s.moment(best),
        known=s.moment(len(s) - 1),
        values={"best_at": float(s.x[best]), "worse": worse, "share": 1 - share},
    )
