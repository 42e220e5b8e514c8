"""AMP001: half precision cannot hold the numbers of this run."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import (
    Evidence,
    Fine,
    Severity,
    Sighting,
    Unsure,
    Value,
    Verdict,
    contrast,
    quote,
    reading,
)
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment, Series
from run_diagnose.model.wording import at, count, listing, number, percent
from run_diagnose.patterns import pattern
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.loss_scale import loss_scale
from run_diagnose.views.breaks import loss_break


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When overflow is more than the scaler's search for its scale."""

    skipped: float = 0.05
    """Share of steps skipped. (A healthy scaler overflows about once in its growth interval, 2000 steps in PyTorch.)"""
    calibration: float = 10.0
    """Halvings at the start that are only the search: from 65536 that is down to 64."""
    messages: int = 10
    """Lines that tell of an overflow, in the second half of the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sign:
    words: str
    evidence: Evidence
    onset: Moment | None
    grave: bool
    values: dict[str, Value]


@rule(
    "AMP001",
    "fp16-overflow",
    kind="fp16_overflow",
    title="Half precision overflows again and again",
    limits=Limits(),
    may_end="the scale may grow again",
)
def fp16_overflow(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Half precision cannot hold the numbers of this run.

    ## Why it matters
    Every overflow skips a step and halves the loss scale. A scale that only falls says that the numbers themselves
    are not finite (no scale can help), and a run at the floor of the scale hardly trains: its gradients underflow.

    ## Fires on
    ```csv
    step,train_loss,loss_scale
    100,0.692,32768
    200,0.690,4096
    300,0.691,512
    400,0.693,64
    500,0.692,16
    600,0.693,2
    700,0.692,0.25
    800,0.693,0.03125
    900,0.693,0.00390625
    ```

    ## Quiet on
    ```csv
    step,train_loss,loss_scale
    100,0.692,32768
    200,0.655,16384
    300,0.611,8192
    400,0.583,8192
    500,0.571,8192
    600,0.562,16384
    700,0.551,16384
    800,0.543,8192
    900,0.539,16384
    ```

    ## References
    Micikevicius et al. 2018, Mixed Precision Training; torch.amp.GradScaler's growth interval of 2000 steps; fairseq
    stops at a scale of 1e-4 with "Your loss is probably exploding".
    """
    found = [s for s in (_scale(run, limits), _skipped(run, limits), _messages(run, limits)) if s is not None]
    if found:
        yield _sighting(run, found)
    elif run.has("loss_scale"):
        scale = run.all("loss_scale")[0].finite.y
        yield Fine(f"the loss scale ends at {number(float(scale[-1]))} and grows back" if len(scale) else "no overflow")
    elif _skips(run) is not None:
        yield Fine("few or no steps were skipped")
    else:
        yield Unsure("no loss scale and no skipped steps logged", ("loss_scale",))


def _scale(run: Run, limits: Limits) -> _Sign | None:
    series = run.get("loss_scale") or _scale_by_values(run)
    if series is None or len(series.finite) < 2:
        return None
    y, finite = series.finite.y, series.finite
    begin = max(float(np.max(y)), run.config.number("loss_scale") or 0.0)
    lowest = float(np.min(y))
    seen = loss_scale(y)
    gone = lowest <= 0 < begin and float(y[-1]) <= 0
    fell = begin / lowest > 2.0**limits.calibration if lowest > 0 else gone
    if not (gone or (seen is not None and seen.fault and seen.halvings > 0 and fell) or (fell and float(y[-1]) < 1)):
        return None
    first = 0 if y[0] < max(begin / 2, 1.0) else int(np.argmax(y < begin))
    start = finite.moment(first)
    words = f"{series.name} falls from {number(begin)} to {number(lowest)} from {at(start)} on"
    words += " and never recovers" if float(y[-1]) <= 2 * lowest else ""
    shown = contrast(f"{series.name}, lowest", lowest, begin, "its start", finite.moment(int(np.argmin(y))), start)
    return _Sign(
        words=words,
        evidence=shown,
        onset=start,
        grave=float(y[-1]) <= 1,
        values={"scale_start": begin, "scale_lowest": lowest, "scale_end": float(y[-1])},
    )


_PLAIN_SCALE = pattern(r"(?:.*[ _/.])?scale[r]?$", re.IGNORECASE)


