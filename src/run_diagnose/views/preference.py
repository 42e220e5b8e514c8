"""What trainers log while a language model is tuned to preferences: pairs (DPO and kin), or groups (GRPO and kin).

Spellings of trl (``rewards/chosen``, ``logps/chosen``, ``completions/clipped_ratio``), the DPO authors' code
(``rewards_train/chosen``), OpenRLHF (``chosen_reward``) and LLaMA-Factory, read in their documentation and issues.
"""

from __future__ import annotations

import re

from run_diagnose.facts import dataclass
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series

_REWARD = frozenset({"reward", "rewards"})
_LOGP = frozenset({"logps", "logp", "logprobs"})
_CHOSEN = frozenset({"chosen"})
_REJECTED = frozenset({"rejected", "reject"})
_ASIDE = frozenset({"max", "min", "std", "ref", "reference"})
_HELD_OUT = frozenset({"eval", "val", "valid", "validation", "test"})


@dataclass(frozen=True, kw_only=True)
class Pairs:
    """Tuning on pairs: the implicit rewards of the chosen and the rejected answers, finite entries only."""

    chosen: Series | None
    rejected: Series | None
    margins: Series | None
    accuracy: Series | None
    logps_chosen: Series | None
    logps_rejected: Series | None


@dataclass(frozen=True, kw_only=True)
class Groups:
    """Tuning on groups of sampled answers, finite entries only."""

    reward_std: Series | None
    alike: Series | None
    """Share of the groups whose answers all got the same reward."""
    length: Series | None
    cut: Series | None
    """Share of the answers that were cut at the longest allowed length."""


def pairs(run: Run) -> Pairs | None:
    """The training figures of preference pairs, the held-out ones where no others are; None without any."""
    return run.remember("preference_pairs", lambda: _pairs(run))


def groups(run: Run) -> Groups | None:
    """The figures of groups of sampled answers; None where none of them is logged."""
    return run.remember("preference_groups", lambda: _groups(run))


def tunes_preferences(run: Run) -> bool:
    """True where a KL is that against a reference model, and a reward is that of written answers."""
    return pairs(run) is not None or groups(run) is not None


def _pairs(run: Run) -> Pairs | None:
    chosen, rejected = _find(run, _REWARD, _CHOSEN), _find(run, _REWARD, _REJECTED)
    margins = _find(run, _REWARD | {"margin", "margins"}, frozenset({"margin", "margins"}))
    if (chosen is None or rejected is None) and (margins is None or chosen is None):
        return None
    return Pairs(
        chosen=chosen,
        rejected=rejected,
        margins=margins,
        accuracy=_find(run, _REWARD, frozenset({"accuracy", "accuracies"})),
        logps_chosen=_find(run, _LOGP, _CHOSEN),
        logps_rejected=_find(run, _LOGP, _REJECTED),
    )


def _groups(run: Run) -> Groups | None:
    found = Groups(
        reward_std=_named(run, r"(^|/)reward_std$"),
        alike=_named(run, r"reward_zero_std"),
        length=_named(run, r"(^|/)(completions?/mean_length|completion_length)$"),
        cut=_named(run, r"completions?/clipped_ratio$|response_length/clip_ratio$"),
    )
    return found if any((found.alike, found.reward_std, found.cut, found.length)) else None


def _find(run: Run, one: frozenset[str], other: frozenset[str]) -> Series | None:
    """The longest series whose name has a word of both sets; one of the training data before one held out."""
    found = [(s, words) for s in run.series if (words := _words(s.name)) & one and words & other and not words & _ASIDE]
    found = [(s, words) for s, words in found if len(s.finite)]
    best = max(found, key=lambda f: (not f[1] & _HELD_OUT, len(f[0].finite)), default=None)
    return None if best is None else best[0].finite


def _named(run: Run, pattern: str) -> Series | None:
    found = [s.finite for s in run.series if re.search(pattern, s.name.lower()) and len(s.finite)]
    return max(found, key=lambda s: (not _words(s.name) & _HELD_OUT, len(s)), default=None)


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]+", name.lower()))
