"""A JSON object whose members are the columns of a table: a Keras history and its many cousins.

``{"loss": [..], "val_loss": [..]}`` as ``json.dump(history.history)`` writes it, also below a key (``history``,
``results.run``), nested by split (``{"train": {"loss": [..]}}``, joined with dots), one object per fold in a list
(several runs), and the ``[[wall time, step, value], ..]`` list that TensorBoard's page offers for download (its tag
is in the file name). Plain values and ``config`` objects beside the columns become settings.

Columns of one length share their rows. A shorter column whose length divides the longest was logged every k-th row
and is put there (losses per batch beside one validation loss per epoch); any other stands on rows of its own. Where a
figure has a ``val_`` twin of its length and nothing counts, the rows are epochs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import flatten, is_axis, is_learning, looks_like_training, pieces
from run_diagnose.formats.json_reading import DocumentReader, head_root, head_rows
from run_diagnose.formats.json_rows import SPLITS
from run_diagnose.formats.json_scan import Document, Member
from run_diagnose.formats.json_tables import Column, RowList, Tables, tables
from run_diagnose.model.record import Block, NewRun, Record, Setting

NAME, TITLE = "json-columns", "JSON object of lists (Keras history)"
EXAMPLE = '{"loss": [0.9, 0.7, 0.6], "val_loss": [1.0, 0.8, 0.75], "lr": [0.001, 0.001, 0.001]}\n'

_WRAPPERS = frozenset(
    {"history", "metrics", "log", "logs", "results", "result", "data", "training_history", "curves", "datasets"}
)
_TAG = re.compile(r"-tag-(.+?)(?:\.json)?$")


def recognise(head: Head) -> Match:
    """Maybe, where lists of numbers bear a training log's names."""
    found = head_root(head)
    if found is None or len(head_rows(head)) > 1:
        return Match.NO
    seen = with_rows(tables(*found))
    names = {_name(column.path): 0 for column in seen.columns if len(column.values) > 1 or not head.whole}
    if not names:
        return Match.NO
    if looks_like_training(names) or _TAG.search(head.name) or is_learning(head.name.removesuffix(".json")):
        return Match.MAYBE
    return Match.NO


def _name(path: tuple[str, ...]) -> str:
    inner = [part for part in path if part.lower() not in _WRAPPERS]
    return ".".join(inner)


class Reader(DocumentReader):
    """Reads the columns at the end; ``stem`` names a column that has no key."""

    def __init__(self, stem: str) -> None:
        super().__init__()
        self._stem = stem

    def read(self, document: Document, root: Member) -> Iterable[Record]:
        """Blocks of columns of one length, run by run."""
        found = with_rows(tables(document, root))
        yield from settings(found)
        runs = by_run(found.columns) if found.columns else {}
        runs = by_prefix(runs[""]) if list(runs) == [""] else runs
        for run, columns in runs.items():
            if run or len(runs) > 1:
                yield NewRun(columns[0].lines[0], run)
            yield from blocks(columns, self._stem)


def settings(found: Tables) -> Iterator[Setting]:
    """What stands beside the tables: the config, and plain values that are no result."""
    for key, (value, line) in found.config.items():
        yield Setting(key, value, line=line, raw=str(value))
    for key, (value, line) in found.scalars.items():
        if not is_learning(key) and value is not None:
            yield Setting(key, value, line=line, raw=str(value))


def by_run(columns: list[Column]) -> dict[str, list[Column]]:
    """Columns by the run they belong to: below an index or a label that several groups of equal names differ in.

    The names that all columns begin with are passed over: ``{"folds": [{...}, {...}]}``.
    """
    common = columns[0].path[:1] if len({column.path[:1] for column in columns}) == 1 else ()
    if common and not is_learning(common[0]) and all(len(column.path) > 2 for column in columns):
        inner = by_run([Column(column.path[1:], column.values, column.lines) for column in columns])
        if len(inner) > 1:
            return {_of(common[0], label): own for label, own in inner.items()}
    heads = {column.path[:-1] for column in columns if len(column.path) > 1}
    firsts = {path[0] for path in heads}
    names: dict[str, set[tuple[str, ...]]] = {
        first: {c.path[1:] for c in columns if c.path and c.path[0] == first} for first in firsts
    }
    alike = len(firsts) > 1 and len({frozenset(inner) for inner in names.values()}) == 1
    splits = any(SPLITS.get(word) for first in firsts for word in pieces(first))
    learnt = any(is_learning(".".join(c.path[1:])) for c in columns if len(c.path) > 1)
    if not (alike and learnt) or splits or any(is_learning(first) for first in firsts):
        return {"": columns}
    out: dict[str, list[Column]] = {}
    for column in columns:
        label = column.path[0] if column.path else ""
        out.setdefault(label, []).append(Column(column.path[1:], column.values, column.lines))
    return out


def _of(parent: str, label: str) -> str:
    """``folds`` and ``0``: fold 0; a label that is a name says enough."""
    return f"{parent.removesuffix('s')} {label}" if label.isdigit() else label


