"""GAN001, what the losses of both sides tell: who has won, who is fooled, who never saw a difference."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

import numpy as np

from run_diagnose.model.finding import Fine, Severity, Sighting, Verdict, contrast, excerpt, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, number, percent
from run_diagnose.stats.arrays import median
from run_diagnose.views.shares import whole

if TYPE_CHECKING:
    from run_diagnose.rules.adversarial.gan_collapse import Limits


def won(run: Run, limits: Limits) -> Verdict | None:
    d, g = run.get("discriminator_loss"), run.get("generator_loss")
    if d is None or g is None or min(len(d.finite), len(g.finite)) < 6:
        return None
    size = max(3, int(len(d.finite) * limits.last))
    end = float(median(d.finite.y[-size:]))
    equilibrium = 2 * math.log(2) if float(median(d.finite.y[:3])) > 1.0 else math.log(2)
    low = 0 <= end < limits.won * equilibrium
    correct = next((s for s in run.series if re.search(r"(?:^|[^a-z])d(?:isc\w*)?[_/ -]?acc", s.name.lower())), None)
    sure = correct is not None and len(correct.finite) >= 6 and _level(correct, limits) >= limits.sure
    start, now = float(median(g.finite.y[:3])), float(median(g.finite.y[-size:]))
    rose = now > limits.rise * max(abs(start), math.log(2)) or min(start, now) > limits.hopeless
    if not ((low or sure) and rose):
        return Fine(f"{d.name} ends at {number(end)}, {g.name} at {number(now)}: both sides are still in the game")
    below = np.flatnonzero(d.finite.y >= max(limits.won * equilibrium, 2 * end))
    row = min(int(below[-1]) + 1, len(d.finite) - 1) if len(below) else 0
    moment = d.finite.moment(row)
    return Sighting(
        message=f"The discriminator has won: {d.name} is down to {number(end)} while {g.name} went from "
        f"{number(start)} to {number(now)}: the generator gets no slope to learn from.",
        severity=Severity.ERROR,
        confidence=0.8,
        evidence=(
            contrast(f"{g.name} at the end", now, start, "its start"),
            reading(f"{d.name} at the end", end, moment, limit=limits.won * equilibrium),
        ),
        series=(d.name, g.name),
        onset=moment,
        values={"discriminator_won": True, "d_loss": end, "g_loss": now},
    )


def fooled(run: Run, limits: Limits) -> Verdict | None:
    """A discriminator that is confidently wrong for long: it cannot follow, and the generator runs free."""
    d, g = run.get("discriminator_loss"), run.get("generator_loss")
    if d is None or g is None or min(len(d.finite), len(g.finite)) < 10:
        return None
    y, start = d.finite.y, float(median(d.finite.y[:3]))
    if np.min(y) < 0 or np.min(g.finite.y) < 0:
        return None  # a critic's score has no level at which it is wrong
    without_looking = max(2 * math.log(2) if start > 1.0 else math.log(2), start)
    wrong = y > limits.fooled * without_looking
    if np.mean(wrong) < limits.spell:
        return None
    row = int(np.argmax(wrong))
    moment = d.finite.moment(row)
    return Sighting(
        message=f"The discriminator is fooled: {d.name} is above {number(limits.fooled * without_looking)} in "
        f"{percent(float(np.mean(wrong)))} of the entries, {'since' if wrong[-1] else 'first at'} {at(moment)}, where one that "
        f"answers without looking has {number(without_looking)}: nothing tells the generator what is missing.",
        severity=Severity.ERROR,
        confidence=0.8,
        evidence=(
            contrast(f"largest {d.name}", float(np.max(y)), without_looking, "without looking", moment),
            reading(f"smallest {g.name}", float(np.min(g.finite.y))),
            excerpt(d.name, d.finite.x[-40:].tolist(), y[-40:].tolist(), moment),
        ),
        series=(d.name, g.name),
        onset=moment,
        values={"discriminator_lost": True, "d_loss": float(np.max(y)), "g_loss": float(np.min(g.finite.y))},
    )


def blind(run: Run, limits: Limits) -> Verdict | None:
    """A discriminator that never answered better than by chance, not even in the beginning."""
    d, g = run.get("discriminator_loss"), run.get("generator_loss")
    if d is None or g is None or min(len(d.finite), len(g.finite)) < 20 or np.min(d.finite.y) < 0:
        return None
    y = d.finite.y
    chance = 2 * math.log(2) if float(median(y[:3])) > 1.0 else math.log(2)
    early = min(float(median(y[i : i + 3])) for i in range(1, max(2, len(y) // 3)))
    middle = float(median(y)) / chance
    if not (limits.never_told <= middle <= limits.fooled and early >= limits.never_told * chance):
        return None
    return Sighting(
        message=f"The discriminator never told real from made: {d.name} is {number(float(median(y)))} in the middle and "
        f"never was below {number(early)}, where answering without looking gives {number(chance)}. A good generator beats "
        "it late; one that beats it from the start moves faster than it can follow, from mode to mode.",
        severity=Severity.WARNING,
        confidence=0.75,
        evidence=(
            reading(f"median {d.name}", float(median(y)), d.finite.moment(0), limit=limits.never_told * chance),
            excerpt(d.name, d.finite.x[-40:].tolist(), y[-40:].tolist(), d.finite.moment(0)),
        ),
        series=(d.name, g.name),
        onset=d.finite.moment(0),
        known=d.finite.moment(19),
        values={"discriminator_lost": True, "d_loss": float(median(y))},
    )


def _level(series: Series, limits: Limits) -> float:
    y = series.finite.y
    value = float(median(y[-max(3, int(len(y) * limits.last)) :]))
    return value / whole(value)
