"""CFG006: a batch that leaves next to no optimiser steps."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, Fine, Severity, Sighting, Unsure, Verdict, quote, reading
from run_diagnose.model.record import Setting
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import count, number, setting
from run_diagnose.rules.base import rule
from run_diagnose.views.effective import Effective, effective, planned_updates


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How few steps are too few."""

    steps: float = 100.0
    """Steps of the whole run below which it is said in a note: warm-ups and averages of Adam alone take that many."""
    least: float = 20.0
    """Steps of the whole run below which it is a warning: whatever the rate, the weights hardly leave their start."""


@rule(
    "CFG006",
    "effective-batch",
    kind="config_mistake",
    title="The effective batch leaves next to no optimiser steps",
    limits=Limits(),
    unexplained="the setting is the cause",
    may_end="a run may outlast what it was planned for",
)
def effective_batch(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Batch, accumulation and devices together leave next to no optimiser steps.

    ## Why it matters
    What a step sees is batch size times accumulation times devices. Beyond the size of the data an epoch is one step,
    or none: a loop that steps after every k-th batch never steps in an epoch of fewer than k batches, and the loss
    stands still without any error.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss
    1,0.692,0.694
    2,0.691,0.693
    3,0.690,0.692
    ```
    ```yaml
    batch_size: 64
    gradient_accumulation_steps: 32
    num_train_samples: 1200
    epochs: 3
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss
    1,0.692,0.694
    2,0.541,0.553
    3,0.490,0.511
    ```
    ```yaml
    batch_size: 8
    gradient_accumulation_steps: 4
    num_train_samples: 12000
    epochs: 3
    ```

    ## References
    Keskar et al. 2017 and the tuning playbook of Godbole et al. 2023 on batch size and steps. Lightning steps at the
    end of an epoch whatever is left over; a plain `if (i + 1) % k == 0` does not.
    """
    seen = effective(run)
    if seen is None:
        yield Unsure("no batch size in the config")
        return
    updates = planned_updates(run)
    whole = _epoch(seen)
    if whole is not None:
        yield _sighting(seen, whole[0], whole[1], updates)
    elif updates is None:
        yield Unsure("neither the size of the data nor the number of steps is in the config")
    elif updates >= limits.steps:
        yield Fine(f"{number(seen.size)} samples a step ({seen.words}), {number(updates)} steps in the run")
    else:
        words = f"{number(seen.size)} samples a step ({seen.words}) make {count(int(updates), 'optimiser step')} of the whole run"
        yield _sighting(seen, words, Severity.WARNING if updates < limits.least else Severity.NOTE, updates)


def _epoch(seen: Effective) -> tuple[str, Severity] | None:
    """That an epoch has no whole step, in words and how bad that is; None where it has one."""
    if seen.samples is None or seen.batches is None:
        return None
    if seen.accumulation > seen.batches:
        words = (
            f"gradients are collected over {number(seen.accumulation)} batches, and an epoch has {number(seen.batches)}: a loop "
            "that steps after every so many never steps"
        )
        return words, Severity.WARNING
    if seen.size > seen.samples and seen.size > seen.batch:
        return (
            f"a step takes {number(seen.size)} samples ({seen.words}), and there are {number(seen.samples)}",
            Severity.NOTE,
        )
    return None


def _sighting(seen: Effective, words: str, severity: Severity, updates: float | None) -> Sighting:
    return Sighting(
        message=f"{words[0].upper()}{words[1:]}.",
        severity=severity,
        confidence=0.9,
        evidence=(
            reading("samples of one step", seen.size),
            *((reading("training samples", seen.samples),) if seen.samples else ()),
            *(_quoted(key) for key in seen.keys),
        ),
        series=tuple(key.key for key in seen.keys),
        values={"size": seen.size, "accumulation": seen.accumulation, "batches": seen.batches, "updates": updates},
    )


def _quoted(key: Setting) -> Evidence:
    return quote(f"{key.key}: {setting(key.value)}", Moment("line", key.line, key.line, key.file), label="config")
