"""The runs of a folder: one, or one per subfolder, or one per group of files.

Leaves first: a folder with logs in it is a run. Folders that only hold a part of a run (``train`` and ``validation`` of
TensorBoard, ``logs``, ``files`` of W&B) join the run above them; of Hugging Face's checkpoints only the last one
counts, since its state holds the whole history.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from run_diagnose.errors import DiagnoseError, NotALogError, UnreadableError
from run_diagnose.formats import FAMILIES, detect, load
from run_diagnose.sources.companions import config_beside, is_config_name, is_log_folder, is_metrics, is_predictions
from run_diagnose.sources.grouping import run_key, same_run
from run_diagnose.sources.opening import plain_name, stem_of
from run_diagnose.sources.reading import read_head
from run_diagnose.sources.refusals import shape_refusal
from run_diagnose.sources.target import Target

MOST_FILES = 50_000
"""Files looked at below one folder; a training output with more holds data, not logs."""
_SKIP = frozenset(
    ("node_modules", "__pycache__", "site-packages", "venv", "checkpoints_data", "images", "weights", "code")
)
_PART = re.compile(
    r"^(?:train|training|val|valid|validation|test|testing|eval|evaluation|dev|logs?|vis_data|tensorboard|tb|tb_logs|"
    r"events?|files|csv|history|output|outputs|metrics|stdout|catboost_info)$",
    re.IGNORECASE,
)
_CHECKPOINT = re.compile(r"^checkpoint-(\d+)$")
_LOG_SUFFIXES = (
    "", ".csv", ".tsv", ".txt", ".log", ".out", ".err", ".json", ".jsonl", ".ndjson", ".md", ".ipynb", ".dat",
    ".report", ".wandb", ".db", ".sqlite",
)  # fmt: skip
"""What a log can be called; the rest (weights, pictures, ``training_args.bin``) is not even opened."""


@dataclass
class _Node:
    """One folder on the way up: its own files by what they are, and the runs found below."""

    path: Path
    logs: list[str] = field(default_factory=list)
    metrics: list[str] = field(default_factory=list)
    predictions: list[str] = field(default_factory=list)
    claimed: list[list[str]] = field(default_factory=list)
    """Groups of files that a folder format reads as one run."""
    below: list[_Node] = field(default_factory=list)

    @property
    def own(self) -> bool:
        return bool(self.logs or self.claimed)


def runs_in(folder: str) -> list[Target]:
    """The runs below a folder, in the order of their paths.

    Raises ``NotALogError`` where there is none, with what was seen instead.
    """
    top = Path(folder)
    tree = _walk(top, _listing(top))
    nodes = _runs(tree)
    targets = [target for node in nodes for target in _targets(node, top, alone=len(nodes) == 1)]
    if not targets and (tree.metrics or any(n.metrics for n in _all(tree))):
        last = [path for node in _all(tree) for path in node.metrics]
        targets = [
            Target(name=_name(top), logs=tuple(last), config=config_beside(last[0], folder), root=top.as_posix())
        ]
    if not targets:
        raise NotALogError(
            f"{folder} holds no training log ({_seen(top)})",
            "give the log itself, or the folder that the run wrote (lightning_logs, outputs, runs, wandb, mlruns)",
        )
    return targets


def _listing(top: Path) -> dict[Path, list[str]]:
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


def _walk(folder: Path, listing: dict[Path, list[str]]) -> _Node:
    node = _Node(folder)
    taken = _claimed(folder, listing, node)
    for name in listing.get(folder, []):
        if name not in taken:
            _place(node, folder / name)
    for child in sorted(p for p in listing if p.parent == folder and p != folder):
        if not any(t.startswith(child.name + "/") for t in taken):
            node.below.append(_walk(child, listing))
    return node


def _claimed(folder: Path, listing: dict[Path, list[str]], node: _Node) -> set[str]:
    """What the folder formats take of this folder and those below it, run by run."""
    taken: set[str] = set()
    for name in (n for family in FAMILIES.values() for n in family):
        form = load(name)
        if not getattr(form, "FOLDER", False):
            continue
        names = _below(folder, listing)
        while claim := tuple(form.claims(tuple(n for n in names if n not in taken))):  # type: ignore[attr-defined]
            fresh = [n for n in claim if n not in taken]
            if not fresh:
                break
            node.claimed.append([(folder / n).as_posix() for n in fresh])
            taken.update(fresh)
    return taken


def _below(folder: Path, listing: dict[Path, list[str]]) -> list[str]:
    return [
        (here / name).relative_to(folder).as_posix()
        for here, names in listing.items()
        if here == folder or folder in here.parents
        for name in names
    ]


def _place(node: _Node, path: Path) -> None:
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
        elif shape_refusal(head, path.as_posix()) is None and (form := detect(head)) is not None:
            form.reader(head)  # a table of runs says here that it is no log
            node.logs.append(path.as_posix())
    except DiagnoseError:
        return


def _all(node: _Node) -> list[_Node]:
    return [node, *(n for child in node.below for n in _all(child))]


def _runs(node: _Node) -> list[_Node]:
    """The nodes that are runs of their own, parts taken into the node above them."""
    below = [run for child in _last_checkpoint(node) for run in _runs(child)]
    parts = [run for run in below if _is_part(run, node)]
    if parts and (node.own or len(parts) == len(below) or _splits(parts)):
        for part in parts:
            _take(node, part)
        below = [run for run in below if run not in parts]
    if len(below) == 1 and node.logs and not node.claimed and _only_for_logs(below[0], node):
        _take(node, below.pop())
    return ([node] if node.own else []) + below


def _last_checkpoint(node: _Node) -> list[_Node]:
    """Children without the earlier checkpoints; without any where the run keeps its state beside them."""
    steps = {int(m[1]): child for child in node.below if (m := _CHECKPOINT.match(child.path.name))}
    if not steps:
        return node.below
    rest = [child for child in node.below if child not in steps.values()]
    if any(PurePosixPath(log).name == "trainer_state.json" for log in node.logs):
        return rest
    last = steps[max(steps)]
    _take(node, last)
    return rest


def _is_part(run: _Node, node: _Node) -> bool:
    return run.path.parent == node.path and bool(_PART.match(run.path.name))


def _only_for_logs(run: _Node, node: _Node) -> bool:
    """True where the run lies in folders that a logger makes (``lightning_logs/version_0``) below a run's own log."""
    return all(is_log_folder(part) for part in run.path.relative_to(node.path).parts)


