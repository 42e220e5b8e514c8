"""``training_statistics.json`` of Ludwig: split, then output feature, then metric, then one value per evaluation.

``{"training": {"combined": {"loss": [..]}, "label": {"accuracy": [..]}}, "validation": {..}, "test": {..}}`` (newer
versions say ``train``). Names are joined with dots (``training.combined.loss``). Lists of a split that was not
given are empty. Newer versions log ``[epoch, step, value]`` per entry; then both axes are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import number
from run_diagnose.formats.json_reading import DocumentReader, head_members
from run_diagnose.formats.json_scan import CUT, Document, Member
from run_diagnose.model.record import Block, Record

NAME, TITLE = "ludwig", "Ludwig training_statistics.json"
EXAMPLE = """\
{"training": {"combined": {"loss": [1.57, 1.2]}, "label": {"accuracy": [0.33, 0.5], "loss": [1.57, 1.2]}},
 "validation": {"combined": {"loss": []}}, "test": {"combined": {"loss": [1.82, 1.3]}}}
"""

_SPLITS = ("training", "train", "validation", "test")


def recognise(head: Head) -> Match:
    """Sure by a split with Ludwig's ``combined`` output."""
    members = head_members(head)
    found = [members[split] for split in _SPLITS if split in members]
    if not found:
        return Match.NO
    sure = any(isinstance(one.value, dict) and "combined" in one.value for one in found)
    cut = any(one.value is CUT and '"combined"' in head.text[one.at : one.at + 200] for one in found)
    return Match.SURE if sure or cut else Match.NO


class Reader(DocumentReader):
    """One block per list, every value with its line."""

    def read(self, document: Document, root: Member) -> Iterable[Record]:
        """The lists of all splits."""
        for split in document.members(root.at):
            if split.key in _SPLITS:
                yield from _lists(document, split, split.key, 0)


def _lists(document: Document, node: Member, name: str, depth: int) -> Iterator[Block]:
    kind = document.peek(node.at)
    if kind == "[":
        yield from _block(document, node, name)
    elif kind == "{" and depth < 4:
        for member in document.members(node.at):
            yield from _lists(document, member, f"{name}.{member.key}", depth + 1)


def _block(document: Document, node: Member, name: str) -> Iterator[Block]:
    """Plain values get the count of the evaluation as their epoch."""
    lines, rows = [], []
    for index, element in enumerate(document.elements(node.at), start=1):
        value = element.value
        row = value if isinstance(value, list) else [index, None, value]
        numbers = [number(one) for one in row]
        if len(numbers) == 3 and numbers[0] is not None and numbers[2] is not None:
            lines.append(document.line(element.at))
            rows.append(numbers)
    if rows:
        columns = {"epoch": np.array([row[0] for row in rows], float), name: np.array([row[2] for row in rows], float)}
        if all(row[1] is not None for row in rows):
            columns["step"] = np.array([row[1] for row in rows], float)
        yield Block(np.array(lines, np.int64), columns)


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
