"""``result/log`` of Chainer's LogReport extension: a JSON list in a file without a suffix.

Rows have ``epoch``, ``iteration``, ``elapsed_time`` and whatever was observed: ``main/loss``, ``main/accuracy``,
``validation/main/loss``. The file is rewritten at every report, so a killed run leaves a whole list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_reading import DocumentReader, head_root
from run_diagnose.formats.json_rows import Rows
from run_diagnose.formats.json_scan import Document, Member
from run_diagnose.model.record import Record

NAME, TITLE = "chainer-log", "Chainer LogReport (result/log)"
EXAMPLE = """\
[
    {"main/loss": 0.0566, "validation/main/loss": 0.0439, "epoch": 1, "iteration": 847, "elapsed_time": 21.7}
]
"""


def recognise(head: Head) -> Match:
    """Sure by a list whose rows have Chainer's three counters."""
    found = head_root(head)
    if found is None or found[0].peek(found[1].at) != "[":
        return Match.NO
    first: Any = next((one.value for one in found[0].elements(found[1].at)), None)
    return (
        Match.SURE if isinstance(first, dict) and {"epoch", "iteration", "elapsed_time"} <= first.keys() else Match.NO
    )


class Reader(DocumentReader):
    """Rows of the list."""

    def read(self, document: Document, root: Member) -> Iterable[Record]:
        """The records of every row."""
        rows = Rows()
        for element in document.elements(root.at):
            if isinstance(element.value, dict):
                yield from rows.records(document.line(element.at), element.value)


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
