"""``summary.json`` of nnU-Net: the scores of one validation, no curve.

Version 2: ``foreground_mean``, ``mean`` per class, ``metric_per_case``. Version 1: ``results.mean`` per class and
``results.all`` per case. Scores per case are left out. A class without a voxel in reference and prediction has NaN:
harmless. The curves are in ``training_log_*.txt`` beside it.
"""

from __future__ import annotations

from collections.abc import Iterable

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import flatten
from run_diagnose.formats.json_reading import DocumentReader, head_members
from run_diagnose.formats.json_scan import Document, Member
from run_diagnose.model.record import Event, Point, Record

NAME, TITLE = "nnunet-summary", "nnU-Net validation summary.json"
EXAMPLE = '{"foreground_mean": {"Dice": 0.89, "IoU": 0.81}, "mean": {"1": {"Dice": 0.89}}, "metric_per_case": []}\n'


def recognise(head: Head) -> Match:
    """Sure by the parts of either version."""
    members = head_members(head)
    if "metric_per_case" in members or ("foreground_mean" in members and "mean" in members):
        return Match.SURE
    sure = "results" in members and "task" in members and ('"mean"' in head.text or '"all"' in head.text)
    return Match.SURE if sure else Match.NO


class Reader(DocumentReader):
    """One row of scores."""

    def read(self, document: Document, root: Member) -> Iterable[Record]:
        """Means over cases, as validation scores."""
        if not isinstance(root.value, dict):
            return
        tree = root.value.get("results", root.value)
        means = {k: v for k, v in tree.items() if k in ("mean", "foreground_mean")} if isinstance(tree, dict) else {}
        line = document.line(root.at)
        yield Event("summary", line, "scores of one validation: no course of training")
        yield Point(line, flatten(means).values, "val")


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
