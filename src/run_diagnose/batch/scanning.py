"""A folder in, rows out: units dealt out, the known taken from the cache, the rest worked on where there is room."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from run_diagnose import pipeline
from run_diagnose.batch.cache import FOLDER, Cache
from run_diagnose.batch.keys import content, forget, rule_set
from run_diagnose.batch.pool import results
from run_diagnose.batch.row import Row, from_json, to_json
from run_diagnose.batch.statistics import Statistics
from run_diagnose.batch.units import Unit, units
from run_diagnose.batch.work import Job
from run_diagnose.errors import UnreadableError, UsageError
from run_diagnose.facts import dataclass


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How to scan."""

    workers: int = -1
    """Processes; -1 for one per processor."""
    backend: str = "loky"
    address: str | None = None
    """Of a dask scheduler or a ray head."""
    cache: str | None = FOLDER
    """Folder of the cache; None for none."""
    full: bool = False
    """Rows carry the whole report."""


@dataclass
class Progress:
    """How far a scan is."""

    units: int = 0
    done: int = 0
    cached: int = 0


def scan_rows(
    paths: Sequence[str],
    options: pipeline.Options | None = None,
    plan: Plan | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[int, Row]]:
    """Every run below ``paths`` as a row, with the number of its unit, as soon as it is finished.

    Rows that an earlier scan finished come first. Raises UnreadableError where nothing lies below, UsageError for
    options or backends that do not exist.
    """
    options, plan, progress = options or pipeline.Options(), plan or Plan(), progress or Progress()
    found = list(units(paths))
    if not found:
        raise UnreadableError(
            f"{', '.join(paths)}: no file that could be a log lies below", "give the folder of the runs"
        )
    progress.units = len(found)
    forget()
    cache = Cache(plan.cache, rule_set(options, full=plan.full)) if plan.cache else None
    keys: dict[int, str | None] = {}
    try:
        left = []
        away = plan.backend in ("dask", "ray")
        for index, unit in enumerate(found):
            rows = _known(index, unit, cache, keys)
            if rows is None:
                left.append(Job(index, _absolute(unit) if away else unit, options, plan.full))
                continue
            progress.done += 1
            progress.cached += 1
            yield from ((index, row) for row in rows)
        for index, made in results(left, workers=_workers(plan, len(left)), backend=plan.backend, address=plan.address):
            rows = tuple(_as_given(row, found[index]) for row in made) if away else made
            if cache is not None:
                cache.put(keys.pop(index, None), rows)
            progress.done += 1
            yield from ((index, row) for row in rows)
    finally:
        if cache is not None:
            cache.close()


def _known(index: int, unit: Unit, cache: Cache | None, keys: dict[int, str | None]) -> tuple[Row, ...] | None:
    if cache is None:
        return None
    key = content(unit)
    rows = cache.get(key)
    if rows is None:
        keys[index] = key
    return rows


def _absolute(unit: Unit) -> Unit:
    """The same unit for a worker that stands in another folder."""
    return replace(unit, folder=Path(unit.folder).resolve().as_posix())


def _as_given(row: Row, unit: Unit) -> Row:
    """Paths as the person gave them, whatever folder the worker stood in: the same rows from every backend."""
    absolute = json.dumps(_absolute(unit).folder, ensure_ascii=False)[1:-1]
    given = "" if unit.folder == "." else json.dumps(unit.folder, ensure_ascii=False)[1:-1] + "/"
    text = to_json(row).replace(absolute + "/", given).replace(absolute, given.rstrip("/") or ".")
    return from_json(text) or row


def _workers(plan: Plan, jobs: int) -> int:
    """One process where a pool would take longer to start than the work takes."""
    return 1 if plan.workers == -1 and plan.backend == "loky" and jobs <= 8 else plan.workers


@dataclass
class Scan:
    """A finished scan: its rows in the order of paths, and what they say together."""

    rows: list[Row] = field(default_factory=list)
    statistics: Statistics = field(default_factory=Statistics)

    def to_frame(self) -> Any:
        """A row for each run as a pandas DataFrame; metrics in columns like ``val_loss.best``."""
        from run_diagnose.batch.table import frame

        return frame(self.rows)

    def passed(self, fail_on: str = "error") -> bool:
        """True if everything was read and no run reached ``fail_on``: error, warning, note or never."""
        levels = {"note": 0, "warning": 1, "error": 2, "never": 3}
        if fail_on not in levels:
            raise UsageError(f"fail_on: `{fail_on}` is no level", f"one of {', '.join(levels)}")
        reached = (levels.get(r.severity, 1 if r.verdict == "undetermined" else -1) for r in self.rows)
        return not self.statistics.errors and all(level < levels[fail_on] for level in reached)


def scan(paths: Sequence[str], options: pipeline.Options | None = None, plan: Plan | None = None) -> Scan:
    """The same at once, for those who want all rows in memory."""
    numbered = sorted(scan_rows(paths, options, plan), key=lambda pair: pair[0])
    done = Scan(rows=[row for _, row in numbered])
    for row in done.rows:
        done.statistics.add(row)
    return done
