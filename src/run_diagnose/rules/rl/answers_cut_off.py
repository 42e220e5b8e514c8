"""RLT011: sampled answers that hit the longest allowed length."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from run_diagnose.facts import dataclass
from run_diagnose.model.finding import Fine, Severity, Sighting, Unsure, Verdict, excerpt, reading
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, count, number, percent
from run_diagnose.rules.base import rule
from run_diagnose.stats.arrays import median
from run_diagnose.views.preference import groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many answers may be cut, over the last third of the run."""

    most: float = 0.8
    """From here on nearly no answer comes to its end, and rewards for a final answer are luck: a warning."""
    many: float = 0.4
    """From here on a note, where the share has grown by this much as well."""
    points: int = 6
    """Entries that are needed."""


@rule(
    "RLT011",
    "answers-cut-off",
    kind="other",
    title="Most sampled answers are cut off",
    limits=Limits(),
    tasks=("rl",),
    may_end="answers may become shorter again",
)
def answers_cut_off(run: Run, limits: Limits) -> Iterator[Verdict]:
    """Most sampled answers reach the longest allowed length and are cut off.

    ## Why it matters
    An answer without its end has no result to reward, and many trainers leave it out of the loss. A length that runs
    up to the limit is also how a policy fails that found out that longer answers are punished less per token.

    ## Fires on
    ```csv
    step,reward,reward_std,kl,completions/mean_length,completions/clipped_ratio
    10,0.31,0.34,0.001,211,0.02
    20,0.33,0.33,0.002,236,0.03
    30,0.32,0.35,0.004,290,0.09
    40,0.27,0.31,0.008,361,0.28
    50,0.19,0.27,0.015,438,0.61
    60,0.11,0.20,0.022,491,0.88
    70,0.06,0.14,0.026,506,0.96
    80,0.04,0.10,0.030,510,0.98
    90,0.03,0.09,0.031,511,0.99
    ```

    ## Quiet on
    ```csv
    step,reward,reward_std,kl,completions/mean_length,completions/clipped_ratio
    10,0.31,0.34,0.001,211,0.02
    20,0.33,0.33,0.002,216,0.03
    30,0.36,0.35,0.003,220,0.03
    40,0.41,0.34,0.004,231,0.04
    50,0.45,0.33,0.006,248,0.05
    60,0.50,0.34,0.008,261,0.05
    70,0.53,0.32,0.009,266,0.06
    80,0.55,0.31,0.010,270,0.06
    90,0.56,0.31,0.011,271,0.06
    ```

    ## References
    trl's GRPO trainer logs completions/clipped_ratio and can mask cut answers (mask_truncated_completions); Liu et al.
    2025 (Dr. GRPO): dividing by the length of an answer rewards long wrong ones.
    """
    seen = groups(run)
    if seen is None:
        yield Unsure("no sampled answers in this log")
    elif seen.cut is None or len(seen.cut) < limits.points:
        n = 0 if seen.cut is None else len(seen.cut)
        yield Unsure(f"the share of answers that are cut off is logged {count(n, 'time')}, {limits.points} needed")
    else:
        yield _judge(seen.cut, seen.length, limits)


def _judge(cut: Series, length: Series | None, limits: Limits) -> Verdict:
    size = max(3, len(cut) // 3)
    start, end = float(median(cut.y[: max(2, len(cut) // 10)])), float(median(cut.y[-size:]))
    grew = end - start >= limits.many
    if end < limits.many or (end < limits.most and not grew):
        return Fine(f"{percent(end)} of the answers are cut off over the last third")
    low = np.flatnonzero(cut.y[: len(cut) - size] < min(limits.many, end))
    onset = cut.moment(int(low[-1]) + 1 if len(low) else 0)
    longer = ""
    if length is not None and len(length) >= 3:
        longer = f"; {length.name} goes from {number(float(length.y[0]), 3)} to {number(float(length.y[-1]), 3)}"
    since = f"since {at(onset)}" if grew else "from the start"
    return Sighting(
        message=f"{percent(end)} of the sampled answers are cut off at the longest allowed length, {since}{longer}: "
        "they never come to a result.",
        severity=Severity.WARNING if end >= limits.most else Severity.NOTE,
        confidence=0.85,
        evidence=(
            reading(f"{cut.name}, last third", end, onset, limit=limits.most),
            excerpt(cut.name, cut.x[-40:].tolist(), cut.y[-40:].tolist(), onset),
        ),
        series=(cut.name,),
        onset=onset,
        values={"share": end, "grew": grew},
    )
