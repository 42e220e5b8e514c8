"""W&B tables: the CSV export of a chart (``Step,run - metric,run - metric__MIN,run - metric__MAX``) and of a history.

In a chart's export every run has three columns for each metric; the ``__MIN`` and ``__MAX`` ones are the same values
unless the chart was smoothed or thinned, and are left out. Several runs in one export become several runs. In a
history (``run.history().to_csv()``) the axis is ``_step``, beside ``_runtime`` and ``_timestamp``, and rows are
sparse.
"""

from __future__ import annotations

from collections.abc import Iterable

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.reader import Options, TableReader, table
from run_diagnose.formats.tabular.sniffing import dialect
from run_diagnose.model.record import NewRun, Point, Record

NAME = "wandb-csv"
TITLE = "W&B CSV export of a chart or of a history"
EXAMPLE = """\
"Step","blue-sky-7 - val_loss","blue-sky-7 - val_loss__MIN","blue-sky-7 - val_loss__MAX"
"0","0.91","0.91","0.91"
"100","0.72","0.72","0.72"
"""
_BOUNDS = ("__MIN", "__MAX")
_BETWEEN = " - "


def recognise(head: Head) -> Match:
    """Sure of ``run - metric`` with its bounds, or of W&B's own ``_step`` beside its clocks."""
    found = dialect(head)
    if found is None or found.separator not in (",", ";", "\t"):
        return Match.NO
    bounded = any(_BETWEEN in name and name + "__MIN" in found.names for name in found.names)
    history = "_step" in found.names and bool({"_runtime", "_timestamp"} & set(found.names))
    return Match.SURE if bounded or history else Match.NO


def reader(head: Head) -> TableReader | _Runs:
    """The rows under the metrics' names; run by run where there are several."""
    found = dialect(head)
    names = found.names if found else ()
    runs = list(dict.fromkeys(_run(name) for name in names if _run(name)))
    if len(runs) > 1:
        return _Runs(table(head, found, Options(rename=lambda name: None if name.endswith(_BOUNDS) else name)), runs)
    return table(head, found, Options(rename=_metric))


def _run(name: str) -> str:
    return name.rsplit(_BETWEEN, 1)[0] if _BETWEEN in name else ""


def _metric(name: str) -> str | None:
    return None if name.endswith(_BOUNDS) else name.rsplit(_BETWEEN, 1)[-1]


class _Runs:
    """Rows that hold several runs side by side are kept until the end, then handed over run by run."""

    def __init__(self, rows: TableReader, runs: list[str]) -> None:
        self._rows = rows
        self.detail = rows.detail
        self._points: dict[str, list[Point]] = {run: [] for run in runs}

    def feed(self, number: int, line: str) -> Iterable[Record]:
        """What of the line belongs to no run."""
        return self._sort(self._rows.feed(number, line))

    def close(self) -> Iterable[Record]:
        """All runs, one after another."""
        out = self._sort(self._rows.close())
        for run, points in self._points.items():
            if points:
                out += [NewRun(points[0].line, run), *points]
        return out

    def _sort(self, records: Iterable[Record]) -> list[Record]:
        rest: list[Record] = []
        for record in records:
            if not isinstance(record, Point):
                rest.append(record)
                continue
            shared = {name: value for name, value in record.values.items() if not _run(name)}
            for run, points in self._points.items():
                own = {_metric(n) or n: value for n, value in record.values.items() if _run(n) == run}
                if own:
                    points.append(Point(record.line, {**shared, **own}, record.split))
        return rest
