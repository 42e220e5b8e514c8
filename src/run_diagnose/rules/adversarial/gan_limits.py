"""When samples are too alike, or the game between generator and discriminator is over."""

from __future__ import annotations

import math

from run_diagnose.facts import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When samples are too alike, or the game is over."""

    spread: float = 0.6
    """Samples that spread less than this share of the data leave modes out: on a ring of 8 equal modes, 3
    neighbouring ones have half of the ring's spread. Full coverage gives 0.9 to 1.1."""
    won: float = 0.1
    """A discriminator loss below this share of its equilibrium, 2 ln 2 (ln 2 where it is averaged), has won."""
    sure: float = 0.97
    """So has one that tells real from made in this share of cases."""
    rise: float = 3.0
    """While the generator's loss is so many times its own start..."""
    hopeless: float = math.log(100)
    """...or so high from the start on: the discriminator gives what is made less than 1 chance in 100 to be real."""
    fooled: float = 1.5
    """A discriminator loss so many times the equilibrium, where it answers without looking, is confidently wrong..."""
    spell: float = 0.15
    """...in this share of all entries. (Measured: 0.22 and 0.80 where the discriminator was far too slow, at most 0.03
    in balanced games.)"""
    never_told: float = 0.97
    """A discriminator loss that never was below this share of the equilibrium in the first third, when the generator
    still made noise, nor in the middle of the run: it cannot follow at all. (Medians of the run: 0.997 to 1.008 in six
    games that lost their modes, 0.86 to 0.95 in six balanced ones, where it is beaten by good samples, late and from
    below.)"""
    swing: float = 0.7
    """Standard deviation of the logarithm of the samples' spread, after the first third: halved or doubled from entry
    to entry. A generator that jumps between modes made 0.5 to 1.5, one that covers them 0.04."""
    last: float = 1 / 3
    """Judged on this last share of the run: both sides take turns before."""