def with_rows(found: Tables) -> Tables:
    """Lists of rows beside columns of their length are columns too: ``"val_metrics": [{"mae": 0.3}, ...]``."""
    for rows in beside(found):
        flats = [flatten(row).values for _, row in rows.rows]
        lines = [line for line, _ in rows.rows]
        for name in dict.fromkeys(name for flat in flats for name in flat):
            if (*rows.path, name) not in {column.path for column in found.columns}:
                found.columns.append(Column((*rows.path, name), [flat.get(name) for flat in flats], lines))
    return found


def beside(found: Tables) -> list[RowList]:
    """Lists of rows that stand beside columns of their length, or beside one another, a split each and no axis."""
    lengths = {len(column.values) for column in found.columns if is_learning(_name(column.path))}
    named = [rows for rows in found.row_lists if rows.path and len(rows.rows) > 1]
    alone = [rows for rows in named if not any(is_axis(name) for name in rows.rows[0][1])]
    splits = {word for rows in alone for word in pieces(rows.path[-1]) if word in SPLITS}
    if len(splits) == len(alone) > 1 and len({len(rows.rows) for rows in alone}) == 1:
        return alone
    return [rows for rows in named if len(rows.rows) in lengths]


def by_prefix(columns: list[Column]) -> dict[str, list[Column]]:
    """``reg_loss, reg_val_loss`` beside ``cls_loss, cls_val_loss`` of another length: two trainings in one history."""
    groups: dict[str, dict[str, Column]] = {}
    for column in columns:
        head, _, rest = column.path[-1].partition("_") if len(column.path) == 1 else ("", "", "")
        groups.setdefault(head, {})[rest] = column
    lengths = [{len(column.values) for column in group.values()} for group in groups.values()]
    whole = all({"loss", "val_loss"} <= group.keys() for group in groups.values())
    told_apart = all(len(one) == 1 for one in lengths) and len(set().union(*lengths)) == len(lengths) > 1
    if not (whole and told_apart):
        return {"": columns}
    return {
        head: [Column((rest,), column.values, column.lines) for rest, column in group.items()]
        for head, group in groups.items()
    }


def blocks(columns: list[Column], stem: str) -> Iterator[Block]:
    """The columns as tables: one where lengths agree or divide, one more for every other length."""
    longest = max(len(column.values) for column in columns)
    named: dict[int, dict[str, Column]] = {}
    for column in columns:
        length = len(column.values)
        rows = longest if length and longest % length == 0 and length > 1 else length
        named.setdefault(rows, {}).setdefault(_name(column.path) or stem, column)
    for rows, group in named.items():
        if any(is_axis(name) and len(column.values) < rows for name, column in group.items()):
            yield from _apart(group, stem)
        else:
            yield _block(rows, group)


def _apart(group: dict[str, Column], stem: str) -> Iterator[Block]:
    """One block per length: a short axis column (``val_epochs``) says itself where its values lie."""
    lengths: dict[int, dict[str, Column]] = {}
    for name, column in group.items():
        lengths.setdefault(len(column.values), {})[_bare_axis(name) or stem] = column
    for rows, columns in lengths.items():
        yield _block(rows, columns)


def _bare_axis(name: str) -> str:
    """``val_epochs`` counts epochs, whatever was measured at them."""
    split, _, word = name.rpartition("_")
    return word if SPLITS.get(split.lower()) and is_axis(word) else name


def _block(rows: int, columns: dict[str, Column]) -> Block:
    lines = np.zeros(rows, dtype=np.int64)
    values, present = {}, {}
    for name, column in columns.items():
        every = rows // len(column.values)
        where = np.arange(every - 1, rows, every)
        y = np.full(rows, np.nan)
        y[where] = [np.nan if value is None else value for value in column.values]
        here = np.zeros(rows, dtype=np.bool_)
        here[where] = [value is not None for value in column.values]
        lines[where] = np.where(lines[where] > 0, lines[where], column.lines)
        values[name] = y
        if not here.all():
            present[name] = here
    if _is_per_epoch(rows, columns):
        values = {"epoch": np.arange(1.0, rows + 1), **values}
    return Block(lines, values, present)


def _is_per_epoch(rows: int, columns: dict[str, Column]) -> bool:
    """True for what Keras' ``History`` keeps: each figure beside its ``val_`` twin, one of each an epoch, no axis."""
    whole = {name for name, column in columns.items() if len(column.values) == rows}
    return len(whole) == len(columns) and not any(map(is_axis, whole)) and any(f"val_{name}" in whole for name in whole)


def reader(head: Head) -> Reader:
    """A fresh reader; the file's name holds the tag of a TensorBoard download, or nothing names the figure."""
    tag = _TAG.search(head.name)
    stem = head.name.rsplit(".", 1)[0]
    return Reader(tag[1] if tag else stem if is_learning(stem) else "value")
