"""How wide predictions spread, against how wide they should: s, r and b, and what follows from them.

s = std of predictions / std of targets, r = Pearson correlation, b = mean error / std of targets. Exactly
R2 = 2 r s - s^2 - b^2, so for a given r the best s is r: a low spread with an equally low correlation is a missing
signal, not a collapse that a variance penalty could cure.
"""

from __future__ import annotations

import math
from typing import Literal

from run_diagnose.facts import dataclass

Grade = Literal["constant", "compressed", "narrow", "no-signal", "fine"]
Severity = Literal["critical", "error", "warning"]
SMALLEST_SET = 64
"""Samples assumed when the size of the validation set is unknown: the smallest that was measured."""


@dataclass(frozen=True, slots=True)
class Spread:
    """A spread graded against the correlation that comes with it."""

    grade: Grade
    """constant; compressed (narrower than the correlation allows); narrow (no correlation known, so a weak signal
    looks the same); no-signal; fine."""
    best_spread: float | None
    """The spread that would give the best R2: the correlation, not below 0. None when it is unknown."""
    r_low: float | None
    """What the correlation surely reaches (one-sided 95 %)."""
    severity: Severity | None


def r2_of(s: float, r: float, b: float = 0.0) -> float:
    """R2 from spread, correlation and bias; exact."""
    return 2.0 * r * s - s * s - b * b


def bias_of(r2: float, s: float, r: float) -> float | None:
    """|b| from the other three; None when no real bias fits, that is when two definitions are mixed."""
    square = 2.0 * r * s - s * s - r2
    return math.sqrt(square) if square >= 0 else (0.0 if square > -1e-9 else None)


def correlation_of(r2: float, s: float, b: float = 0.0) -> float | None:
    """r from the other three; None when s is 0 or no correlation in [-1, 1] fits."""
    if not s > 0:
        return None
    r = (r2 + s * s + b * b) / (2.0 * s)
    return r if abs(r) <= 1.0 + 1e-9 else None


def least_bias(r2: float, s: float, *, r_nonnegative: bool = True) -> float:
    """The least |b| that explains an R2: a very negative R2 at moderate spread is bias, not spread.

    With ``r_nonnegative`` predictions may be assumed not to run backwards.
    """
    square = -r2 - s * s - (0.0 if r_nonnegative else 2.0 * s)
    return math.sqrt(max(square, 0.0))


def recoverable(s: float, r: float, b: float = 0.0) -> float:
    """R2 to be had by rescaling and de-biasing alone: (s - r)^2 + b^2."""
    return (s - r) ** 2 + b * b


def grade_spread(s: float, r: float | None = None, n_val: float | None = None) -> Spread | None:
    """Grade the spread ``s``; ``r`` None when not logged, NaN when logged as NaN. None when s makes no sense.

    Compressed means below half of what the correlation surely allows. At 64 (500) samples that called 0 (0) of
    healthy, .01 (0) of weak-signal and .90 (1.0) of compressed models collapsed; "s < .4" called all of them so.
    """
    if not (math.isfinite(s) and s >= 0):
        return None
    if s < 0.02 or (r is not None and math.isnan(r)):
        return Spread("constant", None, None, "critical")
    if r is None or abs(r) > 1.0:
        return Spread("narrow" if s < 0.3 else "fine", None, None, _narrowness(s))
    samples = n_val if n_val is not None and n_val > 4 else SMALLEST_SET
    r_low = math.tanh(math.atanh(min(max(r, -0.999999), 0.999999)) - 1.645 / math.sqrt(samples - 3.0))
    if s < 0.5 * r_low:
        return Spread("compressed", r, r_low, "warning" if s > 0.25 * r_low else "error")
    weak = max(2.0 / math.sqrt(samples), 0.25)
    if r < weak and s <= max(2.0 * r, weak):
        return Spread("no-signal", max(r, 0.0), r_low, "warning")
    return Spread("fine", max(r, 0.0), r_low, None)


def ratio_convention(v: float, r2: float, r: float, n_val: float | None = None) -> Literal["std", "variance"] | None:
    """Is a logged "variance ratio" std over std or variance over variance? None when both or neither is possible.

    Each reading must leave room for a real bias: R2 <= 2 r s - s^2 within the scatter of a finite set. Decides 21 to
    44 % of cases; right 90 % of the time at 100 samples and 99.9 % at 10 000.
    """
    if not (v >= 0 and math.isfinite(r2) and -1.0 <= r <= 1.0):
        return None
    tolerance = 0.02 + 0.6 / math.sqrt(n_val if n_val is not None and n_val >= 1 else SMALLEST_SET)
    std, variance = (r2 <= r2_of(s, r) + tolerance for s in (v, math.sqrt(v)))
    return None if std == variance else ("std" if std else "variance")


def ratio_from(pred_std: float, target_std: float, logged: float) -> Literal["std", "variance"] | None:
    """The same question when both standard deviations are logged; within 5 %, None when neither or both fit."""
    if not (pred_std >= 0 and target_std > 0 and logged >= 0):
        return None
    s = pred_std / target_std
    std, variance = (abs(logged - value) <= 0.05 * max(value, 1e-12) for value in (s, s * s))
    return None if std == variance else ("std" if std else "variance")


def _narrowness(s: float) -> Severity | None:
    return "critical" if s < 0.05 else "error" if s < 0.1 else "warning" if s < 0.3 else None
