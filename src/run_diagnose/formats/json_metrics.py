"""A flat or nested JSON object of final figures: ``all_results.json``, ``metrics.json``, ``eval_results.json``.

One row without an axis. It is judged as final metrics: no trend can be told from it. A settings file also has numbers
under such names (``loss_weight``); it is left alone where names of settings outweigh those of results.
"""

from __future__ import annotations

from collections.abc import Iterable

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import SETTINGS, flatten, is_learning, pieces
from run_diagnose.formats.json_reading import DocumentReader, head_root
from run_diagnose.formats.json_rows import Rows
from run_diagnose.formats.json_scan import Document, Member
from run_diagnose.model.record import Event, Record

NAME, TITLE = "json-metrics", "JSON object of final figures"
EXAMPLE = """\
{
    "eval_loss": 0.29,
    "eval_accuracy": 0.91
}
"""

_LARGE = 65536
"""Characters; a longer object is a data set, not a summary."""


def recognise(head: Head) -> Match:
    """Maybe, where one whole object holds results and not mainly settings."""
    found = head_root(head) if head.whole and len(head.text) <= _LARGE else None
    if found is None or not isinstance(found[1].value, dict):
        return Match.NO
    values = flatten(found[1].value).values
    settings = sum(bool(SETTINGS.intersection(pieces(name))) for name in values)
    results = sum(is_learning(name) and not SETTINGS.intersection(pieces(name)) for name in values)
    return Match.MAYBE if results > 0 and results >= settings / 2 else Match.NO


class Reader(DocumentReader):
    """Reads the figures at the end."""

    def read(self, document: Document, root: Member) -> Iterable[Record]:
        """One row, and the word that it is a summary."""
        if isinstance(root.value, dict):
            line = document.line(root.at)
            yield Event("summary", line, "final figures only: one row, no course of training")
            yield from Rows().records(line, root.value)


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
