"""No better than answering the same for every sample."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment, Series
from run_diagnose.model.wording import at, count, listing, number
from run_diagnose.rules.base import Fine, Severity, Sighting, Unsure, Verdict, rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.noise import noise
from run_diagnose.stats.sampling import r2_error
from run_diagnose.views import finals
from run_diagnose.views.baseline import Known, Level, known_baselines, level_beside
from run_diagnose.views.chance import CHANCE, FEWEST, Chance, rankings
from run_diagnose.views.spread import final_spread


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How near to knowing nothing counts."""

    nothing: float = 0.05
    """A best R2 below this explains under 5 % of the variance: no signal worth the name."""
    thrown_out: float = -1.0
    """R2 below this over the last third: the error is more than twice that of a constant, and nothing brings it back.
    That is a model thrown out of reach, not one that learns slowly."""
    errors: float = 1.0
    """Standard errors below zero that make it an error instead of a warning."""


@rule(
    "PLA001",
    "worse-than-constant",
    kind="no_learning",
    title="No better than answering the same for every sample",
    needs=(("train_loss", "val_loss", "test_loss", "val_metric", "test_metric", "train_metric"),),
    finals=True,
    limits=Limits(),
    not_for=("rl", "gan"),
    may_end="a model may still learn",
    absolute="a cross-entropy is held against ln C, a squared error against the variance of the targets",
)
def worse_than_constant(run: Run, limits: Limits) -> Iterator[Verdict]:
    """No better than answering the same for every sample.

    ## Why it matters
    R2 compares the model with the best constant. At or below zero the whole network is worth less than one number;
    a loss that falls from terrible to bad hides this.

    ## Fires on
    ```csv
    epoch,train_loss,val_loss,val_r2
    1,2.10,2.39,-4.38
    2,1.60,1.75,-2.40
    3,1.20,1.31,-1.20
    4,1.00,1.08,-0.52
    5,0.92,0.99,-0.21
    6,0.88,0.97,-0.16
    7,0.86,0.96,-0.14
    8,0.85,0.97,-0.15
    ```

    ## Quiet on
    ```csv
    epoch,train_loss,val_loss,val_r2
    1,2.10,2.39,-4.38
    2,1.60,1.75,-2.40
    3,1.20,1.31,-1.20
    4,0.80,0.88,-0.12
    5,0.52,0.59,0.29
    6,0.38,0.47,0.41
    7,0.36,0.46,0.44
    8,0.35,0.45,0.45
    ```

    ## References
    An input-independent baseline before anything else: Karpathy, "A Recipe for Training Neural Networks" (2019).
    Standard error of R2: (1 - R2) * sqrt(2 / n).
    """
    said: list[Verdict] = []
    r2 = run.get("val_metric", "r2") or run.get("test_metric", "r2")
    if r2 is not None and len(r2) > 1 and len(r2.finite):
        said.append(_r2_course(run, r2.finite, limits))
    elif (value := _final_r2(run)) is not None:
        said.append(_r2_final(run, value, limits))
    said.extend(_levels(run))
    said.extend(map(_ranked, rankings(run)))
    if not said:
        needed = {"classification": ("num_classes",), "lm": ("num_classes",)}.get(run.task, ("target_std",))
        said.append(Unsure("what a constant would score is not known for this run", needed))
    yield from said


def _final_r2(run: Run) -> float | None:
    known = final_spread(run) or {}
    return known.get("r2", finals.metric(run, "r2"))


