"""A curve that goes up and down by turns, and one that swings slowly.

The lag-1 correlation of first differences is -.5 for pure white noise and tells nothing; the power at the highest
frequency against its neighbours does.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from run_diagnose.facts import dataclass
from run_diagnose.stats.arrays import Floats, finite_values, is_constant, median
from run_diagnose.stats.blocks import blocks
from run_diagnose.stats.medians import running_median
from run_diagnose.stats.noise import MAD_TO_SIGMA
from run_diagnose.stats.student import t_tail


@dataclass(frozen=True, slots=True)
class Alternation:
    """Evidence of period two: a rate too high, or two batches in turn."""

    found: bool
    ratio: float
    """Power at period two over the mean of the upper half of the spectrum."""
    p: float
    turning_z: float
    """Turning points beyond what independent values have, in standard deviations."""
    amplitude: float
    """Half the distance between the upper and the lower values, in the curve's unit."""


@dataclass(frozen=True, slots=True)
class Period:
    """The strongest slow swing; match it with restarts or steps per epoch before naming a cause."""

    found: bool
    rows: float
    """Length of one swing, in finite rows."""
    cycles: float
    p: float


def alternation(y: npt.ArrayLike) -> Alternation | None:
    """Test for period two, over the last 20 000 finite values; None below 12 or on a constant.

    The trend is a low-pass (.25 .5 .25) and then a running median: a median alone keeps an alternating series
    alternating. White, AR and heavy-tailed noise raised no false alarm; an amplitude of 2.5 sigma was found in .84
    of runs of 20 and in all of 40 and more.
    """
    values = finite_values(y)[-20_000:]
    if len(values) < 12 or is_constant(values):
        return None
    rest = _calmed(values - _trend(values))[len(values) % 2 :]  # an odd length has no period of exactly two
    n, unit = len(rest), float(np.max(np.abs(rest)))
    if unit <= 0:
        return None
    power = np.abs(np.fft.rfft(rest / unit)) ** 2
    upper = power[n // 4 + 1 : n // 2]
    floor = float(np.mean(upper))
    ratio = float(power[n // 2]) / floor if floor > 1e-9 * float(power[n // 2]) else 1e9
    p = 2.0 * t_tail(math.sqrt(ratio), 2 * len(upper))  # F(1, 2m) is the square of a t with 2m
    excess = _turning_z(values)
    amplitude = math.sqrt(float(power[n // 2])) / n * unit
    return Alternation(p < 0.005 and excess > 1.0, ratio, p, excess, amplitude)


def slow_period(y: npt.ArrayLike) -> Period | None:
    """Test the highest line of the spectrum, of three cycles and more; None below 40 finite values or on a constant.

    Fisher's test (1929), with every line measured against its neighbours: against the whole spectrum, three quarters
    of healthy curves of 200 points had a period.
    """
    values = finite_values(y)
    if len(values) < 40 or is_constant(values):
        return None
    seen = blocks(values, cap=2000)
    window = (len(seen.median) // 3) | 1
    # Half a window at the start is left out: a running median eats the first decline.
    rest = _calmed((seen.median - running_median(seen.median, window))[window // 2 :])
    unit = float(np.max(np.abs(rest)))
    if unit <= 0:
        return None
    power = np.abs(np.fft.rfft(rest / unit)) ** 2
    excess = _above_neighbours(power[3:])
    at = 3 + int(np.argmax(excess))
    # The neighbours' level is itself known from a dozen values only, hence the power law instead of exp(-excess).
    p = min(1.0, len(excess) * (1.0 + float(excess[at - 3]) / 12.0) ** -12.0)
    return Period(p < 1e-3, len(rest) / at * seen.size, float(at), p)


def _above_neighbours(power: Floats) -> Floats:
    """Power over the mean its neighbours suggest: a trend or noise with a memory lifts all low frequencies alike."""
    around = running_median(power, 13) / math.log(2.0)
    return np.divide(power, around, out=np.zeros_like(power), where=around > 1e-12 * float(np.max(power, initial=0.0)))


def _trend(values: Floats) -> Floats:
    padded = np.concatenate((values[:1], values, values[-1:]))
    return running_median(0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:], 5)


def _calmed(rest: Floats) -> Floats:
    """Cut at 4 robust deviations: one spike has power at every frequency."""
    limit = 4.0 * MAD_TO_SIGMA * float(median(np.abs(rest)))
    return np.clip(rest, -limit, limit) if limit > 0 else rest


def _turning_z(values: Floats) -> float:
    """Bienayme's turning-point test: 2(n-2)/3 expected, variance (16n-29)/90."""
    n = len(values)
    up = np.diff(values)
    turns = np.count_nonzero(((up[:-1] > 0) & (up[1:] < 0)) | ((up[:-1] < 0) & (up[1:] > 0)))
    return float((turns - 2.0 * (n - 2) / 3.0) / math.sqrt((16.0 * n - 29.0) / 90.0))
