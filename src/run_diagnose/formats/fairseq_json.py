"""JSON objects behind a logger's prefix: fairseq with ``--log-format json``, alone or under hydra.

``[2021-06-01 10:00:00,123][train_inner][INFO] - {"epoch": 1, "loss": "11.3", ...}`` or ``2020-06-01 10:00:00 | INFO |
train | {...}``. Numbers are strings. Three kinds of record: ``train_inner`` (per logging step: ``loss``,
``num_updates``, ``lr``, ``gnorm``), ``train`` (per epoch: ``train_loss``, ``train_num_updates``) and ``valid``
(``valid_loss``, ``valid_num_updates``, ``valid_best_loss``); subsets keep their name. The kind is the split, and
``<kind>_num_updates`` is the same axis as ``num_updates``. ``valid_best_*`` repeat an older value. Lines without an
object are searched for events: loss-scale overflows, tracebacks, early stops.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_events import TextEvents
from run_diagnose.formats.json_flat import flatten
from run_diagnose.formats.json_reading import row_of
from run_diagnose.formats.json_rows import SPLITS
from run_diagnose.model.record import Point, Record, Total, Unread

NAME, TITLE = "fairseq-json", "fairseq with --log-format json"
EXAMPLE = """\
[2021-06-01 10:00:00,123][train_inner][INFO] - {"epoch": 1, "update": 0.1, "loss": "11.3", "num_updates": "100"}
[2021-06-01 10:05:00,456][valid][INFO] - {"epoch": 1, "valid_loss": "9.8", "valid_num_updates": "1000"}
"""

_LINE = re.compile(r"^[^{]*?[\[|]\s*(train_inner|train|valid\w*|test\w*)\s*[\]|][^{]*(\{.*\})\s*$")
_AXES = ("num_updates", "epoch", "update")


def recognise(head: Head) -> Match:
    """Sure by one such line that counts updates."""
    for line in head.lines:
        found = _LINE.match(line)
        if found and "num_updates" in found[2] and row_of(found[2]) is not None:
            return Match.SURE
    return Match.NO


class Reader:
    """A push parser of prefixed objects."""

    def __init__(self) -> None:
        self._events = TextEvents()

    def feed(self, number: int, line: str) -> Iterable[Record]:
        """The records of one line."""
        found = _LINE.match(line)
        row = row_of(found[2]) if found else None
        if found is None or row is None:
            return self._events.feed(number, line)
        kind = found[1]
        values = {}
        for name, value in flatten(row).values.items():
            bare = name.removeprefix(f"{kind}_").removeprefix("train_").removeprefix("valid_")
            if not bare.startswith("best_"):
                values[bare if bare in _AXES else name] = value
        if not values:
            return (Unread(number, "an object without numbers", line[:120]),)
        total = row.get("total_num_updates")
        point = Point(number, values, SPLITS.get(kind, "val" if kind.startswith("valid") else "test"))
        return (point,) if not isinstance(total, (int, float)) else (point, Total("num_updates", float(total)))

    def close(self) -> Iterable[Record]:
        """What only the end of the text completes."""
        return self._events.close()


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