def _r2_course(run: Run, s: Series, limits: Limits) -> Verdict:
    best = int(np.argmax(s.y))
    if s.y[best] > limits.nothing:
        return Fine(f"{s.name} reaches {number(float(s.y[best]), 3)} at {at(s.moment(best))}, a constant scores 0")
    value = float(s.y[best])
    error = _error(run, s, value)
    sure = value < -limits.errors * error
    late = s.y[-max(1, len(s) // 3) :]
    out = len(s) >= 5 and float(median(late)) < limits.thrown_out and float(s.y[-1]) < float(s.y[0])
    beats = "hardly" if value > 0 else "never"
    return Sighting(
        message=(
            f"{s.name} {beats} beats a constant: its best is {number(value, 3)} at {at(s.moment(best))} and predicting the mean "
            f"for every sample would score 0; it ends at {number(float(s.y[-1]), 3)}."
        ),
        severity=Severity.ERROR if sure or out else Severity.NOTE if _lasts(s) else Severity.WARNING,
        confidence=0.95 if sure or out else 0.8,
        evidence=(
            reading(f"best {s.name}", value, s.moment(best), limit=0.0),
            reading(f"last {s.name}", float(s.y[-1]), s.moment(len(s) - 1), limit=0.0),
        ),
        series=(s.name,),
        onset=s.moment(0),
        values={"best": value, "best_at": float(s.x[best]), "error": error, "thrown_out": out},
        kind="divergence" if out else "",
    )


def _lasts(s: Series) -> bool:
    """Something small was learned: above a constant in every entry of the later half, by more than they scatter."""
    late = s.y[len(s) // 2 :]
    own = noise(late)
    return own is not None and float(np.min(late)) > 0 and float(median(late)) > _SCATTER * own.wide


_SCATTER = 3.0
"""Units of noise, as for any gain that is told from none."""


def _error(run: Run, s: Series, value: float) -> float:
    """One standard error of R2: from the sample count where it is known, else from the curve's own noise."""
    n = finals.sample_count(run)
    if n is not None and (known := r2_error(value, n)) is not None:
        return known
    own = noise(s.y[len(s) // 2 :])
    return 0.0 if own is None else float(own.sigma)


def _r2_final(run: Run, value: float, limits: Limits) -> Verdict:
    if value > limits.nothing:
        return Fine(f"final R2 is {number(value, 3)}, a constant scores 0")
    n = finals.sample_count(run)
    error = r2_error(value, n) if n else None
    sure = error is not None and value < -limits.errors * error
    text = f"R2 is {number(value, 3)}: predicting the mean for every sample would score 0"
    if error is not None:
        text += f" (one standard error with {n} samples is {number(error, 2)})"
    return Sighting(
        message=text + "." + _bias_share(run, value),
        severity=Severity.ERROR if sure or (error is None and value < -limits.nothing) else Severity.WARNING,
        confidence=0.9,
        evidence=(reading("final R2", value, limit=0.0),),
        series=("r2",),
        values={"best": value, "error": error, "final": True},
    )


def _bias_share(run: Run, value: float) -> str:
    """How much of the deficit is bias alone, where the means are known."""
    b = (final_spread(run) or {}).get("b")
    if b is None or not math.isfinite(b) or value >= 0:
        return ""
    share = b * b
    more = "more than the whole deficit" if share > -value else "part of the deficit"
    return f" The bias of {number(b, 2)} target standard deviations costs {number(share, 2)}, {more} of {number(-value, 2)}."


def _levels(run: Run) -> Iterator[Verdict]:
    """Losses and metrics held against the values that a model without input would reach."""
    stuck: dict[str, list[tuple[Known, Level]]] = {}
    for known in known_baselines(run):
        level = level_beside(known)
        if level is not None and level.found:
            stuck.setdefault(known.words, []).append((known, level))
        elif level is not None:
            yield Fine(f"{known.series.name} ends at {number(level.level)}; {known.words} gives {number(known.value)}")
    yield from map(_stuck, stuck.values())


def _stuck(found: list[tuple[Known, Level]]) -> Sighting:
    """The losses that stand at one know-nothing value, told together."""
    known, level = found[0]
    s, names = known.series.finite, [k.series.name for k, _ in found]
    sure = any(k.sure for k, _ in found)
    ends = (
        reading(f"{k.series.name}, level at the end", x.level, _end(k.series.finite), limit=k.value) for k, x in found
    )
    return Sighting(
        message=(
            f"{_levels_of(found)} what {known.words} gives ({number(known.value)}){_above(found)}: "
            "nothing that depends on the input was learned."
        ),
        severity=Severity.ERROR if sure else Severity.WARNING,
        confidence=0.93 if sure else 0.75,
        evidence=(*ends, reading(known.words, known.value)),
        series=tuple(names),
        onset=s.moment(0),
        values={
            "baseline": known.value,
            "ratio": level.ratio,
            "what": known.words,
            "split": known.series.role.split.value,
        },
    )


def _ranked(seen: Chance) -> Verdict:
    """An area under the ROC curve beside the half that any constant, and any coin, has."""
    s = seen.series
    if not seen.at_chance:
        return Fine(f"{s.name} ends at {number(seen.level, 3)}, chance gives {number(CHANCE)}")
    return Sighting(
        message=f"{s.name} stays at {number(seen.level, 3)} for all {count(len(s), 'evaluation')} (at best, smoothed, "
        f"{number(seen.best, 3)}): chance ranks as well ({number(CHANCE)}).",
        severity=Severity.ERROR if len(s) >= 2 * FEWEST else Severity.WARNING,
        confidence=0.85,
        evidence=(
            reading(f"{s.name}, level at the end", seen.level, _end(s), limit=CHANCE),
            reading(f"best {s.name}", float(np.max(s.y)), s.moment(int(np.argmax(s.y))), limit=CHANCE),
        ),
        series=(s.name,),
        onset=s.moment(0),
        values={"baseline": CHANCE, "ratio": seen.level / CHANCE, "what": "chance", "split": s.role.split.value},
    )


def _end(s: Series) -> Moment:
    return s.moment(len(s) - 1)


def _levels_of(found: list[tuple[Known, Level]]) -> str:
    """``loss is 2.303, just`` or ``loss (2.303) and val_loss (2.31) are 1 to 1.003 of``."""
    ratios = list(dict.fromkeys(number(level.ratio, 4) for _, level in sorted(found, key=lambda f: f[1].ratio)))
    share = "just" if ratios == ["1"] else f"{' to '.join(ratios[:: max(1, len(ratios) - 1)])} of"
    if len(found) == 1:
        known, level = found[0]
        return f"{known.series.name} is {number(level.level)}, {share}"
    return f"{listing([f'{known.series.name} ({number(level.level)})' for known, level in found])} are {share}"


def _above(found: list[tuple[Known, Level]]) -> str:
    return " and it has stayed above even that" if all(level.worse for _, level in found) else ""
