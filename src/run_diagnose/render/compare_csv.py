"""A comparison as CSV: a row for each run, a column for each figure and each config key that differs."""

from __future__ import annotations

import csv
import io

from run_diagnose.model.comparison import Cell, Comparison, Entry
from run_diagnose.model.report import Report
from run_diagnose.model.wording import setting
from run_diagnose.render.compare_cells import Wanted, comparison, trimmed
from run_diagnose.render.escape import visible
from run_diagnose.render.options import PLAIN, Options

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(report: Report, options: Options = PLAIN, wanted: Wanted | None = None) -> str:  # noqa: ARG001 - one shape for all
    """CSV with a header; figures in full precision, cells that are not known left empty."""
    made = trimmed(comparison(report), wanted or Wanted())
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_text(h) for h in _head(made)])
    writer.writerows([_row(e, made) for e in made.entries])
    return out.getvalue()


def _head(made: Comparison) -> list[str]:
    head = ["run", "rank", "verdict", "collapsed", "codes"]
    for c in made.columns:
        head += [c.key, f"{c.key} at", f"{c.key} best", f"{c.key} best at", f"{c.key} last"]
    return [*head, *(f"config.{d.key}" for d in made.differences), "in words"]


def _row(entry: Entry, made: Comparison) -> list[str]:
    row = [_text(entry.label), str(entry.rank), entry.verdict, _text(entry.collapsed), " ".join(entry.codes)]
    for c in made.columns:
        row += _figures(entry.cells.get(c.key))
    row += [_text(setting(d.values[entry.label])) if entry.label in d.values else "" for d in made.differences]
    return [*row, _text(entry.prose)]


def _figures(cell: Cell | None) -> list[str]:
    if cell is None:
        return [""] * 5
    return ["" if v is None else repr(v) for v in (cell.value, cell.at, cell.best, cell.best_at, cell.last)]


def _text(text: str) -> str:
    """Text that a spreadsheet takes for text: a cell of the log never becomes a formula."""
    shown = visible(text)
    return f"'{shown}" if shown.startswith(_FORMULA) and not _number(shown) else shown


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
