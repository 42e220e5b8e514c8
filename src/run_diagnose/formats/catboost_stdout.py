"""CatBoost.

``100: learn: 0.68 test: 0.70 best: 0.70 (98) total: 2s remaining: 3s``; folds of ``cv`` are runs of their own.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import every, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "catboost-stdout"
TITLE = "CatBoost stdout"
EXAMPLE = """\
Learning rate set to 0.03
0:\tlearn: 0.6921\ttest: 0.6925\tbest: 0.6925 (0)\ttotal: 12ms\tremaining: 12s
100:\tlearn: 0.4120\ttest: 0.4511\tbest: 0.4511 (100)\ttotal: 1.2s\tremaining: 10s
"""

_REWRITE = every((r"^(\d+):\s", r"iteration \1: "), (r"\bbest: .*$", ""), (r"\btotal: .*$", ""))


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"^\d+:\s+learn: \S+.*(?:total|remaining): ")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
