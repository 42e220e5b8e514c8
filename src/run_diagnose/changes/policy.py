"""Reinforcement learning: how far an update may go, and what certainty costs."""

from __future__ import annotations

from collections.abc import Iterator

from run_diagnose.changes.base import Proposal, beside, edit, recipe, rounded, within
from run_diagnose.views import usual
from run_diagnose.views.case import Case

EXPLORE, MOST_EXPLORE = 0.01, 0.05
"""Entropy coefficients in use: 0.01 for Atari (Schulman et al. 2017), seldom above 0.05."""
TARGET = 0.02
"""Spinning Up ends an update at 1.5 times 0.01, Stable-Baselines3 at 1.5 times what is set; it and CleanRL set nothing."""


@recipe("usual-clip-range")
def usual_clip_range(case: Case, cause: str) -> Iterator[Proposal]:
    """0.2, from the paper."""
    yield from edit(
        case, "clip_range", usual.CLIP_RANGE.start, cause=cause,
        why="0.2 did best in the paper that introduced it; beyond 0.4 hardly anything is clipped",
        watch="approx_kl stays near 0.01 to 0.02, clip_fraction near 0.1",
    )  # fmt: skip


@recipe("fewer-passes")
def fewer_passes(case: Case, cause: str) -> Iterator[Proposal]:
    """Half as many passes over one batch of experience."""
    old = case.run.config.number("ppo_epochs")
    if old is None or old <= 4:
        return
    yield from edit(
        case, "ppo_epochs", max(4, int(old) // 2), cause=cause,
        why="each further pass moves the policy away from the one that gathered the data",
        watch="approx_kl stays near 0.01 to 0.02",
    )  # fmt: skip


@recipe("reward-exploration")
def reward_exploration(case: Case, cause: str) -> Iterator[Proposal]:
    """A price on certainty: 0.01, or three times what it was."""
    old = case.run.config.number("ent_coef")
    new = rounded(within(3 * old, EXPLORE, MOST_EXPLORE)) if old else EXPLORE
    if old is not None and old >= new:
        return
    yield from edit(
        case, "ent_coef", new, cause=cause, add=beside(case, "ppo_epochs", "ent_coef"),
        why="certainty then costs something until the reward pays for it",
        watch="the entropy falls slowly and stays above a tenth of its start for half of the run",
    )  # fmt: skip


@recipe("stop-at-target-kl")
def stop_at_target_kl(case: Case, cause: str) -> Iterator[Proposal]:
    """End an update that went too far."""
    old = case.run.config.number("target_kl")
    if old is not None and 0 < old <= TARGET:
        return
    yield from edit(
        case, "target_kl", TARGET, cause=cause, add=beside(case, "ppo_epochs", "target_kl"),
        why="the passes over a batch then end as soon as the policy has moved that far",
        watch="approx_kl never exceeds twice this",
    )  # fmt: skip
