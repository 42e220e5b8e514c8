"""LOG001: a run was taken up again and did not continue where it was."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, Fine, Severity, Sighting, Value, Verdict, contrast, quote, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment, Series
from run_diagnose.model.wording import at, number, place, span
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.noise import sigma
from run_diagnose.views import curves
from run_diagnose.views.seams import Seam, Sides, seams, sides


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When the two sides of a resume do not belong together."""

    rate: float = 0.05
    """A learning rate that differs by this share at the same step was not restored. (A schedule is a function of
    the step, so any difference is one; 5 % leaves room for rounding.)"""
    jump_sigmas: float = 3.0
    """The loss after the seam lies so many standard errors above the loss before it, at the same places."""
    jump_level: float = 0.03
    """And by at least this share of its level."""
    first_level: float = 0.08
    """A first point this much above what stood at its place, with all later ones below theirs, is the bump of an
    optimizer that starts anew: a resume that keeps its state lands on either side, by the noise of the batches."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    words: str
    evidence: Evidence
    values: dict[str, Value]


@rule(
    "LOG001",
    "resume-discontinuity",
    kind="resume_discontinuity",
    title="A resume did not continue where the run was",
    needs=(("train_loss", "val_loss", "train_metric", "val_metric"),),
    limits=Limits(),
)
def resume_discontinuity(run: Run, limits: Limits) -> Iterator[Verdict]:
    """A run was taken up again and did not continue where it was.

    ## Why it matters
    A checkpoint without the optimizer's and the scheduler's state restarts the learning rate and Adam's moments: the
    loss steps up, and the epochs since the checkpoint are paid for twice. A plot that joins both parts hides it.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss,lr
    1,0.7866,0.7258,0.0036
    2,0.3791,0.3963,0.0036
    3,0.3110,0.3202,0.0035
    4,0.2713,0.2909,0.0034
    5,0.2401,0.2605,0.0033
    6,0.2188,0.2377,0.0032
    7,0.2003,0.2206,0.0031
    8,0.1821,0.2011,0.0030
    5,0.2866,0.2978,0.0036
    6,0.2521,0.2698,0.0036
    7,0.2267,0.2418,0.0036
    8,0.2064,0.2243,0.0035
    9,0.1953,0.2157,0.0034
    10,0.1874,0.2094,0.0033
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss,lr
    1,0.7866,0.7258,0.0036
    2,0.3791,0.3963,0.0036
    3,0.3110,0.3202,0.0035
    4,0.2713,0.2909,0.0034
    5,0.2401,0.2605,0.0033
    6,0.2188,0.2377,0.0032
    7,0.2003,0.2206,0.0031
    8,0.1821,0.2011,0.0030
    9,0.1753,0.1957,0.0029
    10,0.1674,0.1894,0.0027
    ```

    ## References
    The m4 and BLOOM training chronicles: Adam's state lost at a resume took a loss from 2.67 to 4.4 and to NaN.
    """
    found = seams(run)
    if not found:
        yield Fine("the axis never goes back and no line tells of a resume")
        return
    shown = [s for seam in found if (s := _judged(run, seam, limits)) is not None]
    yield from shown
    if not shown:
        yield Fine(f"{len(found)} resume(s), each continuing at the level and the learning rate it left")


def _judged(run: Run, seam: Seam, limits: Limits) -> Sighting | None:
    faults = [f for f in (_rate(run, seam, limits), _loss(run, seam, limits), _state(run, seam)) if f is not None]
    twice = _written_twice(run, seam)
    if not faults and twice < 2:
        return None
    values: dict[str, Value] = {"rewound": seam.rewound, "written_twice": twice, "line": seam.line}
    for fault in faults:
        values.update(fault.values)
    start = Moment(seam.axis, seam.first, seam.line, run.file)
    text = f"The run was taken up again at {at(start)}"
    if seam.rewound > 0 or twice >= 2:
        text += f" after it had reached {place(seam.axis, seam.last)}: {span(seam.axis, seam.first, seam.last)} are in "
        text += "the log twice"
    text += "".join(f"; {f.words}" for f in faults)
    said = (quote(seam.said, Moment("line", seam.line, seam.line, run.file)),) if seam.said else ()
    return Sighting(
        message=text + ".",
        severity=Severity.WARNING if faults else Severity.NOTE,
        confidence=0.9 if faults else 0.97,
        evidence=(
            reading("axis before the resume", seam.last),
            reading("axis after it", seam.first, start),
            *(f.evidence for f in faults),
            *said,
        ),
        series=("resume",),
        onset=start,
        known=start,
        values=values,
    )


def _written_twice(run: Run, seam: Seam) -> int:
    """Places that one and the same series was logged at before and after the seam."""
    both = [
        np.intersect1d(s.x[s.line < seam.line], s.x[s.line >= seam.line]) for s in run.logged if s.axis == seam.axis
    ]
    return max((len(b) for b in both), default=0)


def _rate(run: Run, seam: Seam, limits: Limits) -> _Fault | None:
    lr = run.get("lr")
    pair = None if lr is None else sides(run, lr, seam)
    if lr is None or pair is None:
        return None
    before, after = float(pair.before[0] if pair.paired else pair.before[-1]), float(pair.after[0])
    apart = np.abs(pair.after - pair.before) > limits.rate * np.maximum(np.abs(pair.before), 1e-300)
    jumped = bool(np.mean(apart) > 0.5) if pair.paired else _jumps(pair)
    if not jumped:
        return None
    words = f"{lr.name} went from {number(before)} to {number(after)}" + (" at the same place" if pair.paired else "")
    shown = contrast(f"{lr.name} after", after, before, "before, at the same place" if pair.paired else "before")
    return _Fault(words=words, evidence=shown, values={"lr_before": before, "lr_after": after, "lr_restarted": True})


def _jumps(pair: Sides) -> bool:
    """Without common places: the step at the seam beside the steps on either side."""
    steps = np.abs(np.concatenate((np.diff(pair.before), np.diff(pair.after))))
    jump = abs(float(pair.after[0] - pair.before[-1]))
    return jump > 0.3 * max(abs(float(pair.before[-1])), 1e-300) and jump > 5 * float(np.max(steps, initial=0.0))


def _state(run: Run, seam: Seam) -> _Fault | None:
    """The config itself says that the optimizer's state is left behind; only told where the run went back."""
    key = run.config.knob("resume_optimizer")
    if key is None or key.value is not False or seam.rewound <= 0:
        return None
    shown = quote(f"{key.key}: false")
    return _Fault(words=f"{key.key} is off, so the optimizer starts anew", evidence=shown, values={"state": False})


def _loss(run: Run, seam: Seam, limits: Limits) -> _Fault | None:
    for series in (curves.train_loss(run), curves.val_loss(run)):
        pair = None if series is None else sides(run, series, seam)
        if series is None or pair is None:
            continue
        fault = _step(series, pair, limits)
        if fault is not None:
            return fault
    return None


def _step(series: Series, pair: Sides, limits: Limits) -> _Fault | None:
    noise = sigma(series.finite.y[len(series.finite) // 2 :]) or 0.0  # its first fall is no noise
    if pair.paired:
        before, after = float(pair.before[0]), float(pair.after[0])
        rise = float(median(pair.after - pair.before))
    else:
        before, after = float(median(pair.before)), float(median(pair.after))
        rise = after - before
    error = noise * float(np.sqrt(2.0 / len(pair.before)))
    if pair.paired and _bump(pair, limits):
        before, after, rise = float(pair.before[0]), float(pair.after[0]), float(pair.after[0] - pair.before[0])
    elif rise <= limits.jump_sigmas * error or rise <= limits.jump_level * abs(before):
        return None
    words = f"{series.name} steps up from {number(before)} to {number(after)}"
    words += " at the same place" if pair.paired else ""
    shown = contrast(f"{series.name} after", after, before, "before")
    return _Fault(words=words, evidence=shown, values={"loss_before": before, "loss_after": after, "loss_rise": rise})


def _bump(pair: Sides, limits: Limits) -> bool:
    """The first point lies above what stood there and the rest do not: a loss knocked up and soon recovered."""
    rise, noise = pair.after - pair.before, sigma(pair.before) or 0.0
    level = max(limits.first_level * abs(float(pair.before[0])), limits.jump_sigmas * noise * float(np.sqrt(2.0)))
    return len(rise) >= 4 and float(rise[0]) > level and bool(np.all(rise[1:] <= 0))
