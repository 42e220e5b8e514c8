"""LOG002: a validation that never changes while the training moves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, contrast, excerpt, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series, shared_axis
from run_diagnose.model.wording import number, percent, span
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.frozen import Frozen, frozen
from run_diagnose.stats.noise import noise, quantum
from run_diagnose.views import curves


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When identical values are no coincidence."""

    length: int = 5
    """Identical values in a row. (The chance that rounding makes such a run is tested besides.)"""
    share: float = 0.3
    """Of the run: a short stop at an end of training is not worth a warning."""
    moves: float = 0.1
    """The other side falls by this share of its level meanwhile, and by more than its noise."""


@rule(
    "LOG002",
    "frozen-metric",
    kind="frozen_metric",
    title="A logged value never changes while the training moves",
    needs=(("train_loss",), ("val_loss", "val_metric", "test_loss", "test_metric")),
    limits=Limits(),
    may_end="the metric may move again",
)
def frozen_metric(run: Run, limits: Limits) -> Iterator[Verdict]:
    """A validation value is the same to the last digit while the training loss falls.

    ## Why it matters
    A loss of real numbers that repeats itself to the last digit is not measured on the model that is being trained:
    an averaged copy that never moves, cached predictions, an empty loader, or a variable that is never updated.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss,val_accuracy
    1,2.155,2.310307,0.073529
    2,1.619,2.310307,0.073529
    3,0.878,2.310307,0.073529
    4,0.541,2.310307,0.073529
    5,0.380,2.310307,0.073529
    6,0.291,2.310307,0.073529
    7,0.231,2.310307,0.073529
    8,0.190,2.310307,0.073529
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss,val_accuracy
    1,2.155,2.110307,0.273529
    2,1.619,1.610312,0.473529
    3,0.878,1.010301,0.673529
    4,0.541,0.610388,0.873529
    5,0.380,0.510377,0.973529
    6,0.291,0.410355,0.975529
    7,0.231,0.350323,0.978529
    8,0.190,0.330301,0.980529
    ```
    """
    train, val = curves.train_loss(run), curves.val_loss(run)
    judged = [s for s in (val, *_fine_metrics(run, val)) if s is not None and len(s) >= 4]
    if train is None or not judged:
        yield Unsure("no held-out value logged four times and more")
        return
    found = [(s, f) for s in judged if (f := _stopped(s, train, limits)) is not None]
    if found:
        yield _sighting(found, train)
        return
    if val is not None and (f := _stopped(train, val, limits)) is not None:
        yield _sighting([(train, f)], val)
        return
    yield Fine(f"no value of {judged[0].name} repeats for {limits.length} entries while {train.name} falls")


def _fine_metrics(run: Run, val: Series | None) -> list[Series]:
    """Metrics, where no held-out loss is logged that would decide: a share of few samples repeats by itself."""
    if val is not None:
        return []
    smooth = ("r2", "mae", "rmse", "mse", "correlation", "perplexity", "auroc")
    return [s for s in curves.metrics(run, "val_metric", "test_metric") if s.role.quantity in smooth]


def _stopped(series: Series, other: Series, limits: Limits) -> Frozen | None:
    seen = frozen(series.y)
    if seen is None or not seen.found or seen.length < limits.length or seen.value in (0.0, 1.0):
        return None
    if seen.length < limits.share * len(series.finite):
        return None
    return seen if _falls(series, other, seen, limits) else None


def _falls(series: Series, other: Series, seen: Frozen, limits: Limits) -> bool:
    """True if ``other`` falls while ``series`` stands still."""
    axis = shared_axis(series, other)
    if axis is None:
        return False
    own, places = series.on(axis), other.on(axis)
    y = other.y[(places >= own[seen.first]) & (places <= own[seen.last]) & np.isfinite(other.y)]
    if len(y) < 4:
        return False
    third = max(1, len(y) // 3)
    fall = float(median(y[:third]) - median(y[-third:]))
    scatter = noise(y)
    error = 0.0 if scatter is None else 3 * scatter.wide * float(np.sqrt(2.0 / third))
    written = quantum(series.finite.y) if float(np.ptp(series.finite.y)) > 0 else 0.0
    # A loss of 1e-7 may halve as often as it likes: the other, written to 1e-5, has no digit to show it.
    return fall > max(error, limits.moves * abs(float(median(y[:third]))), written)


def _sighting(found: list[tuple[Series, Frozen]], other: Series) -> Sighting:
    series, seen = found[0]
    first, last = series.moment(seen.first), series.moment(seen.last)
    names = [s.name for s, _ in found]
    where = span(series.axis, first.value, last.value)
    share = seen.length / len(series.finite)
    return Sighting(
        message=f"{series.name} is {number(seen.value, 8)} to the last digit in {seen.length} entries in a row ({where}) "
        f"while {other.name} falls: it is not measured on the model that is trained.",
        severity=Severity.ERROR if share > 0.8 and series.role.name != "train_loss" else Severity.WARNING,
        confidence=0.9,
        evidence=(
            reading(f"{series.name}, repeated {seen.length} times", seen.value, first),
            contrast(
                f"{other.name} at the end", float(other.finite.y[-1]), float(other.finite.y[0]), "at the start",
                other.finite.moment(len(other.finite) - 1),
            ),
            excerpt(series.name, series.x[:40].tolist(), series.y[:40].tolist(), first),
            reading("share of the entries", share, unit="%"),
        ),
        series=tuple(names),
        onset=first,
        end=None if seen.last >= len(series) - 1 else last,
        values={"value": seen.value, "length": seen.length, "share": share, "text": percent(share)},
    )  # fmt: skip
