"""CFG005: values that cannot be meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from run_diagnose.model.finding import Evidence, Fine, Severity, Sighting, Unsure, Verdict, quote
from run_diagnose.model.record import Setting
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import listing, setting
from run_diagnose.rules.base import rule

_OUTSIDE: tuple[tuple[str, Callable[[float], bool], str], ...] = (
    ("learning_rate", lambda v: v < 0, "a negative rate climbs"),
    ("batch_size", lambda v: v == 0, "no sample in a batch"),
    ("accumulation", lambda v: v <= 0, "at least one batch makes a step"),
    ("dropout", lambda v: v < 0 or v >= 1, "a share of units to drop, below 1"),
    ("momentum", lambda v: v < 0 or v >= 1, "a share of the last step to keep, below 1"),
    ("beta2", lambda v: v < 0 or v >= 1, "a share of the last average to keep, below 1"),
    ("label_smoothing", lambda v: v < 0 or v >= 1, "a share of the label, below 1"),
    ("weight_decay", lambda v: v < 0, "a negative decay makes weights grow"),
    ("epochs", lambda v: v <= 0, "no epoch"),
    ("patience", lambda v: v < 0, "a number of evaluations"),
    ("num_classes", lambda v: v < 0, "a number of classes"),
)
"""Knob, what is impossible, and what the value means."""


@rule(
    "CFG005",
    "impossible-value",
    kind="config_mistake",
    title="A config value that cannot be meant",
    unexplained="the setting is the cause",
)
def impossible_value(run: Run, _limits: object) -> Iterator[Verdict]:
    """Values that cannot be meant, and settings that contradict each other.

    ## Why it matters
    A dropout of 50 instead of 0.5, or both half precisions at once, pass through many scripts unchecked.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss
    1,0.912,0.934
    2,0.901,0.933
    3,0.902,0.931
    ```
    ```yaml
    learning_rate: 0.001
    dropout: 1.0
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss
    1,0.912,0.934
    2,0.701,0.753
    3,0.602,0.691
    ```
    ```yaml
    learning_rate: 0.001
    dropout: 0.1
    ```
    """
    if not run.config:
        yield Unsure("no config was given or found")
        return
    found = [*_outside(run), *_contradictions(run)]
    if not found:
        yield Fine("no value outside its range and no contradiction")
        return
    yield Sighting(
        message=f"{listing([words for _, words in found])}.",
        severity=Severity.WARNING,
        confidence=0.95,
        evidence=tuple(_quoted(key) for key, _ in found),
        series=tuple(key.key for key, _ in found),
        values={"keys": ", ".join(key.key for key, _ in found)},
    )


def _outside(run: Run) -> Iterator[tuple[Setting, str]]:
    for knob, impossible, meaning in _OUTSIDE:
        value, key = run.config.number(knob), run.config.knob(knob)
        if value is not None and key is not None and impossible(value) and not _means_automatic(value, knob):
            yield key, f"{key.key} is {setting(key.value)} ({meaning})"


def _means_automatic(value: float, knob: str) -> bool:
    """-1 stands for "without end" or "choose for me" in many programs."""
    return value == -1 and knob in ("epochs", "batch_size", "patience", "num_classes")


def _contradictions(run: Run) -> Iterator[tuple[Setting, str]]:
    half, brain = run.config.knob("fp16"), run.config.knob("bf16")
    if half is not None and brain is not None and half.value is True and brain.value is True:
        yield half, f"{half.key} and {brain.key} are both on"
    low, high, key = run.config.number("min_lr"), run.config.number("learning_rate"), run.config.knob("min_lr")
    if low is not None and high is not None and key is not None and low > high > 0:
        yield key, f"{key.key} {setting(low)} lies above the learning rate {setting(high)}"


def _quoted(key: Setting) -> Evidence:
    return quote(f"{key.key}: {setting(key.value)}", Moment("line", key.line, key.line, key.file), label="config")
