"""LOG003: a loss of exactly 0 from one entry to the next."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, contrast, excerpt, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, count, number
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.streaks import streaks


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a 0 is no rounded small loss."""

    fall: float = 0.05
    """The loss just before was more than this share of its start. (A fit gets there by and by.)"""
    length: int = 3
    """Zeros in a row up to the end."""
    moved: float = 0.02
    """A training loss of 0 from the first entry on taught nothing where the validation loss gained less than this
    share of its start; a column that was never filled stands beside one that falls."""


@rule(
    "LOG003",
    "zero-loss",
    kind="log_artefact",
    title="A loss of exactly 0 out of nowhere",
    needs=(("train_loss", "val_loss"),),
    limits=Limits(),
    not_for=("rl", "gan"),
    may_end="the loss may come back",
)
def zero_loss(run: Run, limits: Limits) -> Iterator[Verdict]:
    """A loss falls to exactly 0 from one entry to the next and stays there, or is 0 from the first on.

    ## Why it matters
    No cross-entropy reaches 0 by training. It is the mark of a filter that replaces NaN before it is logged, of
    batches in which every label is masked, or of an empty loader. Whatever the log says after it is not a fit.

    ## Fires on
    ```csv
    step,train_loss
    10,2.312
    20,2.104
    30,1.958
    40,1.877
    50,0.0
    60,0.0
    70,0.0
    80,0.0
    ```

    ## Quiet on
    ```csv
    step,train_loss
    10,2.312
    20,1.104
    30,0.358
    40,0.077
    50,0.011
    60,0.002
    70,0.0
    80,0.0
    ```

    ## References
    transformers' logging_nan_inf_filter (on by default) replaces NaN by the running mean, and logs 0.0 where every
    step of the window was NaN; a collator that masks all labels with -100 gives 0 as well.
    """
    series = [s for s in (run.get("train_loss"), run.get("val_loss")) if s is not None and len(s.finite) >= 4]
    if not series:
        yield Unsure("fewer than 4 losses logged")
        return
    found = [seen for s in series if (seen := _seen(run, s, limits)) is not None]
    found += [always for always in (_always(run, limits),) if always is not None]
    yield from found
    if not found:
        yield Fine(f"{series[0].name} does not fall to exactly 0 out of nowhere")


def _seen(run: Run, series: Series, limits: Limits) -> Sighting | None:
    y = series.finite.y
    zero = streaks(y == 0, limits.length)
    if not zero or zero[-1][1] != len(y) - 1 or zero[-1][0] == 0:
        return None
    first = zero[-1][0]
    before, start = float(y[first - 1]), float(median(y[: min(3, first)]))
    if start <= 0 or before < limits.fall * start:
        return None
    moment = series.finite.moment(first)
    entries = count(len(y) - first, "entry", "entries")
    return Sighting(
        message=f"{series.name} falls from {number(before)} to exactly 0 at {at(moment)} and stays there for {entries}: "
        "a NaN that was filtered, or batches without a single label.",
        severity=Severity.ERROR,
        confidence=0.85,
        evidence=(
            contrast(series.name, 0.0, before, "one entry before", moment),
            excerpt(series.name, series.finite.x[-20:].tolist(), y[-20:].tolist(), moment),
        ),
        series=(series.name,),
        onset=moment,
        values={"before": before, "entries": len(y) - first},
        kind="nan" if run.has("grad_norm") and _gradient_broke(run) else "",
    )


def _always(run: Run, limits: Limits) -> Sighting | None:
    """A training loss of 0 in every entry, while what is held out stays where it was."""
    train, val = run.get("train_loss"), run.get("val_loss")
    if train is None or val is None or min(len(train.finite), len(val.finite)) < limits.length + 1:
        return None
    held = val.finite.y
    start = float(held[0])
    if train.finite.y.any() or start <= 0 or start - float(np.min(held)) >= limits.moved * start:
        return None
    broke = _gradient_broke(run)
    reason = "a NaN that was filtered" if broke else "a mask that leaves no target, or batches without a label"
    return Sighting(
        message=f"{train.name} is exactly 0 in all {len(train.finite)} entries and {val.name} stays at {number(start)}: "
        f"{reason}. Nothing was learned.",
        severity=Severity.ERROR,
        confidence=0.9,
        evidence=(
            reading(f"largest {train.name}", 0.0, train.finite.moment(0)),
            contrast(f"last {val.name}", float(held[-1]), start, "its start", val.finite.moment(len(held) - 1)),
        ),
        series=(train.name, val.name),
        onset=train.finite.moment(0),
        known=train.finite.moment(limits.length),
        values={"before": 0.0, "entries": len(train.finite)},
        kind="nan" if broke else "no_learning",
    )


def _gradient_broke(run: Run) -> bool:
    norm = run.get("grad_norm")
    return norm is not None and norm.nonfinite > 0
