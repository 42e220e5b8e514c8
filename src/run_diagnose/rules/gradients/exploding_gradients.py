"""GRD002: gradients grow out of all proportion."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, Fine, Severity, Sighting, Unsure, Value, Verdict, contrast, excerpt
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, number
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.gradients import gradient_trend
from run_diagnose.views import curves
from run_diagnose.views.breaks import loss_break
from run_diagnose.views.know_nothing import know_nothing_loss
from run_diagnose.views.leadup import rows_before, signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a norm is out of proportion: to its own past, never by itself."""

    burst: float = 100.0
    """A single norm so many times the median of the run, and of the norms before it. (Healthy runs were seen to reach 7;
    language models 30 in their warm-up, which is left out. Where the loss goes to 0 the gradients follow, and what was
    usual while it fell is hundreds of times what is usual after: that is no burst.)"""
    bursts: int = 3
    """So many bursts are a warning even where the loss does not jump with them."""
    settled: float = 10.0
    """Norms at the start so many times what they settle at, ..."""
    over_baseline: float = 3.0
    """... while the loss starts so many times above what knowing nothing gives: the initial outputs are far too large."""
    absurd: float = 1e6
    """A norm that needs no past, where the loss breaks as well: float32 squares overflow at 1.8e19, but no update of
    such a size leaves weights near 1 where they were."""


