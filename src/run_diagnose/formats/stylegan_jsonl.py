"""``stats.jsonl`` and ``metric-*.jsonl`` of StyleGAN2-ADA, StyleGAN3, EDM and their kin.

``stats.jsonl``: every value is ``{"num", "mean", "std"}`` over the tick; the mean is the point, ``num`` 0 means
nothing was measured in that tick (its mean is then NaN, which is no NaN of the training). The axis is
``Progress/kimg``. ``metric-fid50k_full.jsonl``: ``{"results": {"fid50k_full": 12.3}, "snapshot_pkl":
"network-snapshot-000200.pkl"}``; the snapshot's number is the axis in kimg. FID may be a huge number (1e57) where the
matrix square root failed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import flatten, number
from run_diagnose.formats.json_reading import LineReader, head_rows
from run_diagnose.model.record import Point, Record

NAME, TITLE = "stylegan-jsonl", "StyleGAN stats.jsonl and metric-*.jsonl"
EXAMPLE = """\
{"Progress/kimg": {"num": 1, "mean": 4.0, "std": 0.0}, "Loss/G/loss": {"num": 128, "mean": 0.9, "std": 0.2}}
"""

_SNAPSHOT = re.compile(r"(\d+)\.(?:pkl|pt)$")
_PARTS = frozenset({"num", "mean", "std"})


def recognise(head: Head) -> Match:
    """Sure by the three parts of a value, or by the results of a snapshot."""
    for row in head_rows(head)[:3]:
        if any(isinstance(value, dict) and value.keys() == _PARTS for value in row.values()):
            return Match.SURE
        if isinstance(row.get("results"), dict) and "snapshot_pkl" in row:
            return Match.SURE
    return Match.NO


class Reader(LineReader):
    """Means of ticks, results of snapshots."""

    def row(self, line: int, row: dict[str, Any]) -> Iterable[Record]:
        """The records of one object."""
        values: dict[str, float] = {}
        results = row.get("results")
        if isinstance(results, dict):
            values = flatten(results).values
            snapshot = _SNAPSHOT.search(str(row.get("snapshot_pkl", "")))
            if snapshot:
                values["Progress/kimg"] = float(snapshot[1])
        for name, value in row.items():
            mean = number(value.get("mean")) if isinstance(value, dict) else None
            if mean is not None and number(value.get("num")) != 0:
                values[name] = mean
            elif name == "timestamp" and (stamp := number(value)) is not None:
                values[name] = stamp
        return [Point(line, values)] if values else ()


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
