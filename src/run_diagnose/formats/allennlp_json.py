"""``metrics_epoch_N.json`` of AllenNLP: one file per epoch, the run is the folder.

Every file is one flat object with ``epoch``, ``training_*``, ``validation_*``, the ``best_validation_*`` so far and
``best_epoch``. ``best_*`` repeat a value of another epoch and are no points of the curve; ``training_duration``
becomes seconds. A single file is read as that one epoch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import flatten
from run_diagnose.formats.json_reading import DocumentReader, head_members
from run_diagnose.formats.json_scan import Document, Member
from run_diagnose.formats.llamafactory import seconds
from run_diagnose.model.record import Point, Record

NAME, TITLE = "allennlp", "AllenNLP metrics_epoch_N.json (a folder of them)"
EXAMPLE = (
    '{"best_epoch": 0, "epoch": 0, "training_loss": 0.51, "validation_loss": 0.54, "training_duration": "0:07:35"}\n'
)
FOLDER = True

_FILE = re.compile(r"(?:^|/)metrics_epoch_(\d+)\.json$")


def claims(names: Iterable[str]) -> tuple[str, ...]:
    """The epoch files of the first folder that has any, in the order of their epochs."""
    found = [(name.rpartition("/")[0], int(match[1]), name) for name in names if (match := _FILE.search(name))]
    folders = sorted({folder for folder, _, _ in found})
    return tuple(name for folder, _, name in sorted(found) if folder == folders[0])


def recognise(head: Head) -> Match:
    """Sure by ``epoch`` beside ``training_epochs`` or ``training_duration``."""
    keys = head_members(head).keys()
    sure = "epoch" in keys and ("training_epochs" in keys or "training_duration" in keys)
    return Match.SURE if sure else Match.NO


class Reader(DocumentReader):
    """One row per file."""

    def read(self, document: Document, root: Member) -> Iterable[Record]:
        """The epoch's values, without those that are copies of another epoch's."""
        if not isinstance(root.value, dict):
            return
        flat = flatten(root.value)
        values = {name: value for name, value in flat.values.items() if not name.startswith("best_")}
        duration = seconds(flat.words.get("training_duration", ""))
        if duration is not None:
            values["training_duration"] = duration
        yield Point(document.line(root.at), values)


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