def _splits(parts: list[_Node]) -> bool:
    return len(parts) > 1


def _take(node: _Node, part: _Node) -> None:
    node.logs += part.logs
    node.metrics += part.metrics
    node.predictions += part.predictions
    if node.claimed and part.claimed:
        node.claimed[0] += [path for group in part.claimed for path in group]
    else:
        node.claimed += [[path for group in part.claimed for path in group]] if part.claimed else []


def _targets(node: _Node, top: Path, *, alone: bool) -> list[Target]:
    """The runs of one folder: all its files one run, or several where names and formats say so."""
    if len(node.claimed) == 1 and (node.logs or len(node.claimed) == 1):
        groups = [("", [*node.claimed[0], *node.logs])]
    else:
        groups = [(PurePosixPath(group[0]).parent.name, group) for group in node.claimed]
        groups += same_run(node.logs) if node.logs else []
    several = len(groups) > 1
    return [_target(node, top, key if several else None, logs, alone=alone) for key, logs in groups]


def _target(node: _Node, top: Path, key: str | None, logs: list[str], *, alone: bool) -> Target:
    """One run; ``key`` is what tells it from the others of its folder, None where the folder is one run."""
    below = node.path.relative_to(top).as_posix()
    name = _name(top) if alone or below == "." else below
    if key is not None:
        own = key if key and len(logs) > 1 else stem_of(logs[0])
        name = own if alone or below == "." else f"{name}/{own}"
    claimed = {path for group in node.claimed for path in group}
    ordered = [log for log in logs if log in claimed]  # the order of a format's own files is the format's matter
    ordered += sorted((log for log in logs if log not in claimed), key=_completeness)
    config = next((c for log in ordered if (c := config_beside(log, top.as_posix()))), None)
    return Target(
        name=name,
        logs=tuple(ordered),
        config=config,
        overrides=overrides_of(config),
        predictions=_belonging(node.predictions, key),
        metrics=_belonging(node.metrics, key),
        root=node.path.as_posix(),
    )


def overrides_of(config: str | None) -> str | None:
    """Hydra's overrides beside its config."""
    if config is None or not config.endswith(".hydra/config.yaml"):
        return None
    path = Path(config).with_name("overrides.yaml")
    return path.as_posix() if path.is_file() else None


def _belonging(paths: list[str], key: str | None) -> str | None:
    """The companion of a run: the one that carries its key, the first where the folder is one run."""
    return next((path for path in paths if key is None or run_key(PurePosixPath(path).name) == key), None)


def _completeness(path: str) -> tuple[int, int, str]:
    """Tables and records before text, large before small."""
    text = PurePosixPath(plain_name(path)).suffix.lower() in (".log", ".txt", ".out", ".md", ".err", "")
    try:
        size = Path(path).stat().st_size
    except OSError:
        size = 0
    return (int(text and "tfevents" not in path), -size, path)


def _name(folder: Path) -> str:
    return folder.name if folder.name not in ("", "..") else folder.resolve().name or "run"


def _seen(folder: Path) -> str:
    names = [p.name + ("/" if p.is_dir() else "") for p in sorted(folder.iterdir())][:200]
    if not names:
        return "it is empty"
    return f"it holds {', '.join(names[:4])}" + (f" and {len(names) - 4} more" if len(names) > 4 else "")
