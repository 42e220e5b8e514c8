"""Marian.

``Ep. 57 : Up. 26100 : Sen. 27,644 : Cost 0.43 : ..`` and ``[valid] Ep. 56 : Up. 26000 : bleu : 49.6 : new best``.

The configuration that Marian prints first (``check-nan: false``) is no data; translations between the lines
neither.
"""

from __future__ import annotations

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.declare import rewriting, sure
from run_diagnose.formats.text.reader import TextReader

NAME = "marian"
TITLE = "Marian NMT train.log and valid.log"
EXAMPLE = """\
[2022-12-02 11:18:25] Ep. 57 : Up. 26100 : Sen. 27,644 : Cost 0.43338272 : Time 113.95s : 4826.34 words/s : gNorm 0.9092
[2022-12-02 11:17:38] [valid] Ep. 56 : Up. 26000 : bleu-detok : 49.584 : new best
"""

_REWRITE = rewriting(
    (
        r"^(?:\[[^\]]*\] )?\[valid\]\s+Ep\. ([\d.]+) : Up\. ([\d,]+) : (\S+) : (\S+) : .*$",
        r"[valid] epoch \1, update \2, \3: \4",
    ),
    (
        r"^(?:\[[^\]]*\] )?Ep\. ([\d.]+) : Up\. ([\d,]+) : Sen\. [\d,]+ : Cost (\S+)(?: [^:]*)? : Time ([\d.]+)s"
        r"(?: : ([\d.]+) words/s)?(?: : gNorm (\S+))?(?: : L\.r\. (\S+))?.*$",
        r"epoch \1, update \2, Cost: \3, Time: \4, words/s: \5, gNorm: \6, L.r.: \7",
    ),
    (r"^\[[^\]]*\] \[(?:config|valid|data|marian|memory|sqlite|training|comm|batching)\].*$", ""),
    (r"^\[[^\]]*\] (?:Best translation|Ref|Hyp).*$", ""),
)


def recognise(head: Head) -> Match:
    """Sure of the wording that only this program prints."""
    return sure(
        head, r"^\[[-\d]+ [:\d]+\] \[(?:marian|config)\] |^\[[-\d]+ [:\d]+\] (?:\[valid\] )?Ep\. [\d.]+ : Up\. \d+ : "
    )


def reader(head: Head) -> TextReader:  # noqa: ARG001 - the signature of every format
    """A fresh reader."""
    return TextReader(rewrite=_REWRITE)
