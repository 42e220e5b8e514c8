"""The boxed ``| key | value |`` tables of OpenAI baselines (log.txt) and Stable-Baselines 3 (stdout): one record a
box.

Stable-Baselines indents keys under a group (``rollout/``); the group is put in front of the key.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import sure
from run_diagnose.formats.text.reader import TextReader

NAME = "boxed-tables"
TITLE = "Boxed tables of OpenAI baselines and Stable-Baselines"
EXAMPLE = """\
---------------------------------
| rollout/           |          |
|    ep_len_mean     | 22.1     |
|    ep_rew_mean     | 22.1     |
| time/              |          |
|    total_timesteps | 2048     |
---------------------------------
"""


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"^-{10,}\n(?:\|[^|\n]+\|[^|\n]*\|\n){2,}-{10,}")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader()
