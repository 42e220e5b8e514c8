"""Stable-Baselines3 ``progress.csv``: ``rollout/ep_rew_mean``, ``time/total_timesteps``, ``train/...``.

The columns stand in another order in every file; early rows and rows between two updates have blanks. The axis is
``time/total_timesteps``. ``train/explained_variance`` is often nan at first, where all returns are equal, which does
no harm.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.reader import TableReader, table
from run_diagnose.formats.tabular.sniffing import dialect

NAME = "sb3-progress"
TITLE = "Stable-Baselines3 progress.csv"
EXAMPLE = """\
time/total_timesteps,rollout/ep_rew_mean,rollout/ep_len_mean,train/loss,train/explained_variance
2048,21.4,21.4,,
4096,25.1,25.1,10.2,0.31
"""


def recognise(head: Head) -> Match:
    """Sure of the total of timesteps beside a rollout or training column."""
    found = dialect(head)
    if found is None or found.separator != "," or "time/total_timesteps" not in found.names:
        return Match.NO
    return Match.SURE if any(name.startswith(("rollout/", "train/", "eval/")) for name in found.names) else Match.NO


def reader(head: Head) -> TableReader:
    """The rows as they stand."""
    return table(head, dialect(head))
