"""XGBoost's evaluation lines.

``[0] train-rmse:0.92 eval-rmse:0.93``; also of ``xgb.cv`` with ``+`` and a standard deviation.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import every, skipping_next, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "xgboost-stdout"
TITLE = "XGBoost stdout"
EXAMPLE = """\
[0]\ttrain-rmse:0.92384\teval-rmse:0.93549
[1]\ttrain-rmse:0.85366\teval-rmse:0.86244
"""

_REWRITE = every((r"^(?:\[[\d:]+\] )?\[(\d+)\]\s", r"iteration \1: "), (r"(\d)\+[\d.e-]+", r"\1"))


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"^(?:\[[:\d]+\] )?\[\d+\]\s+[\w.-]+-[\w@.-]+:(?:[-\d.]+|nan|inf)")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=skipping_next("best iteration", _REWRITE))
