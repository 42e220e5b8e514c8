"""Runs of known health, drawn with noise at any number of points: what a rule must say of each is known beforehand."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from run_diagnose.model.record import Floats

Columns = dict[str, list[float | None]]
Draw = Callable[[int, np.random.Generator], Columns]


def _noisy(level: Floats, share: float, chance: np.random.Generator) -> list[float | None]:
    return [float(v) for v in level * (1 + share * chance.normal(size=len(level)))]


def _fall(t: Floats, floor: float = 0.3, pace: float = 0.2) -> Floats:
    return floor + (1 - floor) * np.exp(-t / pace)


def healthy(points: int, chance: np.random.Generator) -> Columns:
    """Both losses fall and settle, validation a little above."""
    t = np.linspace(0, 1, points)
    return {"train_loss": _noisy(_fall(t), 0.01, chance), "val_loss": _noisy(1.06 * _fall(t), 0.015, chance)}


def overfitting(points: int, chance: np.random.Generator) -> Columns:
    """Validation turns at a third and ends far above its best, training falls on."""
    t = np.linspace(0, 1, points)
    val = _fall(t, 0.45, 0.12) + 0.7 * np.clip(t - 0.35, 0, None)
    return {"train_loss": _noisy(_fall(t, 0.02, 0.3), 0.01, chance), "val_loss": _noisy(val, 0.015, chance)}


def divergence(points: int, chance: np.random.Generator) -> Columns:
    """Both losses leave their path half-way and end far above their start."""
    t = np.linspace(0, 1, points)
    level = _fall(t) * np.exp(8 * np.clip(t - 0.5, 0, None))
    return {"train_loss": _noisy(level, 0.02, chance), "val_loss": _noisy(1.1 * level, 0.03, chance)}


def stuck(points: int, chance: np.random.Generator) -> Columns:
    """Losses at the entropy of ten equal classes, accuracy at a tenth."""
    level = np.full(points, math.log(10))
    return {
        "train_loss": _noisy(level, 0.003, chance),
        "val_loss": _noisy(level, 0.002, chance),
        "val_metric:accuracy": _noisy(np.full(points, 0.1), 0.05, chance),
    }


def broken(points: int, chance: np.random.Generator) -> Columns:
    """Losses that are NaN from three fifths on."""
    columns = healthy(points, chance)
    first = 3 * points // 5
    return {name: [*values[:first], *[math.nan] * (points - first)] for name, values in columns.items()}


def collapse(points: int, chance: np.random.Generator) -> Columns:
    """From two fifths on the predictions lose their spread and their correlation."""
    t = np.linspace(0, 1, points)
    gone = np.clip((t - 0.4) / 0.05, 0, 1)
    corr = 0.6 * (1 - np.exp(-t / 0.1)) * (1 - gone) + 0.02
    loss = 1 - corr**2
    return {
        "train_loss": _noisy(loss, 0.01, chance),
        "val_loss": _noisy(loss, 0.01, chance),
        "val_metric:correlation": _noisy(corr, 0.02, chance),
        "pred_std": _noisy(0.6 * (1 - gone) + 0.01, 0.03, chance),
        "target_std": [1.0] * points,
    }


def mismatch(points: int, chance: np.random.Generator) -> Columns:
    """Training loss four times the validation loss from the first epoch on."""
    t = np.linspace(0, 1, points)
    return {"train_loss": _noisy(4 * _fall(t), 0.01, chance), "val_loss": _noisy(_fall(t), 0.015, chance)}


COURSES: dict[str, Draw] = {
    "": healthy,
    "overfitting": overfitting,
    "divergence": divergence,
    "no_learning": stuck,
    "nan": broken,
    "prediction_collapse": collapse,
    "val_below_train": mismatch,
}
"""The kind that must be found, empty for none, and how to draw such a run."""
