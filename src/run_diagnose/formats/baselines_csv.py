"""OpenAI baselines and guided-diffusion ``progress.csv``.

The logger of baselines, which many projects copied: names may hold blanks (``mean 100 episode reward``), columns are
sorted or come as they were first logged, later columns are filled with blanks. The step is ``misc/total_timesteps``,
``steps``, ``TimestepsSoFar`` or missing; in guided-diffusion it is ``step``, beside the loss by quarters of the noise
(``loss_q0`` to ``loss_q3``), ``grad_norm`` and ``param_norm``. The same records as boxed tables are in ``log.txt``.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.reader import TableReader, table
from run_diagnose.formats.tabular.sniffing import dialect

NAME = "baselines-csv"
TITLE = "OpenAI baselines and guided-diffusion progress.csv"
EXAMPLE = """\
eplenmean,eprewmean,loss/policy_loss,loss/value_loss,misc/total_timesteps,misc/nupdates
120.5,12.4,-0.004,0.31,2048,1
131.0,13.2,-0.005,0.28,4096,2
"""
_OWN = {
    "eprewmean", "eplenmean", "EpRewMean", "EpLenMean", "TimestepsSoFar", "EpisodesSoFar", "EpThisIter",
    "mean 100 episode reward", "% time spent exploring", "misc/total_timesteps", "misc/nupdates",
    "misc/serial_timesteps", "total_timesteps", "serial_timesteps", "nupdates", "loss_q0", "loss_q3", "mse_q0",
    "rollout/return_history", "total/steps", "ev_tdlam_before",
}  # fmt: skip


def recognise(head: Head) -> Match:
    """Sure of two of the names that only this logger's users write, or of one beside a policy's loss."""
    found = dialect(head)
    if found is None or found.separator != ",":
        return Match.NO
    own = sum(name in _OWN for name in found.names)
    return (
        Match.SURE
        if own >= 2 or (own and any("policy" in name or "episode" in name for name in found.names))
        else Match.NO
    )


def reader(head: Head) -> TableReader:
    """The rows as they stand."""
    return table(head, dialect(head))
