"""The runs of a folder: one, or one per subfolder, or one per group of files.

Leaves first: a folder with logs in it is a run. Folders that only hold a part of a run (``train`` and ``validation`` of
TensorBoard, ``logs``, ``files`` of W&B) join the run above them; of Hugging Face's checkpoints only the last one
counts, since its state holds the whole history.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from shlex import quote

from run_diagnose.errors import NotALogError
from run_diagnose.sources.companions import config_beside, is_config_name, is_log_folder, overrides_of
from run_diagnose.sources.grouping import run_key, same_run
from run_diagnose.sources.opening import plain_name, stem_of
from run_diagnose.sources.target import Target
from run_diagnose.sources.tree import Node, listing_of, walk

_PART = re.compile(
    r"^(?:train|training|val|valid|validation|test|testing|eval|evaluation|dev|logs?|vis_data|tensorboard|tb|tb_logs|"
    r"events?|files|csv|history|output|outputs|metrics|stdout|catboost_info)$",
    re.IGNORECASE,
)
_READABLE = (".csv", ".tsv", ".txt", ".log", ".out", ".json", ".jsonl", ".md", ".ipynb")
"""What a person would look into first."""
_CHECKPOINT = re.compile(r"^checkpoint-(\d+)$")


def runs_in(folder: str) -> list[Target]:
    """The runs below a folder, in the order of their paths.

    Raises ``NotALogError`` where there is none, with what was seen instead.
    """
    top = Path(folder)
    tree = walk(top, listing_of(top))
    nodes = _runs(tree) or _crashed(tree)
    _hand_down(tree, nodes)
    targets = [target for node in nodes for target in _targets(node, top, alone=len(nodes) == 1)]
    if not targets and (tree.metrics or any(n.metrics for n in _all(tree))):
        last = [path for node in _all(tree) for path in node.metrics]
        targets = [
            Target(name=_name(top), logs=tuple(last), config=config_beside(last[0], folder), root=top.as_posix())
        ]
    if not targets:
        raise NotALogError(
            f"{folder} holds no training log ({_seen(top)})",
            "give the log itself, or the folder that the run wrote (lightning_logs, outputs, runs, wandb, mlruns)"
            + _next_look(tree),
        )
    astray = [path for node in _all(tree) for path in node.consoles]
    notes = tuple(f"{path} holds a crash; it does not say of which of these runs" for path in astray)
    return [replace(target, notes=(*target.notes, *notes)) for target in targets] if notes else targets


def _crashed(tree: Node) -> list[Node]:
    """Runs that left nothing but the crash they died of."""
    nodes = [node for node in _all(tree) if node.consoles]
    for node in nodes:
        node.logs, node.consoles = node.consoles, []
    return nodes


def _hand_down(tree: Node, nodes: list[Node]) -> None:
    """Console output in a folder that is no run goes to the only run below it, else to the run it lies in."""
    for node in _all(tree):
        if not node.consoles or node in nodes:
            continue
        below = [n for n in nodes if node.path in n.path.parents]
        above = [n for n in nodes if n.path in node.path.parents]
        if len(below) == 1 or (above and not below):
            home = below[0] if below else max(above, key=lambda n: len(n.path.parts))
            home.consoles += node.consoles
            node.consoles = []


def _take_consoles(node: Node, groups: list[tuple[str, list[str]]]) -> None:
    """Gives console output with a crash to its run, by name or as the only one here; what fits none stays behind."""
    stay = []
    for path in node.consoles:
        key = run_key(PurePosixPath(path).name)
        mine = next((logs for own, logs in groups if own == key), groups[0][1] if len(groups) == 1 else None)
        if mine is None:
            stay.append(path)
        else:
            mine.append(path)
    node.consoles = stay


def _all(node: Node) -> list[Node]:
    return [node, *(n for child in node.below for n in _all(child))]


def _runs(node: Node) -> list[Node]:
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


def _last_checkpoint(node: Node) -> list[Node]:
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


def _is_part(run: Node, node: Node) -> bool:
    return run.path.parent == node.path and bool(_PART.match(run.path.name))


def _only_for_logs(run: Node, node: Node) -> bool:
    """True where the run lies in folders that a logger makes (``lightning_logs/version_0``) below a run's own log."""
    return all(is_log_folder(part) for part in run.path.relative_to(node.path).parts)


