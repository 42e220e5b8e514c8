"""``catboost_info/catboost_training.json`` of CatBoost.

``meta`` names the metrics (``learn_metrics``, ``test_metrics``) and the data sets (``learn_sets``, ``test_sets``);
``iterations`` is a list of ``{"iteration", "learn": [..], "test": [..], "passed_time"}`` with values in that order.
Names are joined as ``learn.Logloss``. Very often there is no test set. ``iteration_count`` is the planned end of the
axis.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import number
from run_diagnose.formats.json_reading import DocumentReader, head_members
from run_diagnose.formats.json_scan import Document, Member
from run_diagnose.model.record import Point, Record, Total

NAME, TITLE = "catboost-json", "CatBoost catboost_training.json"
EXAMPLE = """\
{"meta": {"learn_metrics": [{"best_value": "Min", "name": "Logloss"}], "learn_sets": ["learn"], "test_sets": []},
 "iterations": [{"learn": [0.692], "iteration": 0, "passed_time": 0.003, "remaining_time": 2.8}]}
"""


def recognise(head: Head) -> Match:
    """Sure by ``meta`` with CatBoost's names."""
    meta = head_members(head).get("meta")
    sure = meta is not None and isinstance(meta.value, dict) and "learn_metrics" in meta.value
    return Match.SURE if sure else Match.NO


class Reader(DocumentReader):
    """Iterations, with the names out of ``meta``."""

    def read(self, document: Document, root: Member) -> Iterable[Record]:
        """The records of every iteration."""
        meta: dict[str, Any] = {}
        for member in document.members(root.at):
            if member.key == "meta" and isinstance(member.value, dict):
                meta = member.value
                planned = number(meta.get("iteration_count"))
                if planned:
                    yield Total("iteration", planned)
            elif member.key == "iterations":
                yield from _iterations(document, member, meta)


def _iterations(document: Document, node: Member, meta: dict[str, Any]) -> Iterator[Record]:
    learn, test = _names(meta, "learn_metrics"), _names(meta, "test_metrics")
    sets = [str(one) for key in ("learn_sets", "test_sets") for one in _list(meta.get(key))] or ["learn", "test"]
    for element in document.elements(node.at):
        row = element.value
        if not isinstance(row, dict):
            continue
        values = {key: found for key in ("iteration", "passed_time") if (found := number(row.get(key))) is not None}
        for name in sets:
            for metric, value in zip(
                learn if name in _list(meta.get("learn_sets")) else test, _flat(row.get(name)), strict=False
            ):
                if (found := number(value)) is not None:
                    values[f"{name}.{metric}"] = found
        yield Point(document.line(element.at), values)


def _names(meta: dict[str, Any], key: str) -> list[str]:
    return [str(one.get("name", "")) for one in _list(meta.get(key)) if isinstance(one, dict)]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _flat(value: Any) -> list[Any]:
    """The values of one data set; some versions wrap them once more."""
    found = _list(value)
    return _list(found[0]) if found and isinstance(found[0], list) else found


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