def _scale_by_values(run: Run) -> Series | None:
    """A column that is only called ``scale`` and holds powers of two and zeros, in a run of half precision."""
    said = run.config.text("precision") or ("16" if run.config.text("fp16") == "true" else "")
    if "16" not in said or "bf" in said:
        return None
    for s in run.all("other"):
        y = s.finite.y
        if _PLAIN_SCALE.fullmatch(s.name) and len(y) >= 2 and bool(np.all(y >= 0)) and float(np.max(y)) > 0:
            power = np.log2(y[y > 0])
            if float(np.max(np.abs(power - np.round(power)))) < 1e-3:
                return s
    return None


_SKIPPED = re.compile(
    r"skip(?:ped)?_?(?:steps?|iters?|iterations?|updates?)|overflow(?:s|_count)?$|num_?skipped", re.IGNORECASE
)


def _skips(run: Run) -> Series | None:
    return next((s for s in run.all("other") if _SKIPPED.search(s.name.replace(" ", "_"))), None)


def _skipped(run: Run, limits: Limits) -> _Sign | None:
    series = _skips(run)
    if series is None or len(series.finite) < 2:
        return None
    s = series.finite
    steps = _steps(run, s)
    if steps is None or np.any(s.y < 0):
        return None
    total = float(np.sum(steps))
    running = bool(np.all(np.diff(s.y) >= 0)) and float(s.y[-1]) > float(np.max(steps))
    skipped = float(s.y[-1]) if running else float(np.sum(s.y))
    share = skipped / total if total > 0 else 0.0
    if share < limits.skipped or skipped <= limits.calibration or share > 1.001:
        return None
    start = s.moment(int(np.argmax(s.y > 0)))
    return _Sign(
        words=f"{percent(share)} of the steps were skipped ({number(skipped)} of {number(total)})",
        evidence=reading(f"{s.name}, share of all steps", share, start, limit=limits.skipped, unit="%"),
        onset=start,
        grave=share > 0.5,
        values={"skipped_share": share},
    )


def _steps(run: Run, series: Series) -> np.ndarray | None:
    """Optimiser steps that each row stands for."""
    places = series.x if series.axis == "step" else series.also.get("step")
    if places is not None and np.all(np.isfinite(places)) and len(places) > 1:
        gaps = np.diff(places)
        return np.concatenate(([float(median(gaps))], gaps))
    per = run.totals.get("step/epoch")
    return np.full(len(series), per) if per and series.axis == "epoch" else None


def _messages(run: Run, limits: Limits) -> _Sign | None:
    events = [e for e in run.events if e.kind == "overflow"]
    points = max((len(s) for s in run.series), default=0)
    last = max((int(s.line[-1]) for s in run.series if len(s)), default=0)
    late = [e for e in events if e.line > last / 2]
    if len(late) < max(limits.messages, limits.skipped * points):
        return None
    first = events[0]
    return _Sign(
        words=f"{count(len(events), 'line')} tell of an overflow, {len(late)} of them in the second half",
        evidence=quote(first.text.strip(), Moment("line", first.line, first.line, run.file)),
        onset=_place(run, first.line),
        grave=False,
        values={"overflow_lines": len(events)},
    )


def _place(run: Run, line: int) -> Moment | None:
    """The first logged point at or after ``line``."""
    found = [(int(s.line[i]), s.moment(i)) for s in run.series if (i := int(np.searchsorted(s.line, line))) < len(s)]
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _sighting(run: Run, found: list[_Sign]) -> Sighting:
    broken = loss_break(run)
    precision = run.config.text("precision") or ("fp16" if run.config.text("fp16") == "true" else "")
    values: dict[str, Value] = {"precision": precision, "loss_broken": broken is not None}
    for sign in found:
        values.update(sign.values)
    text = listing([s.words for s in found])
    end = ": the numbers themselves are not finite, and no scale can mend that" if broken is not None else ""
    return Sighting(
        message=f"Half precision overflows again and again: {text}{end}.",
        severity=Severity.ERROR if broken is not None or any(s.grave for s in found) else Severity.WARNING,
        confidence=0.9,
        evidence=tuple(s.evidence for s in found),
        series=tuple(s.name for s in (run.get("loss_scale"), _skips(run)) if s is not None),
        onset=next((s.onset for s in found if s.onset is not None), None),
        values=values,
    )
