"""``wandb-summary.json``: the last value of everything a Weights & Biases run logged.

No course of training can be told from it; it is judged as final metrics, and an event says so. The whole history of
the same run is in the binary ``run-*.wandb`` one folder up. Media, tables and histograms are left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import flatten
from run_diagnose.formats.json_reading import DocumentReader, head_members
from run_diagnose.formats.json_scan import Document, Member
from run_diagnose.model.record import Event, Point, Record

NAME, TITLE = "wandb-summary", "W&B wandb-summary.json (last values only)"
EXAMPLE = (
    '{"_step": 49, "_runtime": 1118, "_timestamp": 1761010774.5, "epoch": 49, "train_loss": 0.117, "val_loss": 0.295}\n'
)


def recognise(head: Head) -> Match:
    """Sure by W&B's own keys in one object."""
    keys = head_members(head).keys()
    sure = "_wandb" in keys or {"_step", "_timestamp"} <= keys or {"_step", "_runtime"} <= keys
    if len([line for line in head.lines if line.lstrip().startswith("{")]) > 1 and head.name != "wandb-summary.json":
        return Match.NO  # several objects are the rows of an exported history
    return Match.SURE if sure else Match.NO


class Reader(DocumentReader):
    """One row."""

    def read(self, document: Document, root: Member) -> Iterable[Record]:
        """The last values, and the word that they are that."""
        if not isinstance(root.value, dict):
            return
        line = document.line(root.at)
        values = {k: v for k, v in flatten(root.value).values.items() if not k.startswith("_wandb")}
        text = "last values only: the history of this run is in run-*.wandb, one folder up"
        yield Event("summary", line, text)
        yield Point(line, values)


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
