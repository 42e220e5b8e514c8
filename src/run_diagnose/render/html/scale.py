"""From values to places on a chart: straight or logarithmic, round ticks, lone spikes left outside."""

from __future__ import annotations

import math

from run_diagnose.facts import dataclass
from run_diagnose.model.wording import number
from run_diagnose.render.curves import bounds, padded, share

DECADES = 30.0
"""A positive curve that spans more than this factor is drawn on a logarithmic axis: below, straight shows more."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Values from ``low`` to ``high`` onto pixels from ``start`` to ``end``."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """The pixel of ``value``, kept inside the chart."""
        low, high, value = self._bent(self.low), self._bent(self.high), self._bent(value)
        return self.start + share(value, low, high) * (self.end - self.start)

    def inside(self, value: float) -> bool:
        """False for a value that leaves the chart."""
        return self.low <= value <= self.high

    def _bent(self, value: float) -> float:
        return math.log10(max(value, 1e-300)) if self.log else value

    def ticks(self, about: int = 5) -> list[float]:
        """Round values inside the range."""
        return _decades(self.low, self.high) if self.log else _round(self.low, self.high, about)


def value_scale(values: list[float], top: float, bottom: float) -> Scale:
    """The axis of values for a chart: ``top`` and ``bottom`` in pixels."""
    low, high = bounds(values)
    if min(values) > 0 and max(values) / min(values) > DECADES and high / max(low, 1e-300) > DECADES:
        return Scale(low, high, bottom, top, log=True)
    return Scale(*padded(low, high), bottom, top)


def _round(low: float, high: float, about: int) -> list[float]:
    width = high / about - low / about
    if not width > 0 or not math.isfinite(width):
        return [low]
    power = 10.0 ** math.floor(math.log10(width))
    step = next((m * power for m in (1, 2, 2.5, 5, 10) if m * power >= width), 10 * power)
    first = math.ceil(low / step)
    last = math.floor(high / step)
    return [i * step for i in range(first, min(last, first + 4 * about) + 1)]


def _decades(low: float, high: float) -> list[float]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    every = max((last - first) // 6, 1)
    marks = [10.0**p for p in range(first, last + 1, every)]
    marks += [m * 10.0**p for p in range(first, last + 1) for m in (2, 5)] if last - first <= 2 else []
    return [m for m in sorted(marks) if low <= m <= high]


def label(value: float) -> str:
    """A tick in few characters."""
    return number(0.0 if abs(value) < 1e-300 else value, 4)
