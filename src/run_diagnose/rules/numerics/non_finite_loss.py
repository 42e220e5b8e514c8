"""NAN001: a loss became NaN or infinite."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Evidence, Fine, Severity, Sighting, Value, Verdict, excerpt, quote, reading
from run_diagnose.model.run import Run
from run_diagnose.model.wording import at, count, listing, number, percent, setting
from run_diagnose.rules.base import rule
from run_diagnose.views.breaks import WHOLE_LOSSES, Break, breaks, loss_break, overflowed
from run_diagnose.views.leadup import Sign, signs


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When a NaN is more than a passing accident."""

    share: float = 0.2
    """From this share of broken points on, a loss that recovers in between is still an error. (An accident of one
    batch is one point; a fault in the data recurs but leaves most points alone.)"""
    gradient_points: int = 3
    """A gradient norm that is NaN this many times up to the end, while the loss stays finite, stops the training.
    (A loss scaler that looks for its scale leaves single ones.)"""


@rule(
    "NAN001",
    "non-finite-loss",
    kind="nan",
    title="A loss became NaN or infinite",
    needs=((*WHOLE_LOSSES, "train_metric", "val_metric", "test_metric"),),
    limits=Limits(),
)
def non_finite_loss(run: Run, limits: Limits) -> Iterator[Verdict]:
    """A loss became NaN or infinite.

    ## Why it matters
    A NaN in the training loss is a NaN in the gradient, and after one step it is in every weight: all later epochs
    are lost. What broke first, and what moved just before it, tells an excessive learning rate from numbers that
    half precision cannot hold and from a single bad sample. A loss past the largest float32 (3.4e38) is an infinity that
    a wider type printed.

    ## Fires on
    ```csv
    step,train_loss,lr,grad_norm
    100,0.692,0.00005,0.8
    200,0.655,0.0001,0.7
    300,0.611,0.00015,0.9
    400,0.583,0.0002,0.8
    500,0.571,0.00025,0.9
    600,0.702,0.0003,4.5
    700,1.913,0.00035,61.0
    800,nan,0.0004,nan
    900,nan,0.00045,nan
    ```

    ## Quiet on
    ```csv
    step,train_loss,lr,grad_norm
    100,0.692,0.00005,0.8
    200,0.655,0.0001,0.7
    300,0.611,0.00015,0.9
    400,0.583,0.0002,0.8
    500,0.571,0.00025,0.9
    600,0.562,0.0003,0.8
    700,0.551,0.0002,0.9
    800,0.543,0.0001,0.8
    900,0.539,0.00005,0.9
    ```

    ## References
    Terminate-on-NaN callbacks of Keras, fastai and Lightning look at single batches of the training loss only;
    Chowdhery et al. 2022 (PaLM) and the BLOOM chronicles describe gradients that rise some steps before the loss.
    """
    worst = loss_break(run) or _stopped_by_gradient(run, limits) or _metric_break(run)
    if worst is None:
        points = max((len(s) for s in run.all(*WHOLE_LOSSES, "train_metric", "val_metric")), default=0)
        yield Fine(f"every one of {count(points, 'point')} of the losses and error metrics is finite")
        return
    yield _sighting(run, worst, limits)


def _stopped_by_gradient(run: Run, limits: Limits) -> Break | None:
    for b in breaks(run):
        named = b.series.role.name == "grad_norm"
        if named and b.lasting and _tail(b) >= min(limits.gradient_points, len(b.series)) and _tail(b) >= 2:
            return b
    return None


def _tail(b: Break) -> int:
    """Broken points in a row up to the end."""
    finite = np.flatnonzero(np.isfinite(b.series.y))
    return len(b.series) - 1 - (int(finite[-1]) if len(finite) else -1)


def _metric_break(run: Run) -> Break | None:
    """An error metric that is not finite to the end, where no loss was logged that could tell."""
    if run.has(*WHOLE_LOSSES):
        return None
    return next((b for b in breaks(run) if b.series.role.is_metric and b.lasting), None)


def _sighting(run: Run, b: Break, limits: Limits) -> Sighting:
    series, first = b.series, breaks(run)[0]
    before = signs(run, series, b.first) if b.first else ()
    values = _values(run, b, first, before)
    grave = b.lasting or b.share >= limits.share
    return Sighting(
        message=_message(run, b, first, before),
        severity=Severity.ERROR if grave else Severity.WARNING,
        confidence=0.97,
        evidence=_evidence(run, b, first, before),
        series=tuple(dict.fromkeys((series.name, *(x.series.name for x in breaks(run))))),
        onset=first.moment if first.series.axis == series.axis else b.moment,
        known=b.moment,
        end=None if b.lasting else series.moment(int(b.rows[-1])),
        values=values,
    )


