"""The ways a learning rate comes down smoothly, each fitted in closed form to a rate that starts at 1."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats

Decay = Literal["linear", "exponential", "inverse-sqrt", "quadratic", "cosine"]
"""In order of preference: the straight line first, and the shape with most freedom last."""
SAME_FIT = 0.002
"""Misfits this close are equal: rates are logged with three digits."""
CELLS = 1 << 18
"""Numbers held at once while many curves are fitted: 2 MiB, which stays in the cache."""


@dataclass(frozen=True, slots=True)
class DecayFit:
    """One shape against one decay."""

    shape: Decay
    error: float
    """Largest residual, as a share of the peak."""
    length: float | None
    """Rows from the start of the decay to the end the schedule was made for; None where it has none."""


def best_decay(t: Floats, y: Floats, elapsed: float) -> DecayFit:
    """The shape that fits ``y`` (1 at t = 0, falling) best; ``elapsed`` rows lie before t = 0, for schedules
    that count their warm-up as part of the decay."""
    fits = [_linear(t, y), *_exponential(t, y), *_inverse_sqrt(t, y), *_quadratic(t, y), _cosine(t, y, elapsed)]
    least = min(fit.error for fit in fits)
    return next(fit for fit in fits if fit.error <= least + SAME_FIT)


def _linear(t: Floats, y: Floats) -> DecayFit:
    slope = float(np.sum(t * (1.0 - y)) / np.sum(t * t))
    return DecayFit("linear", _worst(1.0 - slope * t, y), max(1.0 / slope, float(t[-1])) if slope > 0 else None)


def _exponential(t: Floats, y: Floats) -> Iterator[DecayFit]:
    seen = y > 1e-6
    if seen.sum() < 3:
        return
    # Weighted by the level: in logs alone the small rates at the end would rule the fit.
    rate = float(np.sum(t[seen] * -np.log(y[seen]) * y[seen]) / np.sum(t[seen] ** 2 * y[seen]))
    yield DecayFit("exponential", _worst(np.exp(np.maximum(-rate * t, -700.0)), y), None)


def _inverse_sqrt(t: Floats, y: Floats) -> Iterator[DecayFit]:
    seen = y > 1e-3
    growth = float(
        np.sum(t[seen] * (y[seen] ** -2 - 1.0) * y[seen] ** 4) / max(np.sum(t[seen] ** 2 * y[seen] ** 4), 1e-12)
    )
    if growth > 0:
        yield DecayFit("inverse-sqrt", _worst((1.0 + growth * t) ** -0.5, y), None)


def _quadratic(t: Floats, y: Floats) -> Iterator[DecayFit]:
    root = np.sqrt(np.maximum(y, 0.0))
    slope = float(np.sum(t * (1.0 - root)) / np.sum(t * t))
    if slope > 0:
        fitted = np.maximum(1.0 - slope * t, 0.0) ** 2
        yield DecayFit("quadratic", _worst(fitted, y), max(1.0 / slope, float(t[-1])))


def _cosine(t: Floats, y: Floats, elapsed: float) -> DecayFit:
    """Half a cosine of free floor and of one to four times the seen length, counted from the peak or the start."""
    seen = float(t[-1])
    starts = [0.0] + ([elapsed] if 0 < elapsed <= 0.4 * (seen + elapsed) else [])
    candidates = np.array([(start, f * (seen + start)) for start in starts for f in np.geomspace(1.0, 4.0, 120)])
    at_once = max(CELLS // len(t), 1)
    parts = [candidates[i : i + at_once] for i in range(0, len(candidates), at_once)]
    errors = np.concatenate([_cosine_errors(t, y, part) for part in parts])
    start, whole = candidates[int(np.argmin(errors))]
    return DecayFit("cosine", float(errors.min()), float(whole - start))


def _cosine_errors(t: Floats, y: Floats, candidates: Floats) -> Floats:
    """The worst miss of every ``(start, whole)``, all fits at once: one by one they took a third of a diagnosis."""
    start, whole = candidates[:, :1], candidates[:, 1:]
    wave = np.cos(np.pi * (t + start) / whole)
    middle = wave.mean(axis=1, keepdims=True)
    off = wave - middle
    height = (off @ y)[:, None] / np.maximum(np.sum(off**2, axis=1, keepdims=True), 1e-12)
    floor = y.mean() - height * middle - height
    wave += 1.0
    wave *= height
    wave += floor
    wave -= y
    worst = np.max(np.abs(wave, out=wave), axis=1)
    # a rate below zero was never meant
    return np.where((height[:, 0] <= 0) | (floor[:, 0] < -0.01), np.inf, worst)


def _worst(fitted: Floats, y: Floats) -> float:
    return float(np.max(np.abs(fitted - y)))
