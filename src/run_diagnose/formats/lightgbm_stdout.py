"""LightGBM's evaluation lines: ``[100] training's binary_error: 0.043 valid_1's binary_error: 0.051``.

Folds are printed one behind the other: the count of iterations begins again.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import every, skipping_next, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "lightgbm-stdout"
TITLE = "LightGBM stdout"
EXAMPLE = """\
[LightGBM] [Info] Total Bins 255
[100]\ttraining's binary_logloss: 0.143\tvalid_1's binary_logloss: 0.151
Early stopping, best iteration is:
"""

_REWRITE = every(
    (
        r"^\[LightGBM\] \[Info\] Iteration:(\d+), (\w+) ([\w@]+) : ",
        r"iteration \1: \2 \3: ",
    ),  # the command line program
    (r"^\[LightGBM\] \[(?:Info|Warning)\].*$", ""),
    (r"^\[(\d+)\]\s", r"iteration \1: "),
    (r"(\w)'s ", r"\1 "),
    (r" \+ [\d.e-]+", ""),
)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(head, r"^\[\d+\]\s+[\w ]+'s [\w@-]+: |^\[\d+\]\s+cv_agg's |\[LightGBM\] \[Info\]")


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=skipping_next("best iteration", _REWRITE))
