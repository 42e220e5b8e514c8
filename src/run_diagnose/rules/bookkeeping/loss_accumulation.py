"""Accumulated and average loss held against each other."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import contrast
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import count, number
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How near to a whole number of batches the two losses must come."""

    batch: float = 0.02
    """Of one batch: eight logged digits of a sum over some hundred batches leave an error of about a hundredth."""


@rule(
    "LOG006",
    "loss-accumulation",
    kind="log_artefact",
    title="The accumulated loss is no whole number of average losses",
    needs=("train_loss_part", "train_loss"),
    limits=Limits(),
    unexplained="an arithmetic slip in the training loop, told with the finding itself",
    may_end="the sum may be reset",
)
def loss_accumulation(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The accumulated loss is no whole number of average losses.

    ## Why it matters
    A sum divided by the wrong count (optimiser steps instead of batches, say) scales every logged loss by a factor
    that has nothing to do with learning, and comparisons with validation are then void.

    ## Fires on
    ```text
    [Epoch 9, Batch 150]
    accumulated train_loss: 154.25049970
    avg train_loss: 3.06457947
    ```

    ## Quiet on
    ```text
    [Epoch 9, Batch 150]
    accumulated train_loss: 154.25049970
    avg train_loss: 1.02152649
    ```

    ## References
    huggingface/transformers#37197: accumulation over batches that was not divided out.
    """
    total, mean = _pair(run)
    if total is None or mean is None:
        yield Unsure("no accumulated loss beside an average one")
        return
    grid = run.aligned(total, mean)
    if not len(grid):
        yield Unsure("accumulated and average loss are not logged at the same places")
        return
    batches = grid.y[total.name] / grid.y[mean.name]
    off = np.abs(batches - np.round(batches))
    worst = int(np.argmax(off))
    if off[worst] <= limits.batch:
        last = round(float(batches[-1]))
        yield Fine(
            f"{total.name} is {count(last, 'batch', 'batches')} times {mean.name}: the loss is accumulated and averaged right"
        )
        return
    yield Sighting(
        message=(
            f"{total.name} is {number(float(batches[worst]), 5)} times {mean.name}, no whole number of batches: "
            "the average is taken over something else than the batches that were summed."
        ),
        severity=Severity.NOTE,
        confidence=0.7,
        evidence=(
            contrast(
                total.name,
                float(grid.y[total.name][worst]),
                float(grid.y[mean.name][worst]),
                mean.name,
                grid.moment(worst),
            ),
        ),
        series=(total.name, mean.name),
        onset=grid.moment(worst),
        values={"batches": float(batches[worst])},
    )


def _pair(run: Run) -> tuple[Series | None, Series | None]:
    """The accumulated loss and the average one, by what their names say."""
    total = next((s for s in run.all("train_loss_part") if "accum" in s.name.lower()), None)
    named = [s for s in run.all("train_loss") if any(w in s.name.lower() for w in ("avg", "average", "mean"))]
    return total, next(iter(named), None)
