"""DIV002: the loss jumped up and came back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, Fine, Severity, Sighting, Unsure, Verdict, contrast, excerpt
from run_diagnose.model.record import Floats
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, count, number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.spike_score import spike_score
from run_diagnose.stats.spikes import Spike, spikes
from run_diagnose.views import curves
from run_diagnose.views.leadup import rows_before, signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How high a spike has to be to cost something."""

    relative: float = 1.0
    """Its height over the level before: a doubled loss. (Lower ones are a note: public runs of language models show
    dozens of them and end well.)"""
    sigmas: float = 12.0
    """And its height in units of the curve's own noise. (Half of heavy-tailed curves reach 8 by themselves.)"""
    thrown: float = 8.0
    """...or in these, where it is ``far`` above its level and back at what the loss began with: whatever the tails of a
    curve, a model that knows as little as an untrained one was lost for a while."""
    far: float = 10.0
    """A spike that many times its level is one that may have thrown everything away."""
    single: float = 3.0
    """A single logged point of a dense log has to be so high above its level: a hard batch is no damage."""
    dense: int = 200
    """Points from which on a log is dense."""
    points: int = 8
    """Points a curve needs for a spike to stand out of it."""


@rule(
    "DIV002",
    "loss-spike",
    kind="loss_spike",
    title="The loss jumped up and came back",
    needs=(("train_loss", "val_loss"),),
    limits=Limits(),
    not_for=("rl", "gan"),
    may_end="a rise that never comes back is a divergence",
)
def loss_spike(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The loss jumped up and came back.

    ## Why it matters
    A spike is a bad batch, a damaged shard, or a step too long for where the weights were. What it costs is the time
    to come back, and it may come back to a worse place; spikes that grow or repeat announce a divergence.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss
    1,0.789,0.801
    2,0.359,0.377
    3,0.280,0.301
    4,0.260,0.282
    5,0.238,0.261
    6,0.218,0.243
    7,0.196,0.221
    8,0.185,0.211
    9,0.175,0.202
    10,0.824,0.913
    11,0.539,0.571
    12,0.249,0.262
    13,0.181,0.199
    14,0.172,0.192
    15,0.168,0.189
    16,0.160,0.184
    17,0.155,0.181
    18,0.154,0.179
    19,0.149,0.176
    20,0.146,0.175
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss
    1,0.789,0.801
    2,0.359,0.377
    3,0.280,0.301
    4,0.260,0.282
    5,0.238,0.261
    6,0.218,0.243
    7,0.196,0.221
    8,0.185,0.211
    9,0.175,0.202
    10,0.184,0.203
    11,0.179,0.197
    12,0.169,0.192
    13,0.181,0.199
    14,0.172,0.192
    15,0.168,0.189
    16,0.160,0.184
    17,0.155,0.181
    18,0.154,0.179
    19,0.149,0.176
    20,0.146,0.175
    ```

    ## References
    Chowdhery et al. 2022 (PaLM): about 20 spikes in spite of clipping, passed by restarting 100 steps earlier and
    skipping 200 to 500 batches. OLMo 2's spike score: share of losses 7 deviations above the last 1000.
    """
    judged = [s for s in _curves(run) if len(s.finite) >= limits.points]
    if not judged:
        yield Unsure(f"fewer than {limits.points} losses logged")
        return
    found = [(s, [p for p in spikes(s.y) if p.outcome != "divergence"]) for s in judged]
    found = [(s, p) for s, p in found if p]
    if not found:
        yield Fine(f"no spike among {count(max(len(s.finite) for s in judged), 'point')}")
        return
    series, seen = max(found, key=lambda pair: _grave(pair[0], pair[1], limits))
    yield _sighting(run, series, seen, limits)


def _curves(run: Run) -> list[Series]:
    """Training losses, the densest first, then the validation loss."""
    train = sorted((s for s in run.all("train_loss") if not s.role.part), key=lambda s: -len(s))
    val = curves.val_loss(run)
    return [*train, *((val,) if val is not None else ())]


def _grave(series: Series, seen: list[Spike], limits: Limits) -> tuple[int, float]:
    return len(_high(series, seen, limits)) > 0, max(p.relative for p in seen)


def _high(series: Series, seen: list[Spike], limits: Limits) -> list[Spike]:
    start = float(median(series.finite.y[:3]))
    return [
        p
        for p in seen
        if p.relative >= limits.relative
        and (p.sigmas >= limits.sigmas or (p.sigmas >= limits.thrown and p.relative >= limits.far and p.peak >= start))
    ]


def _costs(spike: Spike, points: int, limits: Limits) -> bool:
    """False for one high batch in a dense log: the point after it is as good as the one before."""
    alone = spike.last == spike.row and points >= limits.dense
    return not alone or spike.relative >= limits.single


def _period(seen: list[Spike]) -> int:
    """Rows between spikes, where several stand exactly that far apart (one batch, met again each epoch); else 0."""
    rows = np.array([p.row for p in seen])
    gaps = (rows[None, :] - rows[:, None])[np.triu_indices(len(rows), 1)]
    values, times = np.unique(gaps, return_counts=True)
    return int(values[np.argmax(times)]) if len(times) and int(np.max(times)) >= 3 else 0


def _sighting(run: Run, series: Series, seen: list[Spike], limits: Limits) -> Sighting:
    high = _high(series, seen, limits)
    worst = max(high or seen, key=lambda p: p.relative)
    start = series.moment(worst.row)
    restart = _rate_rose(run, series, worst)
    text = f"{series.name} has {count(len(high or seen), 'spike')}; the highest, at {at(start)}, reaches "
    text += f"{number(worst.peak)}, {_height(worst)} above the level before"
    text += f", and is gone by {at(series.moment(min(worst.last + 1, len(series) - 1)))}"
    text += ". It comes back higher than it was" if worst.outcome == "lingering" else ""
    text += ". The learning rate was restarted there" if restart else ""
    before = [s for s in signs(run, series, worst.row) if s.name in ("grad_rise", "lr_peak", "lr_rising")]
    text += f". Before it, {' and '.join(s.words for s in before)}" if before and not restart else ""
    period = _period(high or seen)
    text += f". They stand {period} entries apart: the same batches, met again" if period else ""
    grave = any(_costs(p, len(series), limits) for p in high) and not restart and not worst.weak
    return Sighting(
        message=text + ".",
        severity=Severity.WARNING if grave else Severity.NOTE,
        confidence=0.85 if grave else 0.6,
        evidence=(*_evidence(series, worst), *(s.evidence for s in before)),
        series=(series.name,),
        onset=start,
        end=series.moment(worst.last),
        values={
            "count": len(high or seen),
            "relative": worst.relative,
            "sigmas": worst.sigmas,
            "peak": worst.peak,
            "lingering": worst.outcome == "lingering",
            "lr_restart": restart,
            "period": period,
            "spike_score": spike_score(series.y),
            **{k: v for s in before for k, v in s.values.items()},
        },
    )


def _height(spike: Spike) -> str:
    return percent(spike.relative) if np.isfinite(spike.relative) else number(spike.height)


def _rate_rose(run: Run, series: Series, spike: Spike) -> bool:
    """True if the learning rate was raised by half and more just before: a restart costs that by design."""
    lr = run.get("lr")
    if lr is None:
        return False
    here = rows_before(lr, series, spike.row)
    reach = max(3, len(lr) // 25)
    first = max(0, here - reach)
    near = lr.y[first:here]
    if len(near) < 2 or float(np.max(np.diff(near))) <= 0.5 * float(np.max(near[:-1])):
        return False
    return not _rate_slipped(lr.y, first, here + reach)


def _rate_slipped(rate: Floats, first: int, last: int) -> bool:
    """The rate leaps above all it ever was and is back where it came from: a slip. A restart goes on from there."""
    if not 1 <= first < last < len(rate):
        return False
    before = float(np.max(rate[:first]))
    return float(np.max(rate[first:last])) > 2 * before and float(np.max(rate[last:])) <= 1.5 * before


def _evidence(series: Series, worst: Spike) -> tuple[Evidence, ...]:
    level = worst.peak - worst.height
    first, last = max(0, worst.row - 8), min(len(series), worst.last + 12)
    start = series.moment(worst.row)
    return (
        contrast(f"{series.name} at its peak", worst.peak, level, "the level before", start),
        excerpt(series.name, series.x[first:last].tolist(), series.y[first:last].tolist(), start),
    )
