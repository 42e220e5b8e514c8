"""What lies below a folder: logs, final metrics and predictions, each by content where names do not tell."""

from __future__ import annotations

import os
from dataclasses import field
from functools import cache
from pathlib import Path, PurePosixPath

from run_diagnose.errors import DiagnoseError, UnreadableError
from run_diagnose.facts import dataclass
from run_diagnose.formats import FAMILIES, detect, load
from run_diagnose.formats.base import Format, Head
from run_diagnose.plugins import other_formats
from run_diagnose.sources.companions import is_config_name, is_metrics, is_predictions
from run_diagnose.sources.opening import plain_name
from run_diagnose.sources.reading import read_head
from run_diagnose.sources.refusals import shape_refusal

MOST_FILES = 50_000
"""Files looked at below one folder; a training output with more holds data, not logs."""
_SKIP = frozenset(
    ("node_modules", "__pycache__", "site-packages", "venv", "checkpoints_data", "images", "weights", "code")
)
_LOG_SUFFIXES = (
    "", ".csv", ".tsv", ".txt", ".log", ".out", ".err", ".json", ".jsonl", ".ndjson", ".md", ".ipynb", ".dat",
    ".report", ".wandb", ".db", ".sqlite",
)  # fmt: skip
"""What a log can be called; the rest (weights, pictures, ``training_args.bin``) is not even opened."""


@dataclass
class Node:
    """One folder on the way up: its own files by what they are, and the runs found below."""

    path: Path
    logs: list[str] = field(default_factory=list)
    metrics: list[str] = field(default_factory=list)
    predictions: list[str] = field(default_factory=list)
    consoles: list[str] = field(default_factory=list)
    """Console output that holds a crash and no value: it says how a run beside it ended."""
    claimed: list[list[str]] = field(default_factory=list)
    """Groups of files that a folder format reads as one run."""
    below: list[Node] = field(default_factory=list)

    @property
    def own(self) -> bool:
        return bool(self.logs or self.claimed)


def listing_of(top: Path) -> dict[Path, list[str]]:
    """Folder to sorted file names, hidden folders left out."""
    found: dict[Path, list[str]] = {}
    count = 0

    def broken(error: OSError) -> None:
        if Path(error.filename or "") == top:
            raise UnreadableError(f"{top.as_posix()} may not be read: {error.strerror}", f"ls -ld {top.as_posix()}")

    for here, folders, files in os.walk(top, onerror=broken):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _SKIP)
        found[Path(here)] = sorted(f for f in files if not f.startswith("."))
        count += len(files)
        if count > MOST_FILES:
            raise UnreadableError(f"{top.as_posix()} holds more than {MOST_FILES} files", "give the folder of one run")
    return found


def walk(folder: Path, listing: dict[Path, list[str]]) -> Node:
    """The folder and those below it, each with its files by what they are."""
    children: dict[Path, list[Path]] = {}
    for path in listing:
        if path != folder:
            children.setdefault(path.parent, []).append(path)
    return _walk(folder, listing, children)


def _walk(folder: Path, listing: dict[Path, list[str]], children: dict[Path, list[Path]]) -> Node:
    node = Node(folder)
    taken = _claimed(folder, _below(folder, folder, listing, children), node)
    for name in listing.get(folder, []):
        if name not in taken:
            _place(node, folder / name)
    for child in sorted(children.get(folder, [])):
        if not any(t.startswith(child.name + "/") for t in taken):
            node.below.append(_walk(child, listing, children))
    return node


def _claimed(folder: Path, names: list[str], node: Node) -> set[str]:
    """What the folder formats take of this folder and those below it, run by run."""
    taken: set[str] = set()
    for form in _folder_formats():
        while claim := tuple(form.claims(tuple(n for n in names if n not in taken))):  # type: ignore[attr-defined]
            fresh = [n for n in claim if n not in taken]
            if not fresh:
                break
            node.claimed.append([(folder / n).as_posix() for n in fresh])
            taken.update(fresh)
    return taken


@cache
def _folder_formats() -> tuple[Format, ...]:
    """The formats whose logs are folders."""
    every = (load(name) for family in FAMILIES.values() for name in family)
    return tuple(form for form in every if getattr(form, "FOLDER", False))


def _below(top: Path, here: Path, listing: dict[Path, list[str]], children: dict[Path, list[Path]]) -> list[str]:
    """Relative paths of the files at and below ``here``, in the order of the listing."""
    start = "" if here == top else here.relative_to(top).as_posix() + "/"
    names = [start + name for name in listing.get(here, [])]
    return names + [name for child in children.get(here, []) for name in _below(top, child, listing, children)]


def _place(node: Node, path: Path) -> None:
    """Put one file where it belongs; content decides where the name does not."""
    name = plain_name(path.name)
    suffix = PurePosixPath(name.lower()).suffix
    if is_config_name(name) or (suffix not in _LOG_SUFFIXES and "tfevents" not in name):
        return
    if is_metrics(path):
        node.metrics.append(path.as_posix())
        return
    try:
        head = read_head(path.as_posix())
        if is_predictions(path, head.lines[0] if head.lines else ""):
            node.predictions.append(path.as_posix())
        elif shape_refusal(head, path.as_posix()) is None and (form := detect(head, other_formats())) is not None:
            form.reader(head)  # a table of runs says here that it is no log
            (node.consoles if _only_crashes(form, head) else node.logs).append(path.as_posix())
    except DiagnoseError:
        return


def _only_crashes(form: Format, head: Head) -> bool:
    if form.NAME != "text":
        return False
    from run_diagnose.formats.general_text import only_crashes

    return only_crashes(head)
