"""What the person named, a file, a folder, a pattern, a pipe or a URL, into runs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from run_diagnose.errors import DiagnoseError
from run_diagnose.sources.companions import config_beside, is_predictions, overrides_of
from run_diagnose.sources.missing import no_such_file
from run_diagnose.sources.opening import stem_of
from run_diagnose.sources.target import Target
from run_diagnose.sources.tracker_names import with_tracker_name


def resolve(paths: Iterable[str], on_error: Callable[[str, DiagnoseError], None] | None = None) -> list[Target]:
    """The runs behind these paths, in their order; every file once.

    A path that is no run is handed to ``on_error`` and the others go on; without it the error is raised.
    """
    targets: list[Target] = []
    for path in paths:
        try:
            targets += find(path)
        except DiagnoseError as error:
            if on_error is None:
                raise
            on_error(path, error)
    return [with_tracker_name(target) for target in _once(targets)]


def find(path: str) -> list[Target]:
    """The runs behind one path; raises ``UnreadableError`` or ``NotALogError``."""
    if path == "-":
        return [Target(name="stdin", logs=("-",))]
    if "://" in path:
        return [Target(name=stem_of(path), logs=(path,))]
    here = Path(path)
    try:
        if here.is_dir():
            from run_diagnose.sources.folder import runs_in

            return runs_in(path.rstrip("/") or "/")
        if here.exists():
            return [_file(here.as_posix())]
    except (OSError, ValueError) as error:
        raise no_such_file(path) from error
    if any(mark in path for mark in "*?["):
        import glob

        found = sorted(glob.glob(path, recursive=True))  # noqa: PTH207 - Path.glob takes no absolute pattern
        if found:
            return _matched(found)
    raise no_such_file(path)


def _matched(found: list[str]) -> list[Target]:
    """The runs behind a pattern; what it matched that is no run is passed over, unless all of it is."""
    targets: list[Target] = []
    errors: list[DiagnoseError] = []
    for path in found:
        try:
            targets += find(path)
        except DiagnoseError as error:
            errors.append(error)
    if not targets and errors:
        raise errors[0]
    return targets


def _file(path: str) -> Target:
    """One file as a run; a table of true and predicted values is judged as such, without a log."""
    config = config_beside(path)
    regular = Path(path).is_file() and Path(path).suffix.lower() in (".csv", ".tsv", ".txt")
    if regular and is_predictions(Path(path), _first_line(path)):
        return Target(name=stem_of(path), logs=(), predictions=path, config=config)
    return Target(name=stem_of(path), logs=(path,), config=config, overrides=overrides_of(config))


def _first_line(path: str) -> str:
    """The header of a small look at the file; empty where it cannot be read, which the reader says better."""
    try:
        with Path(path).open("rb") as file:
            return file.readline(4096).decode("utf-8", "replace").lstrip("\ufeff")
    except OSError:
        return ""


def _once(targets: list[Target]) -> list[Target]:
    seen: set[tuple[str, ...]] = set()
    kept = []
    for target in targets:
        if target.logs in ((), ("-",)) or target.logs not in seen:
            kept.append(target)
            seen.add(target.logs)
    return kept
