"""TensorFlow estimators.

``INFO:tensorflow:loss = 2.3, step = 100 (12.3 sec)`` and ``Saving dict for global step 1000: ..``.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import rewriting, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "tf1-estimator"
TITLE = "TensorFlow 1 estimator stdout"
EXAMPLE = """\
INFO:tensorflow:loss = 2.3025, step = 0
INFO:tensorflow:global_step/sec: 98.123
INFO:tensorflow:Saving dict for global step 1000: accuracy = 0.91, global_step = 1000, loss = 0.31
"""

_REWRITE = rewriting(
    (r"^.*Saving dict for global step (\d+): (.*?)(?:, global_step = \d+)?(, .*)?$", r"eval: step \1, \2\3"),
    (r"^.*?(\w+ = \S+, )step = (\d+)(?: \([\d.]+ sec\))?$", r"step \2, \1"),
    (r"^INFO:tensorflow:", ""),
)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(
        head,
        r"(?:INFO:tensorflow:|basic_session_run_hooks.*\] ?)loss = \S+, step = \d+|Saving dict for global step \d+: ",
    )


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
