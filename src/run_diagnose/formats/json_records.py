"""A JSON list of rows: ``[{"epoch": 1, "loss": 0.9}, ...]``, alone or below a key.

Read here: a list at the top, below ``history``, ``epochs``, ``logs`` or any other key, beside a ``config`` object and
plain values (they become settings); objects keyed by their count (``{"epoch_1": {..}, "epoch_2": {..}}``); several
objects one after another without a list around them; a list whose closing bracket was never written. A list of folds
with a list of rows each is several runs. Rows follow the same rules as JSON lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_columns import beside, settings
from run_diagnose.formats.json_flat import flatten, is_learning, looks_like_training, pieces
from run_diagnose.formats.json_reading import DocumentReader, head_root, head_rows
from run_diagnose.formats.json_rows import SPLITS, Rows
from run_diagnose.formats.json_scan import Document, Member
from run_diagnose.formats.json_tables import RowList, Tables, tables
from run_diagnose.model.record import NewRun, Record

NAME, TITLE = "json-records", "JSON list of rows"
EXAMPLE = '[{"epoch": 1, "loss": 0.9, "val_loss": 1.0},\n {"epoch": 2, "loss": 0.7, "val_loss": 0.8}]\n'

_LOOK = 20
"""Rows of the head that are looked at."""


def recognise(head: Head) -> Match:
    """Maybe, where the rows of a list hold a training log's numbers."""
    found = head_root(head)
    if found is None or len(head_rows(head)) > 1:
        return Match.NO
    document, root = found
    seen = tables(document, root)
    if beside(seen):
        return Match.NO
    lists = _row_lists(seen)
    if not lists and document.peek(root.at) == "{" and isinstance(root.value, dict):
        several = [one.value for one in document.roots() if isinstance(one.value, dict)][:_LOOK]
        lists = [RowList((), [(0, row) for row in several])] if len(several) > 1 else []
    good = any(
        looks_like_training(flatten(_by_its_name(row, rows)).values) for rows in lists for _, row in rows.rows[:_LOOK]
    )
    return Match.MAYBE if good else Match.NO


def _row_lists(found: Tables) -> list[RowList]:
    """The lists that are logs: not the few rows of a summary table beside a longer one."""
    return [rows for rows in found.row_lists if rows.rows]


class Reader(DocumentReader):
    """Reads the rows at the end."""

    def __init__(self) -> None:
        super().__init__()
        self._rows = Rows()

    def read(self, document: Document, root: Member) -> Iterable[Record]:
        """Settings first, then the rows of every list."""
        found = tables(document, root)
        lists = _row_lists(found)
        if not lists and isinstance(root.value, dict):
            yield from self._rows.records(document.line(root.at), root.value)
            return
        yield from settings(found)
        several = len(lists) > 1 and len({rows.path[-1:] for rows in lists}) == 1
        parts = {_split(rows) for rows in lists}
        several = several and not ("" not in parts and len(parts) == len(lists))  # one list per split is one run
        for rows in lists:
            if several:
                yield NewRun(rows.rows[0][0], ".".join(rows.path[:-1]))
            split = _split(rows)
            for line, row in rows.rows:
                yield from self._rows.records(line, _by_its_name(row, rows), split)


def _by_its_name(row: dict[str, Any], rows: RowList) -> dict[str, Any]:
    """``"val_loss": [{"step": 1, "value": 0.9}, ..]``: the figure of a row is what the list is called."""
    name = rows.path[-1] if rows.path else ""
    return {(name if key == "value" else key): value for key, value in row.items()} if is_learning(name) else row


def _split(rows: RowList) -> str:
    """``train``, ``val`` or ``test`` where a name above the list says so."""
    return next((SPLITS[word] for part in rows.path for word in pieces(part) if word in SPLITS), "")


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
