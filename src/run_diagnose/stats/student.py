"""Student's t without scipy: tail probabilities and quantiles for any number of degrees of freedom.

The tail is the regularised incomplete beta function (Abramowitz and Stegun 26.7.1), its continued fraction
evaluated as in Numerical Recipes, 6.4 (Lentz).
"""

from __future__ import annotations

import math
from functools import lru_cache

from run_diagnose.stats.normal import normal_quantile

_TINY = 1e-300


def t_tail(t: float, freedom: float) -> float:
    """P(T > t) for T distributed as Student's t with ``freedom`` > 0 degrees of freedom."""
    if math.isnan(t):
        return math.nan
    half = 0.5 * _beta_share(freedom / (freedom + t * t), freedom / 2, 0.5) if math.isfinite(t) else 0.0
    return half if t >= 0 else 1.0 - half


@lru_cache(maxsize=512)
def t_quantile(probability: float, freedom: float) -> float:
    """The t below which ``probability`` of the distribution lies."""
    if probability == 0.5:
        return 0.0
    if probability < 0.5:
        return -t_quantile(1.0 - probability, freedom)
    if freedom > 1e6:
        return normal_quantile(probability)
    low, high = 0.0, 1.0
    while t_tail(high, freedom) > 1.0 - probability and high < 1e12:
        low, high = high, 2.0 * high
    guess = min(max(normal_quantile(probability), low), high)
    for _ in range(60):  # Newton's step, or half the bracket where that leads out of it
        miss = t_tail(guess, freedom) - (1.0 - probability)
        low, high = (guess, high) if miss > 0 else (low, guess)
        step = guess + miss / _density(guess, freedom)
        step = step if low < step < high else 0.5 * (low + high)
        if abs(step - guess) <= 1e-10 * high:
            return step
        guess = step
    return guess


def _density(t: float, freedom: float) -> float:
    front = math.lgamma((freedom + 1.0) / 2.0) - math.lgamma(freedom / 2.0) - 0.5 * math.log(freedom * math.pi)
    return math.exp(front - (freedom + 1.0) / 2.0 * math.log1p(t * t / freedom))


def _beta_share(x: float, a: float, b: float) -> float:
    if x <= 0.0 or x >= 1.0:
        return 0.0 if x <= 0.0 else 1.0
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    front = math.exp(log_front)
    if x < (a + 1.0) / (a + b + 2.0):
        return front * _continued(x, a, b) / a
    return 1.0 - front * _continued(1.0 - x, b, a) / b


def _continued(x: float, a: float, b: float) -> float:
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1.0)
    d = 1.0 / (d if abs(d) > _TINY else _TINY)
    total = d
    for m in range(1, 300):
        for term in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d = 1.0 + term * d
            c = 1.0 + term / c
            d = 1.0 / (d if abs(d) > _TINY else _TINY)
            c = c if abs(c) > _TINY else _TINY
            total *= d * c
        if abs(d * c - 1.0) < 1e-13:
            break
    return total
