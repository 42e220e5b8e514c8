"""RLT009: preference tuning that makes the preferred answers less and less likely."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, contrast, excerpt
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import count, number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.stats.noise import noise
from run_diagnose.views.preference import Pairs, pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much likelihood the chosen answers may lose, as a share of their first log-probability."""

    much: float = 0.5
    """A note from here on. The authors of DPO call a slow fall normal; public healthy runs lose 3 to 20 %."""
    most: float = 1.0
    """A warning: the log-probability doubled, so the perplexity of the preferred answers is squared."""
    sigmas: float = 3.0
    """And so many units of its own noise: entries hold different answers, whose lengths differ."""
    points: int = 10
    """Entries that are needed."""


@rule(
    "RLT009",
    "chosen-answers-lost",
    kind="other",
    title="The preferred answers become unlikely too",
    limits=Limits(),
    tasks=("rl",),
    may_end="a policy may come back from it",
)
def chosen_answers_lost(run: Run, limits: Limits) -> Iterator[Verdict]:
    """The log-probability of the chosen answers falls together with that of the rejected ones.

    ## Why it matters
    A preference loss looks at the difference only: it is as content when both answers become unlikely, as long as the
    rejected one falls faster. What gains the probability then is neither of them, often text that nobody wrote.

    ## Fires on
    ```csv
    step,loss,rewards/chosen,rewards/rejected,rewards/accuracies,rewards/margins,logps/chosen,logps/rejected
    10,0.693,0.00,0.00,0.50,0.00,-201.0,-211.2
    20,0.601,-0.61,-0.90,0.61,0.29,-207.3,-220.0
    30,0.551,-1.92,-2.71,0.70,0.79,-219.2,-238.1
    40,0.512,-4.10,-5.46,0.74,1.36,-241.1,-265.8
    50,0.480,-7.55,-9.41,0.77,1.86,-276.4,-305.2
    60,0.452,-11.8,-14.2,0.79,2.40,-318.0,-353.5
    70,0.431,-16.1,-19.0,0.80,2.90,-362.9,-401.1
    80,0.420,-19.7,-22.9,0.81,3.20,-398.5,-440.3
    90,0.411,-22.0,-25.4,0.81,3.40,-421.2,-465.0
    100,0.405,-23.1,-26.7,0.82,3.60,-432.0,-478.2
    110,0.401,-23.7,-27.4,0.82,3.70,-438.1,-485.0
    120,0.399,-24.0,-27.7,0.82,3.70,-441.5,-488.3
    ```

    ## Quiet on
    ```csv
    step,loss,rewards/chosen,rewards/rejected,rewards/accuracies,rewards/margins,logps/chosen,logps/rejected
    10,0.693,0.00,0.00,0.50,0.00,-201.0,-211.2
    20,0.641,-0.06,-0.20,0.61,0.14,-202.3,-213.0
    30,0.591,-0.19,-0.61,0.70,0.42,-202.2,-218.1
    40,0.562,-0.31,-0.96,0.72,0.65,-205.1,-220.8
    50,0.540,-0.45,-1.27,0.73,0.82,-204.4,-224.2
    60,0.522,-0.58,-1.52,0.74,0.94,-208.0,-226.5
    70,0.511,-0.68,-1.70,0.75,1.02,-206.9,-229.1
    80,0.505,-0.75,-1.83,0.75,1.08,-209.5,-229.3
    90,0.501,-0.79,-1.92,0.76,1.13,-208.2,-231.0
    100,0.498,-0.82,-1.97,0.76,1.15,-210.0,-230.2
    110,0.497,-0.83,-1.99,0.76,1.16,-208.1,-232.0
    120,0.496,-0.84,-2.00,0.76,1.16,-209.5,-231.3
    ```

    ## References
    Pal et al. 2024 (Smaug: DPO can lower the likelihood of preferred answers); Razin et al. 2024 (likelihood
    displacement). A slow fall is normal: issues 8 and 32 of eric-mitchell/direct-preference-optimization.
    """
    seen = pairs(run)
    if seen is None:
        yield Unsure("no preference pairs in this log")
    elif seen.logps_chosen is None or len(seen.logps_chosen) < limits.points:
        n = 0 if seen.logps_chosen is None else len(seen.logps_chosen)
        yield Unsure(f"{count(n, 'log-probability', 'log-probabilities')} of chosen answers, {limits.points} needed")
    else:
        yield _judge(seen.logps_chosen, seen, limits)


def _judge(s: Series, seen: Pairs, limits: Limits) -> Verdict:
    size = max(2, len(s) // 10)
    start, end = float(median(s.y[:size])), float(median(s.y[-size:]))
    if start >= 0:
        return Unsure(f"{s.name} does not begin below 0: it is no log-probability")
    lost = (start - end) / -start
    scatter = noise(s.y)
    wide = scatter.wide if scatter is not None else 0.0
    if lost < limits.much or start - end < limits.sigmas * wide:
        return Fine(f"{s.name} goes from {number(start)} to {number(end)}")
    half = int((s.y < start - 0.1 * (start - end)).argmax())
    moment = s.moment(half)
    with_it = _with_it(seen.logps_rejected, size)
    return Sighting(
        message=f"{s.name} falls from {number(start)} to {number(end)}{with_it}: {percent(lost)} of what it was is lost, "
        "so the preferred answers become unlikely too, and something else takes their place.",
        severity=Severity.WARNING if lost >= limits.most else Severity.NOTE,
        confidence=0.8,
        evidence=(
            contrast(f"{s.name} at the end", end, start, "at the start", s.moment(len(s) - 1), s.moment(0)),
            excerpt(s.name, s.x[-40:].tolist(), s.y[-40:].tolist(), moment),
        ),
        series=(s.name,),
        onset=moment,
        values={"start": start, "end": end, "lost": lost},
    )


def _with_it(rejected: Series | None, size: int) -> str:
    if rejected is None or len(rejected) < 2 * size:
        return ""
    start, end = float(median(rejected.y[:size])), float(median(rejected.y[-size:]))
    return f", {rejected.name} from {number(start)} to {number(end)}" if end < start else ""
