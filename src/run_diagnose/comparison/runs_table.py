"""A table of final metrics whose rows are runs: each row becomes a run that is judged by its final figures.

Columns that count as settings (``params.lr``, ``config/depth``, ``batch_size``) become the run's config; a cell of
prose about settings is kept as it stands, and no key is made of it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from run_diagnose import pipeline
from run_diagnose.comparison.sample import Sample
from run_diagnose.errors import DiagnoseError, NotALogError, UnreadableError
from run_diagnose.facts import dataclass
from run_diagnose.formats.tabular.cells import Kind, kind, number
from run_diagnose.formats.tabular.dialect import Dialect, split_line
from run_diagnose.formats.tabular.runs_table import refuse_table_of_runs
from run_diagnose.formats.tabular.sniffing import dialect
from run_diagnose.model.knobs import KNOBS
from run_diagnose.model.record import Point
from run_diagnose.model.run import Source
from run_diagnose.names import FileRecords, build
from run_diagnose.names import Options as Meanings
from run_diagnose.sources.head import HEAD_BYTES, make_head
from run_diagnose.sources.opening import open_bytes
from run_diagnose.sources.reading import first_bytes, read_head

MOST = 16 << 20
"""Bytes; a longer table of final metrics is no table of runs that a person compares."""
_PREFIX = re.compile(r"^(?:params?|config|hparams?|hp|hyperparameters?|args)[./_ ](?=\w)", re.IGNORECASE)
_PROSE = frozenset((
    "config", "configuration", "settings", "setting", "notes", "note", "description", "comment", "comments",
    "hyperparameters", "changes", "details", "what", "remark", "remarks", "summary",
))  # fmt: skip
_ABOUT = frozenset((
    "id", "run_id", "state", "status", "created", "created_at", "start_time", "end_time", "runtime", "user", "tags",
    "sweep", "hostname", "host", "group", "job_type", "project", "entity", "notebook", "date", "time", "timestamp",
    "duration", "_timestamp", "_runtime", "_step", "updated", "url", "path",
))  # fmt: skip
"""Columns that trackers export about a run and that are neither settings nor figures."""


@dataclass(frozen=True)
class Place:
    """One column of the table."""

    index: int
    name: str
    use: str
    """``label``, ``prose``, ``config``, ``metric`` or ``none``."""


def is_runs_table(path: str) -> bool:
    """True where the rows of this file are runs, not epochs."""
    if path == "-" or "://" in path:
        return False
    try:
        head = read_head(path)
        refuse_table_of_runs(head, dialect(head))
    except NotALogError as error:
        return error.hint.startswith("diagnose compare")
    except DiagnoseError:
        return False
    return False


def read_runs_table(path: str, options: pipeline.Options) -> list[Sample]:
    """The runs of such a table, judged; UnreadableError where not one of them has a figure."""
    head = read_head(path)
    form = dialect(head)
    assert form is not None  # is_runs_table said so
    lines = _lines(path)
    places = _places(form, [row for _, row in _rows(lines, form)])
    samples = [s for line, row in _rows(lines, form) if (s := _sample(path, line, row, places, form, options))]
    if not samples:
        raise UnreadableError(f"{path}: no row holds a loss or a metric", f"diagnose inspect {path}")
    return samples


def _lines(path: str) -> list[str]:
    with open_bytes(path) as opened:
        data = first_bytes(opened)
        _, decoder = make_head(data, path, whole=len(data) < HEAD_BYTES)
        if decoder is None:
            raise UnreadableError(f"{path} is not text", f"diagnose inspect {path}")
        lines, size = decoder.feed(data), len(data)
        while data := opened.read():
            size += len(data)
            if size > MOST:
                raise UnreadableError(f"{path} is larger than {MOST >> 20} MB: no table of runs", "give the runs' logs")
            lines += decoder.feed(data)
    return [text for _, text in [*lines, *decoder.close()]]


def _rows(lines: list[str], form: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Rows below the header with the line they begin on; quoted cells may span lines."""
    if form.separator in (",", ";", "\t") and any(line.count('"') % 2 for line in lines):
        reader = csv.reader((f"{line}\n" for line in lines), delimiter=form.separator, skipinitialspace=True)
        found = ((reader.line_num, [cell.strip() for cell in row]) for row in reader)
    else:
        found = ((i, split_line(line, form.separator)) for i, line in enumerate(lines, 1))
    width = len(form.names)
    for line, row in found:
        if len(row) == width and tuple(row) != form.header and any(row):
            yield line, row


def _places(form: Dialect, rows: list[list[str]]) -> list[Place]:
    label = next((i for i, name in enumerate(form.names) if name), 0)
    return [Place(i, name, _use(i, name, label, rows, form)) for i, name in enumerate(form.names) if name]


def _use(index: int, name: str, label: int, rows: list[list[str]], form: Dialect) -> str:
    plain = name.lower().replace(" ", "_").replace("-", "_")
    if index == label:
        return "label"
    if plain in _ABOUT:
        return "none"
    kinds = [kind(row[index], comma=form.comma) for row in rows if row[index]]
    words = sum(k is Kind.TEXT for k in kinds) > len(kinds) / 2
    if _PREFIX.match(name):
        return "config"
    if words:
        prose = plain in _PROSE or any("=" in row[index] or ", " in row[index] for row in rows)
        return "prose" if prose else "config"
    return "config" if plain in KNOBS or any(plain in spellings for spellings in KNOBS.values()) else "metric"


def _sample(
    path: str, line: int, row: list[str], places: list[Place], form: Dialect, options: pipeline.Options
) -> Sample | None:
    label = next((row[p.index] for p in places if p.use == "label"), "") or f"row {line}"
    values = {p.name: v for p in places if p.use == "metric" and (v := _value(row[p.index], form)) is not None}
    meanings = Meanings(maps=options.maps, aliases=options.aliases, task=options.task or "", name=label)
    file = FileRecords(source=Source(path, "table of runs", lines=line), records=[Point(line, values)])
    try:
        (run,) = build([file], options=meanings)
    except NotALogError:
        return None
    config = {
        _PREFIX.sub("", p.name): _setting(row[p.index], form) for p in places if p.use == "config" and row[p.index]
    }
    prose = "; ".join(row[p.index] for p in places if p.use == "prose" and row[p.index])
    return Sample(report=pipeline.judge(run, options), label=label, config=config, prose=prose)


def _value(cell: str, form: Dialect) -> float | None:
    return number(cell, comma=form.comma) if kind(cell, comma=form.comma) is Kind.NUMBER else None


def _setting(cell: str, form: Dialect) -> object:
    """A setting as a number where it is one, else as its text."""
    if cell.lower() in ("true", "false"):
        return cell.lower() == "true"
    value = _value(cell, form)
    if value is None:
        return cell
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
