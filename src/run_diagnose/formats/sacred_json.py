"""``metrics.json`` of Sacred's FileStorageObserver: per metric three lists, ``steps``, ``timestamps``, ``values``.

Numpy values are wrapped by jsonpickle (``{"dtype": "float64", "value": 0.5}``): the inner number is read. The config
(``config.json``) and the state of the run (``run.json``) lie beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import number
from run_diagnose.formats.json_reading import DocumentReader, head_members, head_root
from run_diagnose.formats.json_scan import CUT, Document, Member
from run_diagnose.model.record import Block, Record

NAME, TITLE = "sacred", "Sacred metrics.json"
EXAMPLE = '{"training.loss": {"steps": [0, 1], "timestamps": ["2024-01-01T00:00:00"], "values": [0.9, 0.7]}}\n'


def recognise(head: Head) -> Match:
    """Sure where every member has steps and values."""
    members, found = head_members(head), head_root(head)
    if not members or found is None:
        return Match.NO
    for member in members.values():
        keys = {one.key for one in found[0].children(member)} if found[0].peek(member.at) == "{" else set()
        if not {"steps", "values"} <= keys and not (member.value is CUT and "steps" in keys and len(members) == 1):
            return Match.NO if member.value is not CUT or len(members) == 1 else Match.SURE
    return Match.SURE


class Reader(DocumentReader):
    """One block per metric."""

    def read(self, document: Document, root: Member) -> Iterable[Record]:
        """Steps and values of every metric; the longer list is cut to the shorter."""
        for metric in document.members(root.at):
            lists = {one.key: one for one in document.children(metric)}
            if "steps" not in lists or "values" not in lists:
                continue
            steps = [number(one.value) for one in document.elements(lists["steps"].at)]
            values = [(document.line(one.at), _inner(one.value)) for one in document.elements(lists["values"].at)]
            rows = [(s, n, v) for s, (n, v) in zip(steps, values, strict=False) if s is not None and v is not None]
            if rows:
                x, lines, y = (np.array(column) for column in zip(*rows, strict=True))
                yield Block(lines.astype(np.int64), {"step": x.astype(float), metric.key: y.astype(float)})


def _inner(value: Any) -> float | None:
    return number(value.get("value")) if isinstance(value, dict) else number(value)


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