def _splits(parts: list[Node]) -> bool:
    return len(parts) > 1


def _take(node: Node, part: Node) -> None:
    node.logs += part.logs
    node.metrics += part.metrics
    node.predictions += part.predictions
    node.consoles += part.consoles
    if node.claimed and part.claimed:
        node.claimed[0] += [path for group in part.claimed for path in group]
    else:
        node.claimed += [[path for group in part.claimed for path in group]] if part.claimed else []


def _targets(node: Node, top: Path, *, alone: bool) -> list[Target]:
    """The runs of one folder: all its files one run, or several where names and formats say so."""
    if len(node.claimed) == 1 and (node.logs or len(node.claimed) == 1):
        groups = [("", [*node.claimed[0], *node.logs])]
    else:
        groups = [(_place_of(group[0], node.path), group) for group in node.claimed]
        groups += same_run(node.logs) if node.logs else []
    several = len(groups) > 1
    _take_consoles(node, groups)
    return [_target(node, top, key if several else None, logs, alone=alone) for key, logs in groups]


def _place_of(log: str, above: Path) -> str:
    """The folder of a run that a format claimed, seen from ``above``, without the part that only holds its figures."""
    parts = list(PurePosixPath(log).relative_to(above.as_posix()).parts[:-1])
    while len(parts) > 1 and _PART.match(parts[-1]):
        parts.pop()
    return "/".join(parts)


def _target(node: Node, top: Path, key: str | None, logs: list[str], *, alone: bool) -> Target:
    """One run; ``key`` is what tells it from the others of its folder, None where the folder is one run."""
    below = node.path.relative_to(top).as_posix()
    name = _name(top) if alone or below == "." else below
    claimed = {path for group in node.claimed for path in group}
    if key is not None:
        own = key if key and (len(logs) > 1 or logs[0] in claimed) else stem_of(logs[0])
        name = own if alone or below == "." else f"{name}/{own}"
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


def _next_look(tree: Node) -> str:
    """The exact command that says of a file below why it is no log; nothing where there is no file to look at."""
    first = next((path for path in _files(tree.path) if not is_config_name(path.name)), None)
    return f"; why a file is none: diagnose inspect {quote(first.as_posix())}" if first else ""


def _files(top: Path) -> Iterator[Path]:
    for folder, names in listing_of(top).items():
        yield from (folder / name for name in names if Path(plain_name(name)).suffix.lower() in _READABLE)


def _seen(folder: Path) -> str:
    names = [p.name + ("/" if p.is_dir() else "") for p in sorted(folder.iterdir())][:200]
    if not names:
        return "it is empty"
    return f"it holds {', '.join(names[:4])}" + (f" and {len(names) - 4} more" if len(names) > 4 else "")


def runs_of(folder: str, names: list[str], *, several: bool) -> tuple[list[Target], list[str]]:
    """The runs that these files of one folder are, and the files that no run took.

    For a scan, which deals a folder of thousands of logs out in parts: ``several`` says that ``names`` are not all of
    the folder, so that no run is called after it. Nothing below the folder is looked at.
    """
    top = Path(folder)
    node = walk(top, {top: names})
    targets = _targets(node, top, alone=False) if node.own else []
    if several and len(targets) == 1 and not node.claimed:
        targets = [replace(targets[0], name=run_key(PurePosixPath(targets[0].logs[0]).name) or targets[0].name)]
    taken = {path for target in targets for path in target.logs} | {*node.metrics, *node.predictions}
    return targets, [path for name in names if (path := (top / name).as_posix()) not in taken]
