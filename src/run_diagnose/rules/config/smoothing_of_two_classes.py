"""CFG004: label smoothing with two classes."""

from __future__ import annotations

import math
from collections.abc import Iterator

from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, quote, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import number, setting
from run_diagnose.rules.base import rule
from run_diagnose.stats.baselines import smoothing_floor
from run_diagnose.views.baseline import number_of_classes


@rule(
    "CFG004",
    "smoothing-of-two-classes",
    kind="config_mistake",
    title="Label smoothing with two classes",
    unexplained="a choice, not a fault",
)
def smoothing_of_two_classes(run: Run, _limits: object) -> Iterator[Verdict]:
    """Label smoothing with only two classes.

    ## Why it matters
    Smoothing spreads a share of each label over the other classes. With two of them all of it goes to the one wrong
    answer: it caps the margin, and the loss cannot fall below a floor well above 0. With masked (-inf) logits it
    gives infinite losses.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss,val_accuracy
    1,0.612,0.634,0.71
    2,0.501,0.553,0.79
    3,0.452,0.511,0.83
    ```
    ```yaml
    label_smoothing: 0.1
    num_classes: 2
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss,val_accuracy
    1,1.912,1.934,0.41
    2,1.401,1.453,0.59
    3,1.152,1.211,0.69
    ```
    ```yaml
    label_smoothing: 0.1
    num_classes: 10
    ```

    ## References
    Szegedy et al. 2016; Müller et al. 2019.
    """
    amount, key = run.config.number("label_smoothing"), run.config.knob("label_smoothing")
    classes = number_of_classes(run)
    if not amount or key is None:
        yield Fine("no label smoothing in the config")
        return
    if classes is None:
        yield Unsure("the number of classes is not in the config")
        return
    if classes > 2:
        yield Fine(f"label smoothing over {classes} classes")
        return
    floor = smoothing_floor(amount, 2)
    shown = number(floor) if floor is not None and math.isfinite(floor) else "a floor above 0"
    yield Sighting(
        message=f"{key.key} {number(amount)} with two classes: the loss cannot fall below {shown}, and every label is "
        f"taken as {number(amount / 2)} of its opposite.",
        severity=Severity.NOTE,
        confidence=0.9,
        evidence=(
            quote(f"{key.key}: {setting(key.value)}", Moment("line", key.line, key.line, key.file), label="config"),
            reading("lowest loss that can be reached", floor if floor is not None else math.nan),
        ),
        series=(key.key,),
        values={"label_smoothing": amount, "num_classes": 2},
    )
