"""CFG003: early stopping that cannot act within the run."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, quote, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import number, setting
from run_diagnose.rules.base import rule
from run_diagnose.views.planned import planned_end


@rule(
    "CFG003",
    "idle-patience",
    kind="config_mistake",
    title="Early stopping cannot act within the run",
    unexplained="the setting is the cause",
    may_end="a run may outlast what it was planned for",
)
def idle_patience(run: Run, _limits: object) -> Iterator[Verdict]:
    """Early stopping waits longer than the run lasts.

    ## Why it matters
    A patience of as many evaluations as the run has never stops it. Where validation runs every k epochs, patience
    counts evaluations, so the wait is k times as long as it looks.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss
    1,0.912,0.934
    2,0.701,0.753
    3,0.602,0.691
    ```
    ```yaml
    epochs: 20
    early_stopping_patience: 30
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss
    1,0.912,0.934
    2,0.701,0.753
    3,0.602,0.691
    ```
    ```yaml
    epochs: 20
    early_stopping_patience: 5
    ```

    ## References
    Lightning's EarlyStopping counts validation checks, not epochs.
    """
    patience, key = run.config.number("patience"), run.config.knob("patience")
    total = planned_end(run, "epoch")
    if patience is None or key is None or not total:
        yield Unsure("no patience, or no planned number of epochs, in the config")
        return
    every = run.config.number("eval_interval") or 1.0
    between = every if _in_epochs(run) and every >= 1 else 1.0
    wait = patience * between
    if wait < total:
        yield Fine(f"early stopping can act after {number(wait)} of {number(total)} epochs")
        return
    yield Sighting(
        message=f"Early stopping waits {number(wait)} epochs"
        + (f" ({number(patience)} evaluations, one in {number(between)} epochs)" if between > 1 else "")
        + f" in a run of {number(total)}: it can never stop it.",
        severity=Severity.NOTE,
        confidence=0.95,
        evidence=(
            quote(f"{key.key}: {setting(key.value)}", Moment("line", key.line, key.line, key.file), label="config"),
            reading("epochs planned", total),
        ),
        series=(key.key,),
        values={"patience": patience, "epochs": total, "between": between},
    )


def _in_epochs(run: Run) -> bool:
    found = run.config.knob("eval_interval")
    return found is not None and "epoch" in found.key.lower()
