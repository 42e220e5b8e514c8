"""GAN001: the generator makes one thing, or the discriminator leaves it nothing to learn."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, excerpt, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, number, percent
from run_diagnose.patterns import pattern
from run_diagnose.rules.adversarial import gan_game
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import Bools


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
    hopeless: float = 4.6
    """...or so high from the start on: the discriminator gives what is made 1 chance in 100 to be real (ln 100)."""
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


@rule(
    "GAN001",
    "gan-collapse",
    kind="gan_collapse",
    title="The generator collapsed",
    limits=Limits(),
    tasks=("gan",),
    may_end="a generator may come back from it",
)
def gan_collapse(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The generator makes one thing, or the discriminator leaves it nothing to learn.

    ## Why it matters
    A generator that covers a few modes makes convincing samples of a part of the data, and no loss shows it. A
    discriminator that always wins has no slope left to teach with. Neither heals by itself.

    ## Fires on
    ```csv
    epoch,d_loss,g_loss,d_acc,sample_std,data_std
    1,1.324,0.762,0.61,0.464,1.419
    2,1.279,0.854,0.64,0.216,1.419
    3,1.206,0.986,0.70,0.199,1.419
    4,1.195,1.029,0.72,0.117,1.419
    5,1.201,1.033,0.71,0.136,1.419
    6,1.155,1.126,0.73,0.349,1.419
    7,1.147,1.161,0.73,0.404,1.419
    8,1.151,1.143,0.74,0.446,1.419
    9,1.157,1.128,0.72,0.411,1.419
    ```

    ## Quiet on
    ```csv
    epoch,d_loss,g_loss,d_acc,sample_std,data_std
    1,1.324,0.762,0.61,0.464,1.419
    2,1.279,0.854,0.64,0.816,1.419
    3,1.306,0.786,0.63,1.199,1.419
    4,1.295,0.829,0.62,1.317,1.419
    5,1.301,0.833,0.61,1.336,1.419
    6,1.315,0.826,0.63,1.349,1.419
    7,1.327,0.791,0.60,1.404,1.419
    8,1.321,0.803,0.61,1.396,1.419
    9,1.327,0.798,0.62,1.411,1.419
    ```

    ## References
    Goodfellow et al. 2014 (equilibrium at 2 ln 2); Metz et al. 2017 (rings of modes); ganhacks: a discriminator loss
    that goes to 0 is a failure mode.
    """
    spread = _spread(run, limits)
    won = gan_game.won(run, limits)
    found = [
        v
        for v in (spread, won, gan_game.fooled(run, limits), _swings(run, limits), gan_game.blind(run, limits))
        if isinstance(v, Sighting)
    ]
    if found:
        yield found[0]
    elif isinstance(spread, Fine):
        yield spread
    elif isinstance(won, Fine):
        yield Unsure(f"{won.detail}; whether modes are missing would show in the spread of samples", ("pred_std",))
    else:
        yield Unsure("neither the losses of both sides nor the spread of samples are logged", ("generator_loss",))


_MADE = pattern(r"(?:^|[^a-z])(?:sample|samples|fake|gen|generated|pred)[_ /-]?std")
_REAL = pattern(r"(?:^|[^a-z])(?:data|real|target|true)[_ /-]?std")


def _pair(run: Run) -> tuple[Series, Series] | None:
    made = run.get("pred_std") or next((s for s in run.series if _MADE.search(s.name.lower())), None)
    real = run.get("target_std") or next((s for s in run.series if _REAL.search(s.name.lower())), None)
    return None if made is None or real is None else (made, real)


def _spread(run: Run, limits: Limits) -> Verdict | None:
    pair = _pair(run)
    if pair is None:
        return None
    made, real = pair
    grid = run.aligned(made, real)
    if len(grid) < 4:
        return Unsure(f"{len(grid)} rows with both spreads, 4 needed")
    ratio = grid.y[made.name] / np.where(grid.y[real.name] > 0, grid.y[real.name], np.nan)
    if not np.isfinite(ratio).any():
        return None
    size = max(3, math.ceil(len(ratio) * limits.last))
    level = float(np.nanmedian(ratio[-size:]))
    if level >= limits.spread:
        return Fine(f"samples spread over {percent(level)} of the data at the end")
    onset = _onset(ratio < limits.spread, size)
    start = grid.moment(onset)
    return Sighting(
        message=f"Samples spread over {percent(level)} of what the data does in the last third ({made.name} / "
        f"{real.name}), {'since ' + at(start) if onset else 'and never did better for long'}: the generator "
        "covers a part of the data.",
        severity=Severity.ERROR,
        confidence=0.85,
        evidence=(
            reading(f"{made.name} / {real.name}, last third", level, start, limit=limits.spread, unit="%"),
            excerpt(f"{made.name} / {real.name}", grid.x[-40:].tolist(), ratio[-40:].tolist(), start),
        ),
        series=(made.name, real.name),
        onset=start,
        values={"spread": level, "discriminator_won": False},
    )


def _onset(low: Bools, size: int) -> int:
    """The first row from which on at least 70 % of the rows are low: both sides take turns even in a collapse."""
    later = np.cumsum(low[::-1])[::-1] / np.arange(len(low), 0, -1)
    good = np.flatnonzero((later >= 0.7) & low)
    good = good[good <= len(low) - size]
    return int(good[0]) if len(good) else len(low) - size


def _swings(run: Run, limits: Limits) -> Verdict | None:
    """The spread of the samples doubles and halves: the generator makes one thing at a time."""
    made = next((s for s in run.series if _MADE.search(s.name.lower())), None)
    if made is None or len(made.finite) < 12 or np.min(made.finite.y) <= 0:
        return None
    z = np.log(made.finite.y)
    later = z[len(z) // 3 :]
    swing = float(np.std(later))
    if swing < limits.swing or not 0.25 < float(np.mean(np.diff(later) > 0)) < 0.75:
        return None
    jumps = np.abs(np.diff(z)) > limits.swing
    moment = made.finite.moment(int(np.argmax(jumps)) + 1 if jumps.any() else 0)
    low, high = float(np.exp(np.min(later))), float(np.exp(np.max(later)))
    return Sighting(
        message=f"{made.name} swings between {number(low)} and {number(high)} in the last two thirds: the generator makes "
        "one thing at a time and moves on when it is found out.",
        severity=Severity.ERROR,
        confidence=0.8,
        evidence=(
            reading(f"spread of ln {made.name}", swing, moment, limit=limits.swing),
            excerpt(made.name, made.finite.x[-40:].tolist(), made.finite.y[-40:].tolist(), moment),
        ),
        series=(made.name,),
        onset=moment,
        values={"spread": low / high, "discriminator_won": False},
    )
