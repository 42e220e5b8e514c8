"""NaN in a metric that needs both sides to vary, while the loss stays finite."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, contrast, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, count, number, place
from run_diagnose.rules.base import Fine, Severity, Sighting, Verdict, rule
from run_diagnose.stats.onset import onset
from run_diagnose.stats.valley import valley
from run_diagnose.views import curves
from run_diagnose.views.undefined import UndefinedStretch, undefined_stretches


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where the rule draws its lines."""

    streak: int = 3
    """Points in a row that make a stretch which ended again a warning: a single NaN can be one odd batch."""
    near_zero: float = 0.15
    """A finite correlation below this, on the other split, has no more than 2 % of the variance in common."""


@rule(
    "NAN002",
    "constant-predictions-nan-metric",
    kind="prediction_collapse",
    title="A correlation-like metric is NaN while the loss is finite: one side is constant",
    needs=(("val_metric", "train_metric", "test_metric"), ("train_loss", "val_loss", "test_loss")),
    limits=Limits(),
    not_for=("rl", "gan"),
)
def constant_predictions(run: Run, limits: Limits) -> Iterator[Verdict]:
    """A correlation-like metric is NaN while the loss is finite: the predictions are constant.

    ## Why it matters
    A correlation divides by the spread of the predictions. When every sample gets the same answer there is
    nothing to divide by, and the metric says NaN while the loss looks calm. The NaN is the alarm.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss,val_corr
    1,0.95,0.99,0.06
    2,0.80,0.83,0.31
    3,0.61,0.64,0.52
    4,0.52,0.55,0.61
    5,0.83,0.88,0.22
    6,1.02,1.07,nan
    7,1.01,1.06,nan
    8,1.02,1.07,nan
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss,val_corr
    1,0.95,0.99,0.06
    2,0.80,0.83,0.31
    3,0.61,0.64,0.52
    4,0.52,0.55,0.61
    5,0.48,0.51,0.64
    6,0.46,0.50,0.66
    7,0.45,0.49,0.66
    8,0.44,0.49,0.67
    ```

    ## References
    The correlation of a constant is 0/0; scipy and scikit-learn return NaN with a warning for it.
    """
    stretches = undefined_stretches(run)
    if not stretches:
        names = [s.name for s in curves.metrics(run) if s.role.quantity in curves.UNDEFINED_ON_CONSTANTS]
        if names:
            yield Fine(f"{names[0]} is a number at every logged place")
        return
    worst = max(stretches, key=lambda u: (u.lasting, u.series.role.split.value != "train", u.count))
    yield _sighting(run, worst, limits)


def _sighting(run: Run, seen: UndefinedStretch, limits: Limits) -> Sighting:
    s = seen.series
    known_before = bool(np.isfinite(s.y[s.x < seen.first.value]).any())
    lasting = seen.lasting and seen.count >= min(limits.streak, len(s))
    severity = Severity.ERROR if lasting and known_before else Severity.WARNING
    if not seen.lasting and seen.count < limits.streak:
        severity = Severity.NOTE
    loss = curves.val_loss(run) if s.role.split.value != "train" else curves.train_loss(run)
    trouble = _trouble(s, seen)
    return Sighting(
        message=_message(run, seen, known_before, limits) + _trouble_words(s, trouble),
        severity=severity,
        confidence=0.97 if known_before else 0.8,
        evidence=_evidence(run, seen, loss),
        series=(s.name,),
        onset=seen.first,
        known=seen.first,
        end=None if seen.lasting else seen.last,
        values={
            "split": s.role.split.value or "unknown",
            "metric": s.name,
            "count": seen.count,
            "lasting": seen.lasting,
            "known_before": known_before,
            **trouble,
        },
    )


def _message(run: Run, seen: UndefinedStretch, known_before: bool, limits: Limits) -> str:
    s = seen.series
    split = {"val": "validation", "test": "test", "train": "training"}.get(s.role.split.value, "evaluated")
    until = "to the end" if seen.lasting else f"to {at(seen.last)}"
    text = f"{s.name} is NaN from {at(seen.first)} {until} ({count(seen.count, 'point')}) while the loss stays finite: "
    text += f"the {split} predictions are constant, or the {split} targets are"
    if known_before:
        text = (
            text.replace(f", or the {split} targets are", "") + f" ({s.name} was a number before, so the targets vary)"
        )
    other = _other_split(run, s, seen)
    if other is not None:
        level = float(np.mean(other.y))
        if abs(level) < limits.near_zero:
            text += f"; {other.name} is finite but near 0 there (mean {number(level, 2)}): no constant is proven on that split"
    return text + "."


def _other_split(run: Run, s: Series, seen: UndefinedStretch) -> Series | None:
    role = "val_metric" if s.role.split.value == "train" else "train_metric"
    twin = curves.same_metric(run, s, role)
    if twin is None:
        return None
    there = twin.finite.where((twin.finite.x >= seen.first.value) & (twin.finite.x <= seen.last.value))
    return there if len(there) else None


def _evidence(run: Run, seen: UndefinedStretch, loss: Series | None) -> tuple[Evidence, ...]:
    s = seen.series
    before = s.finite.upto(seen.first.value)
    out: list[Evidence] = []
    if len(before):
        best = before.best_index
        if best is not None:
            out.append(reading(f"best {s.name}", float(before.y[best]), before.moment(best)))
        out.append(reading(f"last finite {s.name}", float(before.y[-1]), before.moment(len(before) - 1)))
    out.append(reading(f"{s.name}", float("nan"), seen.first))
    there = None if loss is None else loss.finite.after(seen.first.value)
    if loss is not None and there is not None and len(there):
        out.append(reading(f"{loss.name}, finite", float(there.y[0]), there.moment(0)))
    twin = _other_split(run, s, seen)
    if twin is not None:
        end = len(twin) - 1
        out.append(
            contrast(f"mean {twin.name} there", float(np.mean(twin.y)), float(twin.y[-1]), "last", twin.moment(end))
        )
    return tuple(out)


def _trouble_words(s: Series, trouble: dict[str, float]) -> str:
    if not trouble:
        return ""
    low, high = number(trouble["trouble_low"], 6), number(trouble["trouble_high"], 6)
    between = f" (between {low} and {high})" if low != high else ""
    return f" The trouble began earlier: {s.name} falls from {place(s.axis, trouble['trouble'])}{between}."


def _trouble(s: Series, seen: UndefinedStretch) -> dict[str, float]:
    """Where the metric began to fall before it became NaN: onset and its interval, on the series' own axis."""
    before = s.finite.upto(seen.first.value)
    turned = valley(before.losslike)
    if turned is None or not turned.found:
        return {}
    start = onset(before.losslike)
    if start is None:
        return {}
    x, top = before.x, int(np.argmin(before.losslike))
    # What falls cannot have begun to fall before its highest point was reached.
    first = min(max(start.at, top + 1), len(x) - 1)
    low, high = max(start.low, top), max(start.high, first)
    return {"trouble": float(x[first]), "trouble_low": float(x[low]), "trouble_high": float(x[high])}
