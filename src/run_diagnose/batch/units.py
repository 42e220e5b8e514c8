"""What lies below a folder, dealt out into units of work without opening a single file.

A unit is a folder that may be a run with parts of its own, or some files of a folder. Which files make a run is found
out by whoever works on the unit, so that ten thousand heads are not read by one process.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from run_diagnose.facts import dataclass
from run_diagnose.sources.companions import is_log_folder
from run_diagnose.sources.grouping import run_key

MOST = 64
"""Files of one folder up to which they are one unit; of more, files whose names say "same run" stay together."""
TANGLED = 50
"""A folder below a run's own log with more subfolders than this holds runs of its own."""
_PART = re.compile(
    r"^(?:train|training|val|valid|validation|test|testing|eval|evaluation|dev|logs?|vis_data|tensorboard|tb|tb_logs|"
    r"events?|files|csv|history|outputs?|metrics|stdout|catboost_info|params|tags|artifacts|checkpoint-\d+)$",
    re.IGNORECASE,
)
"""Folders that hold a part of the run above them."""
_SKIP = frozenset(("node_modules", "__pycache__", "site-packages", "venv", "images", "weights", "code"))
_LOGS = (
    ".csv", ".tsv", ".txt", ".log", ".out", ".err", ".json", ".jsonl", ".ndjson", ".md", ".ipynb", ".dat", ".report",
    ".wandb", ".db", ".sqlite", ".gz", ".bz2", ".xz", ".zst", "",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """One piece of work. ``names`` is None for a whole folder with all below it, else files of it."""

    folder: str
    names: tuple[str, ...] | None = None
    several: bool = False
    """True where ``names`` are not all files of the folder."""
    label: str = ""
    """The folder as the person's folder sees it; empty for the top."""


def units(paths: Sequence[str]) -> Iterator[Unit]:
    """The units below these folders, in the order of their paths; a file that is named is a unit by itself."""
    for path in paths:
        here = Path(path)
        if here.is_dir():
            yield from _below(here, here)
        else:
            yield Unit(here.parent.as_posix(), (here.name,), several=True)


def _below(folder: Path, top: Path) -> Iterator[Unit]:
    files, folders = _listed(folder)
    label = "" if folder == top else folder.relative_to(top).as_posix()
    logs = [name for name in files if is_loglike(name)]
    if _whole(folder, logs, folders):
        yield Unit(folder.as_posix(), label=label)
        return
    if logs:
        yield from _dealt(folder, logs, label)
    for name in folders:
        yield from _below(folder / name, top)


def _listed(folder: Path) -> tuple[list[str], list[str]]:
    """Names of files and of folders, sorted, hidden ones and links to folders left out."""
    files, folders = [], []
    try:
        with os.scandir(folder) as found:
            for entry in found:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False):
                    folders += [entry.name] if entry.name not in _SKIP else []
                elif entry.is_file():
                    files.append(entry.name)
    except OSError:
        return [], []
    return sorted(files), sorted(folders)


def is_loglike(name: str) -> bool:
    """True for a name that a log can have: weights and pictures are not even counted."""
    return Path(name).suffix.lower() in _LOGS or "tfevents" in name


def _whole(folder: Path, logs: list[str], folders: list[str]) -> bool:
    """True where what lies below may be parts of one run, so that only the whole folder shows it."""
    if any(_PART.match(name) for name in folders) or "meta.yaml" in os.listdir(folder):  # noqa: PTH208 - names alone
        return bool(logs) or all(_PART.match(name) for name in folders)
    tied = [name for name in folders if is_log_folder(name)]
    return bool(logs and tied) and all(_small(folder / name) for name in tied)


def _small(folder: Path) -> bool:
    count = 0
    for _, below, _ in os.walk(folder):
        count += len(below)
        if count > TANGLED:
            return False
    return True


def _dealt(folder: Path, logs: list[str], label: str) -> Iterator[Unit]:
    """The files of one folder: together while they are few or belong to a format of many files."""
    if len(logs) <= MOST or _claimed(logs):
        yield Unit(folder.as_posix(), tuple(logs), label=label)
        return
    groups: dict[str, list[str]] = {}
    for name in logs:
        groups.setdefault(run_key(name), []).append(name)
    for names in groups.values():
        yield Unit(folder.as_posix(), tuple(names), several=True, label=label)


def _claimed(logs: list[str]) -> bool:
    from run_diagnose.formats import FAMILIES, load

    forms = (load(name) for names in FAMILIES.values() for name in names)
    return any(form.claims(tuple(logs)) for form in forms if getattr(form, "FOLDER", False))  # type: ignore[attr-defined]
