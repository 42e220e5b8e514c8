"""What a worker does with a unit: rows come back, never runs, and nothing that goes wrong leaves it as an error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from run_diagnose import pipeline
from run_diagnose.batch.row import ERROR, SKIPPED, Row, row_of
from run_diagnose.batch.units import Unit
from run_diagnose.errors import DiagnoseError, NotALogError, UnreadableError, UsageError
from run_diagnose.facts import dataclass
from run_diagnose.sources.folder import runs_in, runs_of
from run_diagnose.sources.grouping import run_key
from run_diagnose.sources.target import Target

_LOGS = (".csv", ".tsv", ".jsonl", ".ndjson", ".log", ".wandb")
"""A file of such a name that no run took is told of; a text or JSON file is often no log."""


@dataclass(frozen=True)
class Job:
    """A unit and how its runs are to be judged."""

    index: int
    unit: Unit
    options: pipeline.Options
    full: bool = False


def work(job: Job) -> tuple[int, tuple[Row, ...]]:
    """The rows of one unit, with its number. Raises UsageError alone: wrong options are wrong for every unit."""
    try:
        return job.index, tuple(_rows(job))
    except UsageError:
        raise
    except DiagnoseError as error:
        return job.index, (_failed(job.unit, job.unit.folder, error),)
    except Exception as error:  # a bug of ours costs one row, not ten thousand
        told = UnreadableError(
            f"diagnose broke on it: {type(error).__name__}: {str(error)[:200]}", "a bug of diagnose, not of the run"
        )
        return job.index, (_failed(job.unit, _shown(job.unit), told),)


def _rows(job: Job) -> Iterator[Row]:
    targets, left = _targets(job.unit)
    rules = pipeline.chosen_rules(job.options)
    for target in targets:
        try:
            runs = pipeline.read_target(target, job.options)
            for run in runs:
                name = _name(job.unit, target, run.name if len(runs) > 1 else "", alone=len(targets) == 1)
                yield row_of(pipeline.judge(run, job.options, rules, brief=not job.full), name, full=job.full)
        except UsageError:
            raise
        except DiagnoseError as error:
            yield _failed(job.unit, target.logs[0], error)
    yield from _unread(job.unit, left)


def _targets(unit: Unit) -> tuple[list[Target], list[str]]:
    if unit.names is not None:
        return runs_of(unit.folder, list(unit.names), several=unit.several)
    try:
        return runs_in(unit.folder), []
    except NotALogError:
        return [], []


def _name(unit: Unit, target: Target, run: str, *, alone: bool) -> str:
    """The run's place below the folder that is scanned."""
    own = run or target.name
    folder = PurePosixPath(unit.folder).name
    if not unit.label:
        return own
    if own in (folder, ".") or (alone and not unit.several and not run):
        return unit.label
    return f"{unit.label}/{own}"


def _unread(unit: Unit, left: list[str]) -> Iterator[Row]:
    """Files that are named like logs and that no run of the same name took: why each could not be read."""
    groups: dict[str, list[str]] = {}
    for path in left:
        if PurePosixPath(path.removesuffix(".gz")).suffix.lower() in _LOGS or "tfevents" in path:
            groups.setdefault(run_key(PurePosixPath(path).name), []).append(path)
    for paths in groups.values():
        try:
            runs = pipeline.read(paths[0])
        except DiagnoseError as error:
            yield _failed(unit, paths[0], error)
        else:  # a folder format or a table took its place; nothing is lost
            del runs


def _failed(unit: Unit, path: str, error: DiagnoseError) -> Row:
    status = SKIPPED if isinstance(error, NotALogError) else ERROR
    own = Path(path).name
    name = f"{unit.label}/{own}" if unit.label and path != unit.folder else unit.label or own
    return Row(path=path, name=name, status=status, reason=error.reason, hint=error.hint)


def _shown(unit: Unit) -> str:
    return f"{unit.folder}/{unit.names[0]}" if unit.names else unit.folder
