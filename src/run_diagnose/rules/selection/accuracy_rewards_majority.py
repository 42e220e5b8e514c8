"""STP005: accuracy keeps a checkpoint of unbalanced classes at which hardly any but the largest is predicted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, contrast, quote
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, number, percent, setting
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.noise import noise
from run_diagnose.views import curves
from run_diagnose.views.pick import Picked, picked
from run_diagnose.views.shares import whole
from run_diagnose.views.ties import sampling_error


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When an accuracy has kept the answer of the largest class."""

    top: float = 0.85
    """Share of the predictions that the commonest class takes where it was kept."""
    fell: float = 0.02
    """Accuracy lost after it, at least: two in a hundred samples are answered otherwise."""
    better: float = 0.03
    """While the held-out loss became lower by this share of itself."""
    sigmas: float = 3.0
    """And both by so many units of their own noise."""
    points: int = 8
    """Evaluations that show their own noise."""


@rule(
    "STP005",
    "accuracy-rewards-majority",
    kind="bad_checkpoint",
    title="Accuracy kept the answer of the largest class",
    needs=(("val_metric", "test_metric"), ("val_loss", "test_loss")),
    limits=Limits(),
    not_for=("rl", "gan", "regression"),
    may_end="a better epoch may come",
)
def accuracy_rewards_majority(run: Run, limits: Limits) -> Iterator[Verdict]:
    """With unbalanced classes accuracy keeps an early checkpoint that answers with the largest class.

    ## Why it matters
    Where 95 % of the samples are of one class, saying nothing else scores 95 %. As the model learns to tell the rare
    class it makes some false alarms, accuracy falls while the loss improves, and the file on disk stays the one from
    before it had learned anything.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss,val_acc,top_class_share
    1,0.688,0.699,0.906,0.938
    2,0.682,0.695,0.909,0.936
    3,0.677,0.690,0.908,0.931
    4,0.671,0.684,0.899,0.919
    5,0.664,0.678,0.888,0.905
    6,0.656,0.671,0.879,0.893
    7,0.649,0.664,0.871,0.882
    8,0.641,0.656,0.861,0.869
    9,0.633,0.648,0.846,0.851
    10,0.624,0.639,0.829,0.832
    11,0.615,0.629,0.811,0.813
    12,0.606,0.619,0.793,0.792
    ```
    ```yaml
    early_stopping_metric: val_acc
    class_weights: balanced
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss,val_acc,top_class_share
    1,0.688,0.699,0.706,0.738
    2,0.642,0.655,0.729,0.721
    3,0.597,0.610,0.748,0.701
    4,0.561,0.574,0.769,0.689
    5,0.534,0.548,0.788,0.675
    6,0.516,0.531,0.799,0.663
    7,0.499,0.514,0.811,0.652
    8,0.481,0.496,0.821,0.639
    9,0.473,0.488,0.826,0.631
    10,0.464,0.479,0.829,0.632
    11,0.455,0.469,0.831,0.633
    12,0.446,0.459,0.833,0.632
    ```
    ```yaml
    early_stopping_metric: val_acc
    class_weights: balanced
    ```

    ## References
    He and Garcia 2009 (learning from imbalanced data): accuracy says little of the rare class; balanced accuracy, F1,
    MCC or the area under the precision-recall curve do.
    """
    kept, loss = picked(run), curves.val_loss(run)
    if kept is None or loss is None or kept.series.role.quantity not in ("accuracy", "top1"):
        yield Unsure("no accuracy chooses the checkpoint")
        return
    if min(len(kept.series.finite), len(loss.finite)) < limits.points or loss.axis != kept.at.axis:
        yield Unsure(f"{limits.points} evaluations of accuracy and loss are needed")
        return
    why = _unbalanced(run, kept, limits)
    if not why:
        yield Unsure("nothing says that the classes are unbalanced", ("val_metric",))
        return
    yield _judge(run, kept, loss.finite, why, limits)


def _unbalanced(run: Run, kept: Picked, limits: Limits) -> str:
    """What says that one class is most of the data, or of the answers, in words; empty where nothing does."""
    for s in run.series:
        if re.search(r"(top|major\w*)_?(class)?_?(share|fraction|ratio|freq)", s.name.lower()):
            rows = np.flatnonzero(s.finite.x == kept.at.value)
            if s.axis == kept.at.axis and len(rows) and limits.top <= float(s.finite.y[rows[0]]) <= 1:
                return f"{s.name} is {percent(float(s.finite.y[rows[0]]))} there"
    weights = run.config.knob("class_weights")
    if weights is not None and weights.value not in (None, False, 0, 1, 1.0, "", "none", "null", "uniform"):
        return f"the config has {weights.key}: {setting(weights.value)}"
    return ""


def _judge(run: Run, kept: Picked, loss: Series, why: str, limits: Limits) -> Verdict:
    accuracy = kept.series.finite
    unit = whole(float(median(accuracy.y)))
    there, end = float(kept.series.y[kept.index]), float(median(accuracy.y[-max(1, len(accuracy) // 8) :]))
    scatter, rough = noise(accuracy.y), noise(loss.y)
    error = sampling_error(run, "accuracy", there / unit)
    own = max(scatter.wide if scatter else 0.0, unit * error[0] if error else 0.0)
    row = int(np.argmin(np.abs(loss.x - kept.at.value)))
    before, low = float(loss.y[row]), int(np.argmin(loss.y))
    gain = before - float(loss.y[low])
    fell = there - end >= max(limits.fell * unit, limits.sigmas * own)
    improved = low > row and gain >= max(limits.better * abs(before), limits.sigmas * (rough.wide if rough else 0.0))
    if not (fell and improved):
        return Fine(f"{accuracy.name} keeps {at(kept.at)}, and {loss.name} agrees with it within noise")
    best = loss.moment(low)
    return Sighting(
        message=f"{accuracy.name} keeps {at(kept.at)} ({number(there, 4)}) and falls to {number(end, 4)}, while {loss.name} "
        f"improves from {number(before, 4)} to {number(float(loss.y[low]), 4)} at {at(best)}; {why}: with unbalanced classes "
        "accuracy is best while hardly any but the largest class is predicted.",
        severity=Severity.WARNING,
        confidence=0.75,
        evidence=(
            contrast(f"{accuracy.name} where kept", there, end, "at the end", kept.at),
            contrast(f"{loss.name} where kept", before, float(loss.y[low]), "its best", loss.moment(row), best),
            quote(why, label="classes"),
        ),
        series=(accuracy.name, loss.name),
        onset=kept.at,
        known=best,
        end=kept.at,
        values={"kept": kept.at.value, "by": accuracy.name, "better_at": best.value, "metric": loss.name},
    )
