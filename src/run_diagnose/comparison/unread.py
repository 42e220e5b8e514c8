"""Files below a folder that are called like logs and hold nothing that can be read: a run that is missing in the table.

A run that died before its first line leaves an empty log. Of one folder that holds runs it is passed over, and a table
without it looks complete; so it is named.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path, PurePosixPath

from run_diagnose import pipeline
from run_diagnose.errors import DiagnoseError, NotALogError, UsageError
from run_diagnose.model.report import Failure, Report

_LOGS = (".csv", ".tsv", ".jsonl", ".ndjson", ".wandb")
"""Suffixes of files that a program writes figures into; an empty ``stderr.log`` is as it should be."""
MOST = 2000
"""Files looked at; a folder with more is scanned, not compared."""


def unread(path: str, report: Report, options: pipeline.Options) -> Iterator[Failure]:
    """Each such file with why it could not be read; nothing for a path that is no folder."""
    if "://" in path or not Path(path).is_dir():
        return
    taken = {os.path.realpath(source.path) for run in report.runs for source in run.sources}
    for file in islice(_files(path), MOST):
        if os.path.realpath(file) in taken:
            continue
        try:
            pipeline.read(file, options)
        except UsageError:
            continue
        except DiagnoseError as error:  # what can be read and is no log, a list of classes, is none of a run's
            if not isinstance(error, NotALogError) or _is_one_line(file):
                yield Failure(path=file, reason=error.reason, hint=error.hint)


def _is_one_line(file: str) -> bool:
    """True for a header without a row: the run died in its first epoch."""
    with Path(file).open("rb") as opened:
        head = opened.read(1 << 16)
    return file.endswith((".csv", ".tsv")) and len(head.splitlines()) == 1


def _files(folder: str) -> Iterator[str]:
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if PurePosixPath(name.removesuffix(".gz")).suffix.lower() in _LOGS or "tfevents" in name:
                yield (Path(here) / name).as_posix()
