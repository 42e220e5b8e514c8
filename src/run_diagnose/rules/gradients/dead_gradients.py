"""GRD001: no gradient reaches some of the parameters."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, Fine, Severity, Sighting, Unsure, Verdict, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment, Series
from run_diagnose.model.wording import at, count, listing, number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.streaks import streaks
from run_diagnose.views import curves
from run_diagnose.views.groups import decimals, group_name, groups, smallest_of_groups, statistic, stems
from run_diagnose.views.knowledge import pretrained


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a gradient counts as absent."""

    share: float = 0.9
    """A group is dead when its norm is exactly 0 in this share of its samples. (A layer that is only sometimes
    used, or an adapter that starts at 0, has zeros too.)"""
    samples: int = 5
    """From so many samples on that is sure; below, it is said with less confidence."""
    went_dead: float = 0.4
    """A group that is 0 to the end over this last share of the run has died on the way. (Dying ReLUs do.)"""
    quanta: float = 20.0
    """Zeros are believed when the living groups are so many times the last written decimal. (A public 13B run logs
    a gradient norm of 0.000 while its loss falls: rounding.)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dead:
    series: Series
    since: int
    share: float
    samples: int

    @property
    def name(self) -> str:
        return group_name(self.series)


@rule(
    "GRD001",
    "dead-gradients",
    kind="dead_gradients",
    title="No gradient reaches some of the parameters",
    needs=(("grad_norm_part", "grad_norm"),),
    limits=Limits(),
    may_end="a group may be thawed",
)
def dead_gradients(run: Run, limits: Limits) -> Iterator[Verdict]:
    """No gradient reaches some of the parameters.

    ## Why it matters
    A group of parameters with a gradient of exactly 0 is not trained: its inputs are masked, its output is unused or
    detached, its activations are saturated, or its path is multiplied by a zero. The model then has fewer parts than
    its author believes.

    ## Fires on
    ```csv
    epoch,train_loss,grad_norm/encoder_a,grad_norm/encoder_b,grad_norm/head
    1,0.770,0.2916,0.0,0.2481
    2,0.611,0.2544,0.0,0.2308
    3,0.533,0.2310,0.0,0.2177
    4,0.480,0.2201,0.0,0.2053
    5,0.447,0.2105,0.0,0.1964
    6,0.421,0.2058,0.0,0.1901
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,grad_norm/encoder_a,grad_norm/encoder_b,grad_norm/head
    1,0.770,0.2916,0.0,0.2481
    2,0.611,0.2544,0.0104,0.2308
    3,0.533,0.2310,0.0151,0.2177
    4,0.480,0.2201,0.0172,0.2053
    5,0.447,0.2105,0.0168,0.1964
    6,0.421,0.2058,0.0160,0.1901
    ```

    ## References
    Dying units: Maas et al. 2013. Amazon SageMaker Debugger's rule for vanishing gradients takes 1e-7 for none.
    """
    parts = groups(run)
    if not parts:
        yield from _without_groups(run, limits)
        return
    dead = [d for s in parts if (d := _dead(s, limits)) is not None]
    if not dead:
        smallest = min((float(median(s.finite.y)) for s in parts if len(s.finite)), default=0.0)
        yield Fine(f"all {len(parts)} logged groups have a gradient, the smallest median norm is {number(smallest)}")
        return
    living = [s for s in parts if all(d.series is not s for d in dead)]
    if _rounded_away(living, limits):
        yield Unsure("gradient norms are written with too few decimals to tell a small one from none")
        return
    yield _sighting(run, dead, living, limits)


def _dead(series: Series, limits: Limits) -> _Dead | None:
    y = series.finite.y
    if not len(y):
        return None
    zero = y == 0
    share = float(np.mean(zero))
    if len(y) < 2 and ("lora" in series.name.lower() or series.x[0] <= 0):
        return None  # an adapter's first gradient is 0 by construction
    if share >= limits.share:
        return _Dead(series=series.finite, since=int(np.argmax(zero)), share=share, samples=len(y))
    last = streaks(zero)[-1] if zero.any() else (0, -1)
    long = last[1] - last[0] + 1
    if last[1] == len(y) - 1 and long >= max(limits.samples, limits.went_dead * len(y)):
        return _Dead(series=series.finite, since=last[0], share=share, samples=len(y))
    return None


def _rounded_away(living: list[Series], limits: Limits) -> bool:
    values = np.concatenate([s.finite.y for s in living]) if living else np.empty(0)
    values = values[values > 0]
    if not len(values):
        return False
    places = decimals(values)
    return places <= 5 and float(median(values)) < limits.quanta * 10.0**-places


def _sighting(run: Run, dead: list[_Dead], living: list[Series], limits: Limits) -> Sighting:
    samples = max(d.samples for d in dead)
    frozen = _frozen(run)
    meant = frozen and pretrained(run)
    onset = min((d.series.moment(d.since) for d in dead), key=lambda m: m.value)
    severity = Severity.NOTE if meant else Severity.WARNING if living else Severity.ERROR
    return Sighting(
        message=_message(dead, living, onset, frozen=frozen, meant=meant),
        severity=severity,
        confidence=0.95 if samples >= limits.samples else 0.7,
        evidence=_evidence(dead, living),
        series=tuple(d.series.name for d in dead),
        onset=onset,
        values={
            "dead": ", ".join(stems([d.name for d in dead])),
            "living": ", ".join(stems([group_name(s) for s in living])),
            "dead_count": len(dead),
            "group_count": len(dead) + len(living),
            "samples": samples,
            "from_start": all(d.since == 0 for d in dead),
            "largest_living": max((float(np.max(s.finite.y)) for s in living if len(s.finite)), default=0.0),
            "frozen_by_config": frozen,
        },
    )


def _frozen(run: Run) -> bool:
    """True if the config freezes something."""
    found = run.config.knob("frozen")
    return found is not None and found.value not in (None, False, 0, "", "none", [], ())


def _named(names: list[str]) -> str:
    short = stems(names)
    return listing(short[:6] + ([f"{len(short) - 6} more"] if len(short) > 6 else []))


def _message(dead: list[_Dead], living: list[Series], onset: Moment, *, frozen: bool, meant: bool) -> str:
    samples = max(d.samples for d in dead)
    all_groups = len(dead) + len(living)
    text = f"{len(dead)} of {count(all_groups, 'parameter group')} have a gradient of exactly 0"
    if samples == 1:
        text += " in the one sample logged"
    elif min(d.share for d in dead) >= 1:
        text += f" in every one of {samples} samples"
    else:
        text += f" from {at(onset)} on"
    text += f": {_named([d.name for d in dead])}"
    text += f". The others are alive: {_named([group_name(s) for s in living])}" if living else ". None is alive"
    if meant:
        return text + ". The config freezes parts of a pretrained model: that may be meant."
    return text + (". The config freezes them, at whatever values they were initialised with." if frozen else ".")


def _evidence(dead: list[_Dead], living: list[Series]) -> tuple[Evidence, ...]:
    out = [reading(f"gradient norm of {d.name}", 0.0, d.series.moment(d.since)) for d in dead[:6]]
    out += [
        reading(f"gradient norm of {group_name(s)}, median", float(median(s.finite.y)), s.finite.moment(0))
        for s in living[:6]
        if len(s.finite)
    ]
    return tuple(out)


def _without_groups(run: Run, limits: Limits) -> Iterator[Verdict]:
    """No group is logged: the smallest norm over all of them, or the whole norm, may still be 0."""
    smallest = smallest_of_groups(run)
    if smallest is not None and len(smallest.finite) and bool(np.all(smallest.finite.y == 0)):
        yield _unnamed(run, smallest, limits)
        return
    norm = run.get("grad_norm")
    if norm is None or statistic(norm) == "min":
        yield Unsure("gradient norms are logged, but not by parameter group", ("grad_norm_part",))
        return
    y = norm.finite.y
    zero = float(np.mean(y == 0)) if len(y) else 0.0
    if len(y) >= limits.samples and zero >= limits.share:
        yield from _all_zero(run, norm, zero)
        return
    if len(y) and zero < limits.share:
        yield Unsure("the whole norm is not 0; dead groups inside it would not show", ("grad_norm_part",))
    else:
        yield Unsure(f"{count(len(y), 'gradient norm')} logged, {limits.samples} needed", ("grad_norm_part",))


def _unnamed(run: Run, smallest: Series, limits: Limits) -> Sighting:
    n = len(smallest.finite)
    sure = n >= limits.samples
    largest = next((s for s in run.all("grad_norm", "grad_norm_part") if statistic(s) == "max"), run.get("grad_norm"))
    top = 0.0 if largest is None or not len(largest.finite) else float(np.max(largest.finite.y))
    moment = smallest.finite.moment(0)
    rows = "every row" if n > 1 else "the one row"
    return Sighting(
        message=f"The smallest gradient norm over all groups is exactly 0 in {rows}, while the largest reaches "
        f"{number(top)}: some group gets no gradient. The log does not say which: log the norm by group.",
        severity=Severity.WARNING if sure else Severity.NOTE,
        confidence=0.75 if sure else 0.6,
        evidence=(reading(smallest.name, 0.0, moment), reading("largest gradient norm", top, moment)),
        series=(smallest.name,),
        onset=moment,
        values={"dead": "", "living": "", "samples": n, "unnamed": True, "largest_living": top},
    )


def _all_zero(run: Run, norm: Series, share: float) -> Iterator[Verdict]:
    loss = curves.train_loss(run)
    y = loss.finite.y if loss is not None else np.empty(0)
    third = max(1, len(y) // 3)
    if len(y) >= 6 and float(median(y[-third:])) < float(median(y[:third])) - 3 * float(np.std(y[-third:])):
        yield Unsure("the gradient norm is written as 0 while the loss falls: it is rounded or not measured")
        return
    first = int(np.argmax(norm.finite.y == 0))
    yield Sighting(
        message=f"{norm.name} is exactly 0 in {percent(share)} of {count(len(norm.finite), 'point')} and the loss "
        f"does not fall: nothing is trained.",
        severity=Severity.ERROR,
        confidence=0.9,
        evidence=(reading(norm.name, 0.0, norm.finite.moment(first)),),
        series=(norm.name,),
        onset=norm.finite.moment(first),
        values={"dead": "all", "living": "", "samples": len(norm.finite), "from_start": first == 0},
    )
