"""Simulated learning curves with a known truth, for the tests of every statistic."""

from __future__ import annotations

import numpy as np

from run_diagnose.stats.arrays import Floats

SHAPES = ("power", "exponential", "converged", "two-speed")


def shape(name: str, n: int) -> Floats:
    """A healthy course from 1 to 0."""
    t = np.arange(n) / max(n - 1, 1)
    fall = {
        "power": (np.arange(n) + 1.0) ** -0.7,
        "exponential": np.exp(-4.0 * t),
        "converged": np.exp(-25.0 * t),
        "two-speed": 0.6 * np.exp(-30.0 * t) + 0.4 * np.exp(-2.0 * t),
    }[name]
    return (fall - fall[-1]) / (fall[0] - fall[-1])


def scatter(n: int, rng: np.random.Generator, rho: float = 0.0, heavy: bool = False) -> Floats:
    """Noise of unit variance: white or AR(1), Gaussian or Student's t with 4 degrees of freedom."""
    drawn = rng.standard_t(4, n) / np.sqrt(2.0) if heavy else rng.normal(size=n)
    for i in range(1, n):
        drawn[i] = rho * drawn[i - 1] + np.sqrt(1.0 - rho**2) * drawn[i]
    return drawn


def healthy(name: str, n: int, rng: np.random.Generator, ratio: float = 40.0, **noise: float) -> Floats:
    """A loss that falls by 1 to a level of 0.5, with noise of 1/ratio."""
    return 0.5 + shape(name, n) + scatter(n, rng, **noise) / ratio
