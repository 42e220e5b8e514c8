"""Which learning-rate schedule was followed, and whether it did its work."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, number, percent
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.noise import quantum
from run_diagnose.stats.schedule import Schedule, schedule
from run_diagnose.views.planned import planned_end

_DECAYING = {
    "cosine": "cosine",
    "linear": "linear",
    "onecycle": "one-cycle",
    "one_cycle": "one-cycle",
    "exponential": "exponential",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Shares of the run and of the peak rate."""

    spent: float = 0.01
    """Below this share of its peak a rate changes the weights no more; a full cosine spends 6 % of its steps there."""
    wasted: float = 1 / 3
    """More of the run than this at such a rate is compute for nothing."""
    unfinished: float = 0.9
    """A warm-up that is still rising after this share of the planned run never ended."""
    points: int = 4
    """Fewer points do not show a shape."""


@rule(
    "LRS001",
    "lr-schedule",
    kind="lr_schedule",
    title="The learning-rate schedule did not do its work",
    needs=("lr",),
    limits=Limits(),
    may_end="a warm-up may still end, a rate may rise again",
)
def lr_schedule(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The learning-rate schedule did not do its work.

    ## Why it matters
    A schedule made for another length than the run leaves the rate at nothing while the loss could still fall, or
    keeps it warming up until the end. Both look like a model that cannot learn more.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss,lr
    1,2.10,2.15,0.001
    2,1.60,1.68,0.001
    3,1.30,1.41,0.0005
    4,1.20,1.30,0.0001
    5,1.18,1.28,0.000005
    6,1.18,1.28,0.000005
    7,1.18,1.28,0.000005
    8,1.18,1.28,0.000005
    9,1.18,1.28,0.000005
    10,1.18,1.28,0.000005
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss,lr
    1,2.10,2.15,0.001
    2,1.60,1.68,0.000976
    3,1.30,1.41,0.000905
    4,1.10,1.22,0.000794
    5,0.95,1.08,0.000655
    6,0.84,0.98,0.0005
    7,0.77,0.92,0.000345
    8,0.73,0.88,0.000206
    9,0.71,0.86,0.000095
    10,0.70,0.86,0.000024
    ```

    ## References
    Shapes are told apart on the logged rates: right for 95 % of simulated schedules at 8 points, 99.9 % from 20 on.
    """
    for s in _groups(run):
        if len(s.finite) < limits.points:
            yield Unsure(f"{s.name} has {len(s.finite)} points; {limits.points} are needed for a shape")
            continue
        yield from _judge(run, s.finite, limits)


def _groups(run: Run) -> tuple[Series, ...]:
    """The rate of every parameter group; only the first where they are alike."""
    found = run.all("lr")
    main = [s for s in found if not s.role.part] or list(found)
    return tuple(main[:1])


def _judge(run: Run, s: Series, limits: Limits) -> Iterator[Verdict]:
    peak = float(np.max(s.y))
    if peak <= 0:
        yield _zero(s)
        return
    shape = schedule(s.y)
    low = s.y < limits.spent * peak
    tail = int(np.argmax(low[::-1] == False)) if not low.all() else len(low)  # noqa: E712 - an array, not a flag
    if tail / len(s) > limits.wasted:
        yield _spent(s, peak, len(s) - tail, shape, limits)
    elif shape is not None and _never_ended(run, s, shape, limits):
        yield _warming(run, s)
    elif shape is not None and (configured := _not_as_configured(run, s, shape)):
        yield configured
    else:
        yield Fine(_words(s, shape))


def _zero(s: Series) -> Sighting:
    return Sighting(
        message=f"{s.name} is 0 at every logged place: no step changes any weight.",
        severity=Severity.ERROR,
        confidence=0.95,
        evidence=(reading(s.name, 0.0, s.moment(0)), reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1))),
        series=(s.name,),
        onset=s.moment(0),
        values={"fault": "zero", "peak": 0.0},
    )


def _spent(s: Series, peak: float, first: int, shape: Schedule | None, limits: Limits) -> Sighting:
    share = 1 - first / len(s)
    name = "" if shape is None else f" ({_shape(shape)})"
    return Sighting(
        message=(
            f"{s.name} has been below {percent(limits.spent)} of its peak {number(peak)} since {at(s.moment(first))}{name}: "
            f"{percent(share)} of the run changed next to nothing."
        ),
        # Uneven drops are what a rate cut on a plateau makes: the plateau came first, the low rate is its consequence.
        severity=Severity.NOTE if _cut_on_plateau(s, shape) else Severity.WARNING,
        confidence=0.9,
        evidence=(
            reading(f"peak {s.name}", peak, s.moment(int(np.argmax(s.y)))),
            reading(f"{s.name} from there on", float(s.y[first]), s.moment(first), limit=limits.spent * peak),
            reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1)),
        ),
        series=(s.name,),
        onset=s.moment(first),
        known=s.moment(min(len(s) - 1, first + 1)),
        values={"fault": "decayed-early", "peak": peak, "share": share, "shape": shape.shape if shape else ""},
    )


def _cut_on_plateau(s: Series, shape: Schedule | None) -> bool:
    """Several drops, spaced more unevenly than the log's own rows explain."""
    if shape is None or shape.shape != "multistep" or len(shape.drops) < 3:
        return False
    gaps = np.diff(s.x[list(shape.drops)])
    row = float(median(np.diff(s.x)))
    return bool(np.ptp(gaps) > max(row, 0.2 * float(median(gaps))))


def _never_ended(run: Run, s: Series, shape: Schedule, limits: Limits) -> bool:
    """Still rising at the end of a run that reached its planned end; a one-cycle cut short is another matter."""
    rising = bool(np.all(np.diff(s.y) >= -1e-9 * np.max(s.y))) and float(s.y[-1]) > 1.05 * float(s.y[0])
    if not rising or shape.shape == "constant" or "cycle" in (run.config.text("scheduler") or ""):
        return False
    half = float(median(s.y[len(s) // 2 :]))
    if float(s.y[-1]) < 1.05 * half:
        return False
    planned = planned_end(run, s.axis)
    return planned is None or float(s.x[-1]) >= limits.unfinished * planned


def _warming(run: Run, s: Series) -> Sighting:
    steps = run.config.knob("warmup_steps") or run.config.knob("warmup_epochs") or run.config.knob("warmup_ratio")
    said = f" ({steps.key} = {steps.raw or steps.value})" if steps is not None else ""
    target = run.config.number("learning_rate")
    share = f", {percent(float(s.y[-1]) / target)} of the configured {number(target)}" if target else ""
    swept = _swept(s)
    return Sighting(
        message=f"{s.name} is still rising at the end of the run{said}: the warm-up never ended; it reached {number(float(s.y[-1]))}{share}.",
        severity=Severity.NOTE if swept else Severity.WARNING,
        confidence=0.88,
        evidence=(
            reading(f"first {s.name}", float(s.y[0]), s.moment(0)),
            reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1)),
        ),
        series=(s.name,),
        onset=s.moment(0),
        known=s.moment(len(s) - 1),
        values={"fault": "warmup-never-ends", "peak": float(s.y[-1])},
    )


def _swept(s: Series) -> bool:
    """The rate grows by the same factor at every entry, as far as its digits show: a search for the highest usable
    rate, not a warm-up."""
    if len(s) < 5 or float(s.y[0]) <= 0 or float(s.y[-1]) < 3 * float(s.y[0]):
        return False
    line = np.exp(np.polyval(np.polyfit(np.arange(len(s)), np.log(s.y), 1), np.arange(len(s))))
    straight = np.linspace(float(s.y[0]), float(s.y[-1]), len(s))
    off, beside = np.abs(s.y - line).max(), np.abs(s.y - straight).max()
    return bool(off <= max(0.02 * float(s.y[-1]), quantum(s.y)) and off < 0.5 * beside)


def _not_as_configured(run: Run, s: Series, shape: Schedule) -> Sighting | None:
    said = run.config.text("scheduler") or ""
    named = next((v for k, v in _DECAYING.items() if k in said), None)
    planned = planned_end(run, s.axis)
    seen = 1.0 if planned is None else float(s.x[-1] - s.x[0]) / max(planned, 1e-12)
    if named is None or shape.shape != "constant" or seen < 0.5 or len(s) < 8:
        return None
    setting = run.config.knob("scheduler")
    key = setting.key if setting else "scheduler"
    return Sighting(
        message=f"{key} says {said}, but {s.name} stays at {number(float(s.y[0]))} from {at(s.moment(0))} to {at(s.moment(len(s) - 1))}: the schedule is not applied.",
        severity=Severity.WARNING,
        confidence=0.85,
        evidence=(
            reading(f"first {s.name}", float(s.y[0]), s.moment(0)),
            reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1)),
        ),
        series=(s.name,),
        onset=s.moment(0),
        values={"fault": "not-applied", "peak": float(s.y[0])},
    )


def _shape(shape: Schedule) -> str:
    return {"step": "a step down", "multistep": "several steps down", "warmup": "rising"}.get(shape.shape, shape.shape)


def _words(s: Series, shape: Schedule | None) -> str:
    first, peak, last = float(s.y[0]), float(np.max(s.y)), float(s.y[-1])
    if shape is None or shape.shape == "custom":
        return f"{s.name} runs from {number(first)} over a peak of {number(peak)} to {number(last)}"
    if shape.shape == "constant":
        return f"{s.name} is constant at {number(peak)}"
    top = s.moment(int(np.argmax(s.y)))
    if shape.warmup:
        decay = f", then {_shape(shape)} to {number(last)}" if last < peak else ""
        return f"{s.name} warms up from {number(first)} to {number(peak)} by {at(top)}{decay}"
    return f"{s.name} follows {_shape(shape)} from {number(peak)} to {number(last)}"
