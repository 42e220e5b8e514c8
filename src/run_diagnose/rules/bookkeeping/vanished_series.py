"""LOG004: a series that a placeholder replaces midway."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Verdict, quote, reading
from run_diagnose.model.record import Placeholder
from run_diagnose.model.roles import LEARNING_ROLES
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment, Series
from run_diagnose.model.wording import at, count
from run_diagnose.rules.base import rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When "not logged" is news."""

    entries: int = 3
    """Placeholders in a row up to the end of the log, more than ever stood between two values before."""


@rule(
    "LOG004",
    "vanished-series",
    kind="log_artefact",
    title="A series is replaced by a placeholder midway",
    limits=Limits(),
    unexplained="the log does not say why it stopped",
    may_end="the series may come back",
)
def vanished_series(run: Run, limits: Limits) -> Iterator[Verdict]:
    """A loss or metric is logged for a while and then only as a placeholder.

    ## Why it matters
    A dash is not a number, so the curve simply ends, and the eye takes its last value for the state of the run. Often
    the metric could not be worked out any more.

    ## Fires on
    ```csv
    epoch,train_loss,val_correlation
    1,0.912,0.21
    2,0.701,0.34
    3,0.602,0.41
    4,0.551,0.44
    5,0.823,-
    6,0.911,-
    7,0.915,-
    8,0.914,-
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_correlation
    1,0.912,-
    2,0.701,0.34
    3,0.602,-
    4,0.551,0.44
    5,0.523,-
    6,0.511,0.47
    7,0.495,-
    8,0.484,0.49
    ```
    """
    if not run.placeholders:
        yield Fine("no placeholder stands for a value")
        return
    names = dict.fromkeys(p.name for p in run.placeholders)
    found = [s for name in names if (s := _seen(run, name, limits)) is not None]
    yield from found
    if not found:
        yield Fine(f"{count(len(run.placeholders), 'placeholder')}, none of which ends or breaks a series")


def _seen(run: Run, name: str, limits: Limits) -> Sighting | None:
    series = run.named(name)
    if series is None or len(series) < 3 or series.role.name not in LEARNING_ROLES:
        return None
    lines = sorted(p.line for p in run.placeholders if p.name == name)
    last = int(series.line[-1])
    after = [line for line in lines if line > last]
    if len(after) < limits.entries or len(after) <= _longest_gap(series, lines):
        return _hole(run, series, name, lines, limits)
    text = next(p.text for p in run.placeholders if p.name == name and p.line == after[0])
    return _sighting(run, series, after, Placeholder(after[0], name, text))


def _hole(run: Run, series: Series, name: str, lines: list[int], limits: Limits) -> Sighting | None:
    """One stretch of placeholders between two values, longer than all others together: no rhythm of evaluation."""
    between = np.diff(np.searchsorted(np.asarray(lines), np.sort(series.line)))
    longest = int(np.max(between, initial=0))
    if longest < limits.entries or 2 * longest <= int(np.sum(between)):
        return None
    before = int(np.argmax(between))
    inside = [line for line in lines if int(series.line[before]) < line < int(series.line[before + 1])]
    texts = dict.fromkeys(p.text for p in run.placeholders if p.name == name and p.line in inside)
    left, back = series.moment(before), series.moment(before + 1)
    return Sighting(
        message=f"{name} is not logged between {at(left)} and {at(back)}: the log has {', '.join(map(repr, texts))} there "
        f"({count(len(inside), 'entry', 'entries')}), which is no number and was not taken for one.",
        severity=Severity.NOTE,
        confidence=0.9,
        evidence=(
            reading(f"{name}, last value before", float(series.y[before]), left),
            quote(next(iter(texts)), Moment("line", inside[0], inside[0], series.file)),
            reading(f"{name}, first value after", float(series.y[before + 1]), back),
        ),
        series=(name,),
        onset=left,
        end=back,
        values={"entries": len(inside), "text": next(iter(texts))},
    )


def _longest_gap(series: Series, lines: list[int]) -> int:
    """Most placeholders that ever stood between two values."""
    between = np.searchsorted(np.asarray(lines), np.sort(series.line))
    return int(np.max(np.diff(between), initial=0))


def _sighting(run: Run, series: Series, after: list[int], first: Placeholder) -> Sighting:
    ended = series.moment(len(series) - 1)
    learns = [s for s in run.series if int(s.line[-1]) >= after[-1] and s is not series]
    return Sighting(
        message=f"{series.name} ends at {at(ended)}: from line {first.line} on the log has {first.text!r} in its place "
        f"({count(len(after), 'entry', 'entries')}), while the run goes on.",
        severity=Severity.WARNING if learns else Severity.NOTE,
        confidence=0.9,
        evidence=(
            reading(f"{series.name}, last value", float(series.y[-1]), ended),
            quote(first.text, Moment("line", first.line, first.line, series.file)),
        ),
        series=(series.name,),
        onset=ended,
        values={"entries": len(after), "text": first.text},
    )
