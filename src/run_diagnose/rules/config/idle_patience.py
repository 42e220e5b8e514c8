"""CFG003: early stopping that cannot act within the run."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, quote, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import number, setting
from run_diagnose.rules.base import rule
from run_diagnose.views.waits import wait


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
    A patience of as many evaluations as the run has never stops it. Where validation runs every k epochs, or every so
    many steps, patience counts evaluations, so the wait is k times as long as it looks.

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
    Lightning's EarlyStopping counts validation checks (with check_val_every_n_epoch=10 a patience of 3 is 30 epochs),
    transformers counts evaluations (one in eval_steps steps), Keras and Ultralytics count epochs.
    """
    seen = wait(run)
    if seen is None or not seen.total:
        yield Unsure("no patience, or no planned length of the run, in the config")
        return
    if seen.length < seen.total:
        yield Fine(f"early stopping can act after {seen.words} of {number(seen.total)}")
        return
    key = seen.key
    yield Sighting(
        message=f"Early stopping waits {seen.words} in a run of {number(seen.total)}: it can never stop it.",
        severity=Severity.NOTE,
        confidence=0.95,
        evidence=(
            quote(f"{key.key}: {setting(key.value)}", Moment("line", key.line, key.line, key.file), label="config"),
            reading(f"{seen.axis}s planned", seen.total),
        ),
        series=(key.key,),
        values={"patience": seen.patience, f"{seen.axis}s": seen.total, "between": seen.every},
    )