def _values(run: Run, b: Break, first: Break, before: tuple[Sign, ...]) -> dict[str, Value]:
    broken = [x.series.role for x in breaks(run)]
    last = b.last_finite
    values: dict[str, Value] = {
        "series": b.series.name,
        "split": b.series.role.split.value,
        "first_series": first.series.name,
        "first_role": first.series.role.name,
        "first_at": b.moment.value,
        "last_finite": None if last is None else float(b.series.y[last]),
        "last_finite_at": None if last is None else float(b.series.x[last]),
        "count": len(b.rows),
        "lasting": b.lasting,
        "from_start": b.first == 0,
        "sudden": b.first > 0 and not before,
        "train_broken": any(r.name in ("train_loss", "generator_loss", "discriminator_loss") for r in broken),
        "val_broken": any(r.name == "val_loss" for r in broken),
        "infinite": bool(overflowed(b.series.y[b.first])),
        "hidden_by_filter": _hidden(run),
    }
    total, of_what = _total(run, b)
    if total:
        values["total"] = total
        values["share_of_run" if of_what == "of the way" else "share_of_epoch"] = b.moment.value / total
    for sign in before:
        values.update(sign.values)
    for knob in ("precision", "label_smoothing", "clip_grad_norm", "scheduler", "learning_rate", "num_classes"):
        found = run.config.knob(knob)
        if found is not None and isinstance(found.value, str | int | float | bool):
            values[knob] = found.value
    return values


def _hidden(run: Run) -> bool:
    """The log has zeros where the loss was NaN: a filter stands before it."""
    loss = run.get("train_loss")
    raw = next((s for s in run.logged if loss is not None and s.name == loss.name), None)
    return loss is not None and raw is not None and loss.nonfinite > raw.nonfinite


def _message(run: Run, b: Break, first: Break, before: tuple[Sign, ...]) -> str:
    series = b.series
    value = float(series.y[b.first])
    word = "infinite" if np.isinf(value) else f"{number(value)}, past every float32," if overflowed(value) else "NaN"
    text = f"{series.name} is {word} from {at(b.moment)}{_of_total(run, b)}"
    if b.last_finite is None:
        text += ", the first point logged"
    else:
        last = series.moment(b.last_finite)
        text += f"; its last finite value is {number(float(series.y[b.last_finite]))} at {at(last)}"
    if _hidden(run):
        text += ". The training loss logged as exactly 0 beside a NaN gradient is a filter's work, not a fit"
    text += "" if b.lasting else f"; {count(len(b.rows), 'point')} in all, with finite ones after it"
    if first.series is not series:
        text += f". {first.series.name} broke first, at {at(first.moment)}"
    if before:
        text += f". Before it, {listing([s.words for s in before])}"
    elif b.last_finite is not None:
        text += ". Nothing logged moved before it: it came suddenly"
    return text + "."


def _total(run: Run, b: Break) -> tuple[float | None, str]:
    """What the place of the break is a part of: the whole run, or its epoch where only that is known."""
    here, axis = b.moment.value, b.series.axis
    total = run.total(axis)
    if total is not None and total >= here:
        return total, "of the way"
    per = run.totals.get("step/epoch") if axis == "step" else None
    return (per, "of the epoch") if per is not None and per >= here else (None, "")


def _of_total(run: Run, b: Break) -> str:
    total, of_what = _total(run, b)
    if total is None or total <= b.moment.value or total <= 0:
        return ""
    return f" of {number(total, 6)} ({percent(b.moment.value / total)} {of_what})"


def _evidence(run: Run, b: Break, first: Break, before: tuple[Sign, ...]) -> tuple[Evidence, ...]:
    series = b.series
    out = [reading(f"{series.name}, first not finite", float(series.y[b.first]), b.moment)]
    if b.last_finite is not None:
        last = series.moment(b.last_finite)
        out.append(reading(f"{series.name}, last finite", float(series.y[b.last_finite]), last))
        x, y = series.x[: b.first + 1], series.y[: b.first + 1]
        out.append(excerpt(f"{series.name} up to the break", x[-12:].tolist(), y[-12:].tolist(), b.moment))
    if first.series is not series:
        out.append(reading(f"{first.series.name} broke first", float(first.series.y[first.first]), first.moment))
    out += [s.evidence for s in before]
    later = [x for x in breaks(run) if x.series is not series and x is not first]
    out += [
        reading(f"{x.series.name}, not finite from here on", float(x.series.y[x.first]), x.moment) for x in later[:3]
    ]
    for knob in ("precision", "label_smoothing"):
        found = run.config.knob(knob)
        if found is not None:
            out.append(quote(f"{found.key}: {setting(found.value)}", label=found.file or "config"))
    return tuple(out)
