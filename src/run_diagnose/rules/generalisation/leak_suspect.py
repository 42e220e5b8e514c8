"""Validation too good to be true, as far as a log can show it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, contrast, reading
from run_diagnose.model.roles import Goal
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import number, percent
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.arrays import median
from run_diagnose.views import curves, regularisers
from run_diagnose.views.knowledge import ABOVE
from run_diagnose.views.shares import whole

_BOOSTING = ("xgb", "lightgbm", "lgb", "catboost", "boost")
_TELLING = ("accuracy", "r2", "f1", "auroc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What an honest split hardly ever shows."""

    perfect_r2: float = 0.995
    """A held-out R2 above this leaves half a per cent of the variance to noise and error together."""
    better: float = 0.03
    """Validation accuracy above training accuracy by more, at the end, with no regulariser in the config."""
    points: int = 5
    """Fewer points are too few to call a lead lasting."""


@rule(
    "GAP002",
    "leak-suspect",
    kind="leak_suspect",
    title="Validation is too good to be true: suspect a leak",
    needs=(("val_loss", "val_metric", "test_loss", "test_metric"),),
    limits=Limits(),
    not_for=("rl", "gan", "ssl", "vae"),
    may_end="the lead may close",
)
def leak_suspect(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Validation is too good to be true: suspect a leak.

    ## Why it matters
    Samples that both splits share, or a column derived from the target, make every held-out figure worthless. A log
    can only hint at it: this is a suspicion, and the finding says what to look at.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss,val_r2
    1,0.4100,0.2100,0.7900
    2,0.0900,0.0520,0.9480
    3,0.0260,0.0140,0.9860
    4,0.0085,0.0050,0.9950
    5,0.0035,0.0027,0.9973
    6,0.0020,0.0018,0.9982
    7,0.0014,0.0016,0.9984
    8,0.0010,0.0015,0.9985
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss,val_r2
    1,0.4100,0.4500,0.5500
    2,0.2100,0.2500,0.7500
    3,0.1300,0.1700,0.8300
    4,0.0950,0.1300,0.8700
    5,0.0760,0.1100,0.8900
    6,0.0650,0.1000,0.9000
    7,0.0580,0.0960,0.9040
    8,0.0530,0.0940,0.9060
    ```

    ## References
    Deepchecks calls the direct test "train test samples mix"; a log alone cannot run it.
    """
    yield from (_perfect(run, limits) or _perfect_trees(run, limits) or _lead(run, limits) or [_fine(run, limits)])


def _perfect(run: Run, limits: Limits) -> list[Verdict]:
    """A held-out R2 near 1; a note where the first evaluation was at chance.

    A copy of the target among the inputs is the easiest thing to learn, so it shows at once. What took a search may as
    well be a task without noise: a simulation, arithmetic, a known formula.
    """
    s = run.get("val_metric", "r2") or run.get("test_metric", "r2")
    if s is None or len(s.finite) < limits.points:
        return []
    level = float(median(s.finite.y[-max(3, len(s.finite) // 5) :]))
    if level <= limits.perfect_r2:
        return []
    evidence = (
        reading(f"last {s.name}", float(s.finite.y[-1]), s.finite.moment(len(s.finite) - 1), limit=limits.perfect_r2),
    )
    why = f"{s.name} settles at {number(level)}: less than {percent(1 - limits.perfect_r2)} of the variance is left for noise, measurement and error together"
    seen = _sighting(s, why, evidence, 0.6, {"level": level, "how": "perfect"})
    searched = float(s.finite.y[0]) < ABOVE["r2"]
    return [replace(seen, severity=Severity.NOTE) if searched else seen]


def _perfect_trees(run: Run, limits: Limits) -> list[Verdict]:
    """Boosted trees on data they were not fitted to: round 1 is close to the best constant, so R2 follows from the errors."""
    told = {s.format for s in run.sources} | {run.config.text("framework") or "", run.task}
    s = curves.val_loss(run) or run.get("val_metric", "rmse")
    if not any(word in text for text in told for word in _BOOSTING) or s is None or "rmse" not in s.name.lower():
        return []
    y = s.finite.y
    if len(y) < limits.points or y[0] <= 0:
        return []
    r2 = 1 - float(median(y[-max(3, len(y) // 10) :]) / y[0]) ** 2
    if r2 <= limits.perfect_r2:
        return []
    last = s.finite.moment(len(y) - 1)
    why = f"{s.name} falls from {number(float(y[0]))} in the first round, about the spread of the targets, to {number(float(y[-1]))}: an R2 of {number(r2)} on held-out rows"
    return [
        _sighting(
            s,
            why,
            (
                reading(f"first {s.name}", float(y[0]), s.finite.moment(0)),
                reading(f"last {s.name}", float(y[-1]), last),
            ),
            0.6,
            {"level": r2, "how": "perfect"},
        )
    ]


def _lead(run: Run, limits: Limits) -> list[Verdict]:
    """A validation metric that stays above the training metric at the end, with nothing to explain it.

    Without a config nothing is known of dropout and augmentation, which explain most such leads: no suspicion then.
    """
    if not run.config:
        return []
    for s in curves.metrics(run, "val_metric"):
        twin = curves.same_metric(run, s, "train_metric")
        if twin is None or s.role.goal is not Goal.MAX or s.role.quantity not in _TELLING:
            continue
        grid = run.aligned(s, twin)
        if len(grid) < limits.points or regularisers.in_training_only(run):
            continue
        half = slice(len(grid) // 2, None)
        lead = grid.y[s.name][half] - grid.y[twin.name][half]
        scale = whole(float(np.nanmax(grid.y[s.name])))
        if float(np.nanmin(lead)) > limits.better * scale:
            last = len(grid) - 1
            evidence = (
                contrast(
                    s.name, float(grid.y[s.name][last]), float(grid.y[twin.name][last]), twin.name, grid.moment(last)
                ),
            )
            why = f"{s.name} stays above {twin.name} by {number(float(np.nanmedian(lead)), 2)} over the second half of the run, and no regulariser is known"
            return [_sighting(s, why, evidence, 0.6, {"lead": float(np.nanmedian(lead)), "how": "lead"})]
    return []


def _fine(run: Run, limits: Limits) -> Verdict:
    s = next((m for m in curves.metrics(run, "val_metric", "test_metric") if m.role.quantity in _TELLING), None)
    if s is None or len(s.finite) < limits.points:
        return Unsure(
            "two losses cannot show a leak; a held-out R2, or an accuracy on both splits, can hint at one",
            ("val_metric",),
        )
    return Fine(f"{s.name} is not better than such figures usually are, which does not prove that the splits are apart")


def _sighting(
    s: Series, why: str, evidence: tuple[Evidence, ...], confidence: float, values: dict[str, float | str]
) -> Sighting:
    return Sighting(
        message=f"{why}. This is a suspicion, not a proof: look for samples or groups that both splits share, and for inputs made from the target.",
        severity=Severity.WARNING,
        confidence=confidence,
        evidence=evidence,
        series=(s.name,),
        onset=s.finite.moment(0),
        known=s.finite.moment(len(s.finite) - 1),
        values=values,
    )
