"""From the records of files to runs: the only maker of a Run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from shlex import quote

import numpy as np

from run_diagnose.errors import NotALogError, UsageError
from run_diagnose.model.config import Config
from run_diagnose.model.record import Setting
from run_diagnose.model.run import Predictions, Run
from run_diagnose.names import evidence
from run_diagnose.names.axis_words import axis_word, canonical
from run_diagnose.names.builder import RunBuilder
from run_diagnose.names.disguised_epochs import epochs_by_name
from run_diagnose.names.finals import final_series
from run_diagnose.names.guess import SIGNAL, guess
from run_diagnose.names.inputs import FileRecords
from run_diagnose.names.options import Options
from run_diagnose.names.overrides import near
from run_diagnose.names.table import COUNTERS
from run_diagnose.names.words import glue, take_apart

_NAMELESS = 6
"""Columns of a table that a person would name on the command line."""


@np.errstate(all="ignore")  # NaN and infinity are what logs of failed runs hold
def build(
    files: Iterable[FileRecords],
    *,
    config: Config | None = None,
    options: Options | None = None,
    predictions: Predictions | None = None,
    finals: Mapping[str, float] | None = None,
    num_classes: int | None = None,
    notes: Sequence[str] = (),
) -> list[Run]:
    """The runs in these files; one file may hold several, several files may make one.

    Raises NotALogError where no run holds a loss or a metric, UsageError for a column that ``--map`` or
    ``--primary`` names and that no file has.
    """
    builder = RunBuilder(options=options, config=_with_classes(config, num_classes))
    for file in files:
        builder.open(file.source, file.split, file.run)
        for record in file.records:
            builder.add(record)
        if file.finished is not None:
            builder.close(file.finished())
    builder.check()
    told = predictions is not None or bool(finals)
    runs = [epochs_by_name(run) for run in builder.runs() if told or _proven(run)]
    if not runs and told:
        runs = [_only_told(predictions, builder.options, config)]
    if not runs:
        raise _not_a_log(builder)
    _check_primary(runs, builder.options)
    told_series = final_series(finals, builder.options) if finals else ()
    return [
        replace(
            run,
            predictions=predictions,
            finals={**run.finals, **(finals or {})},
            final_series=told_series,
            notes=(*run.notes, *notes),
        )
        for run in runs
    ]


def _proven(run: Run) -> bool:
    return evidence.is_training_log([s.name for s in run.series], [s.role for s in run.series], run.axis)


def _only_told(predictions: Predictions | None, options: Options, config: Config | None) -> Run:
    """No log at all: final figures or predictions alone are judged."""
    path = predictions.path if predictions else ""
    return Run(name=options.name or "run", sources=(), config=config or Config(), task=options.task, file=path)


def _with_classes(config: Config | None, classes: int | None) -> Config | None:
    if classes is None:
        return config
    told = Setting("num_classes", classes, "command line", 0, str(classes))
    if config is None:
        return Config(settings=(told,))
    return replace(config, settings=(told, *(s for s in config.settings if s.key != "num_classes")))


def _check_primary(runs: Sequence[Run], options: Options) -> None:
    names = list(dict.fromkeys(n for r in runs for s in r.series for n in (s.name, s.role.quantity)))
    if options.primary and options.primary not in names:
        raise UsageError(f"--primary {options.primary}: no series is called that", hint=near(options.primary, names))


def _not_a_log(builder: RunBuilder) -> NotALogError:
    """What was read instead, and the next thing to try."""
    columns = [c for c in builder.columns if canonical(c) not in ("epoch", "step")]
    values = [
        c for c in columns if axis_word(c) is None and guess(take_apart(c)).kind != SIGNAL and glue(c) not in COUNTERS
    ]
    paths = builder.paths
    where = paths[0] if len(paths) == 1 else f"{len(paths)} files"
    if not columns:
        return NotALogError(
            f"{where}: no loss and no metric was found in it", hint=f"diagnose inspect {paths[0] if paths else 'FILE'}"
        )
    shown = ", ".join(columns[:6]) + (" ..." if len(columns) > 6 else "")
    if (builder.headerless or all(c.startswith("column ") for c in columns)) and len(columns) <= _NAMELESS:
        roles = ("train_loss", "val_loss", "accuracy", "val_accuracy") if len(columns) > 1 else ("train_loss",)
        said = " ".join(f"--map '{role}={column}'" for role, column in zip(roles, columns, strict=False))
        return NotALogError(
            f"{where}: a table of numbers without a header, so nothing says what its columns are ({shown})",
            hint=f"put a header line on top, or name the columns: {said}",
        )
    return NotALogError(
        f"{where}: read, but none of its columns is a loss or a metric of a training run (columns: {shown})",
        hint=f"if one is, say so: --map {quote('val_loss=' + (values or columns)[0])}; "
        f"see how it was read: diagnose inspect {paths[0]}",
    )