@rule(
    "GRD002",
    "exploding-gradients",
    kind="exploding_gradients",
    title="Gradients explode",
    needs=("grad_norm",),
    limits=Limits(),
    not_for=("gan",),
    may_end="norms may come back",
)
def exploding_gradients(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Gradients grow out of all proportion.

    ## Why it matters
    One step with a norm of a hundred times the usual undoes hundreds of steps. Deep or recurrent products of weights
    make such norms, and clipping holds them.

    ## Fires on
    ```csv
    step,train_loss,grad_norm
    100,0.921,1.31
    200,0.872,1.42
    300,0.841,1.73
    400,0.825,2.61
    500,0.829,4.12
    600,0.831,7.53
    700,0.852,12.1
    800,0.874,19.6
    900,0.927,31.4
    1000,0.982,52.7
    1100,1.131,88.3
    1200,1.402,145.1
    ```

    ## Quiet on
    ```csv
    step,train_loss,grad_norm
    100,0.921,1.31
    200,0.872,1.42
    300,0.841,1.23
    400,0.825,1.61
    500,0.829,5.12
    600,0.801,1.53
    700,0.792,2.1
    800,0.774,1.6
    900,0.767,1.4
    1000,0.752,1.7
    1100,0.741,1.3
    1200,0.732,1.1
    ```

    ## References
    Pascanu et al. 2013. Limits on the norm itself (100, 1e6) are of no use: norms grow with the size of the model and
    with the reduction of the loss.
    """
    norm = run.get("grad_norm")
    if norm is None:
        return
    found = _before_break(run, norm, limits) or _growing(norm) or _from_start(run, norm, limits)
    if found is not None:
        yield found
        return
    burst = _burst(run, norm, limits)
    if burst is not None:
        yield burst
    elif len(norm.finite) < 8:
        yield Unsure(f"{len(norm.finite)} finite gradient norms, 8 needed")
    else:
        y = norm.finite.y
        yield Fine(
            f"largest norm {number(float(np.max(y)))}, {number(float(np.max(y) / median(y)), 2)} times the median"
        )


def _before_break(run: Run, norm: Series, limits: Limits) -> Sighting | None:
    """Norms that had risen tenfold, or are absurd, before the loss broke."""
    broken = loss_break(run)
    if broken is None or not broken.lasting:
        return None
    for sign in signs(run, broken.series, broken.first) if broken.first else ():
        if sign.name == "grad_rise":
            top = int(np.nanargmax(np.where(np.isfinite(norm.y), norm.y, np.nan)))
            return _sighting(norm, top, f"{sign.words}, and {broken.series.name} broke", (sign.evidence,), 0.9)
    y = norm.finite.y
    if len(y) and float(np.max(y)) > limits.absurd:
        top = int(np.argmax(y))
        text = (
            f"{norm.name} is {number(float(y[top]))} at {at(norm.finite.moment(top))}, and {broken.series.name} broke"
        )
        shown = (contrast(norm.name, float(y[top]), limits.absurd, "any usable norm", norm.finite.moment(top)),)
        return _sighting(norm.finite, top, text, shown, 0.85)
    return None


def _growing(norm: Series) -> Sighting | None:
    seen = gradient_trend(norm.y)
    if seen is None or seen.verdict != "exploding":
        return None
    y = norm.finite.y
    row = int(np.argmax(y > 3 * seen.start))
    text = f"{norm.name} grew from {number(seen.start)} to {number(seen.end)}"
    shown = (contrast(f"{norm.name} at the end", seen.end, seen.start, "at the start"),)
    return _sighting(norm.finite, row, text, shown, 0.85)


def _from_start(run: Run, norm: Series, limits: Limits) -> Sighting | None:
    """Huge norms at the start, and a loss far above that of knowing nothing: the initial outputs are too large."""
    y, loss, baseline = norm.finite.y, curves.train_loss(run), know_nothing_loss(run)
    if len(y) < 8 or loss is None or not len(loss.finite) or baseline is None:
        return None
    settled, first = float(median(y[len(y) // 2 :])), float(np.max(y[: max(3, len(y) // 10)]))
    over = float(loss.finite.y[0]) / baseline
    if settled <= 0 or first < limits.settled * settled or over < limits.over_baseline:
        return None
    top = int(np.argmax(y))
    text = (
        f"{norm.name} starts at up to {number(first)}, {number(first / settled, 2)} times what it settles at, while "
        f"{loss.name} starts {number(over, 2)} times above what knowing nothing gives ({number(baseline)})"
    )
    shown = (
        contrast(f"{norm.name} at the start", first, settled, "settled", norm.finite.moment(top)),
        contrast(f"{loss.name} at the start", float(loss.finite.y[0]), baseline, "of knowing nothing", loss.moment(0)),
    )
    return _sighting(norm.finite, 0, text, shown, 0.75)


def _burst(run: Run, norm: Series, limits: Limits) -> Sighting | None:
    y = norm.finite.y
    begin = max(5, len(y) // 20)
    if len(y) < 2 * begin:
        return None
    usual = float(median(y[begin:]))
    high = begin + np.flatnonzero(y[begin:] >= limits.burst * usual)
    high = high[[y[i] >= limits.burst * float(median(y[:i])) for i in high.tolist()]] if len(high) else high
    if usual <= 0 or not len(high):
        return None
    top = int(high[np.argmax(y[high])])
    felt = len(high) >= limits.bursts or _loss_jumps(run, norm.finite, top)
    text = f"{norm.name} bursts to {number(float(y[top]))} at {at(norm.finite.moment(top))}, where {number(usual)} is usual"
    text += "" if felt else ", and the loss does not feel it"
    shown = (contrast(norm.name, float(y[top]), usual, "its median", norm.finite.moment(top)),)
    severity = Severity.WARNING if felt else Severity.NOTE
    return _sighting(norm.finite, top if len(high) == 1 else int(high[0]), text, shown, 0.8 if felt else 0.6, severity)


def _loss_jumps(run: Run, norm: Series, row: int) -> bool:
    """True if the training loss jumps by half within three entries of the burst."""
    loss = curves.train_loss(run)
    if loss is None:
        return False
    here = rows_before(loss, norm, row)
    before, after = loss.y[max(0, here - 10) : max(here - 1, 0)], loss.y[max(here - 1, 0) : here + 3]
    if not np.isfinite(before).any() or not np.isfinite(after).any():
        return not bool(np.isfinite(after).all())
    level = float(np.nanmedian(before))
    return float(np.nanmax(after)) > level + 0.5 * abs(level)


def _sighting(
    norm: Series,
    row: int,
    text: str,
    shown: tuple[Evidence, ...],
    confidence: float,
    severity: Severity = Severity.WARNING,
) -> Sighting:
    y = norm.y[np.isfinite(norm.y)]
    values: dict[str, Value] = {"largest": float(np.max(y)), "median": float(median(y))}
    first, last = max(0, row - 15), min(len(norm), row + 15)
    return Sighting(
        message=f"{text}.",
        severity=severity,
        confidence=confidence,
        evidence=(
            *shown, excerpt(norm.name, norm.x[first:last].tolist(), norm.y[first:last].tolist(), norm.moment(row)),
        ),
        series=(norm.name,),
        onset=norm.moment(row),
        values=values,
    )  # fmt: skip
