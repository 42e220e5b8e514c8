"""fairseq with ``--log-format simple``.

``train_inner`` lines per interval, ``train |`` and ``valid |`` lines per epoch.

The epoch line of the training counts epochs only, since its figures are means over the epoch.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import every, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "fairseq-text"
TITLE = "fairseq stdout (simple and tqdm format)"
EXAMPLE = """\
2020-01-01 10:00:00 | INFO | train_inner | epoch 001:    100 / 1000 loss=10.5, num_updates=100, lr=1e-05
2020-01-01 11:00:00 | INFO | train | epoch 001 | loss 8.5 | ppl 362 | num_updates 1000 | lr 0.0001 | gnorm 1.5
2020-01-01 11:05:00 | INFO | valid | epoch 001 | valid on 'valid' subset | loss 7.1 | num_updates 1000
"""

_REWRITE = every(
    (r"^.*\| (train_inner|train|valid|test) \| ", r"\1 | "),
    (r"^train_inner \| epoch (\d+):\s+(\d+) / (\d+) ", r"epoch \1, batch \2/\3, "),
    (r"^\| epoch (\d+):\s+(\d+) / (\d+) ", r"epoch \1, batch \2/\3, "),
    (r"^((?:train)? ?\| epoch \d+ .*?)\| num_updates \d+ ", r"\1"),
    (r"^\| (epoch \d+) \| (valid|test) on '[^']*' subset", r"\2 | \1"),  # before 0.9 no word stood in front
    (r"\| valid on '[^']*' subset", "|"),
    (r"(?:train_wall|wall)[ =]\S+", ""),
)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(
        head,
        r"\|? ?epoch \d{3}[: |].{0,2000}?\| ?(?:train_inner|loss |valid on)|(?:train_inner|train|valid) \| epoch \d{3}",
    )


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
