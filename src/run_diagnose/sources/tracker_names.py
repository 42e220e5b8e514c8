"""What a tracker calls a run: the name that a person gave it, where the folder bears an id.

Sources: MLflow's ``meta.yaml`` (``run_name``, since 2.0) and tag ``mlflow.runName``; ``RunRecord.display_name`` in
``wandb_internal.proto``; the folders ``run-<date>_<time>-<id>`` and ``offline-run-...`` that wandb makes.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path, PurePosixPath

from run_diagnose.sources.target import Target

_METRIC = re.compile(r"^(.+)/metrics/[^/].*$")
_ID = re.compile(r"^[0-9a-f]{32}$")
_WANDB = re.compile(r"^(?:offline-)?run-\d{8}_\d{6}-(\w+)$")
_NAME = re.compile(rb"^run_name: *(['\"]?)(.*?)\1 *\r?$", re.MULTILINE)
SHORT = 8
"""Characters of an id that tell it apart, as git shortens its own."""
FIRST = 1 << 16
"""Bytes in which a name is looked for; wandb writes the run's record first."""
LONGEST = 80


def with_tracker_name(target: Target) -> Target:
    """The same run under the name that its tracker knows it by; unchanged where no tracker made it."""
    if not target.logs or target.logs[0] == "-" or "://" in target.logs[0]:
        return target
    name = _mlflow(target.logs[0]) or _wandb(target)
    return replace(target, name=name) if name else target


def _mlflow(log: str) -> str:
    found = _METRIC.match(log)
    if found is None or not (meta := Path(found[1]) / "meta.yaml").is_file():
        return ""
    told = _NAME.search(_head(meta))
    name = _text(told[2]) if told else _text(_head(Path(found[1]) / "tags" / "mlflow.runName"))
    own = Path(found[1]).name
    return name or (own[:SHORT] if _ID.match(own) else own)


def _wandb(target: Target) -> str:
    log = PurePosixPath(target.logs[0])
    if log.suffix == ".wandb" and (name := _display_name(_head(Path(log)))):
        return name
    below = (_WANDB.match(part) for part in (PurePosixPath(target.name).name, log.parent.name, log.parent.parent.name))
    return next((found[1] for found in below if found), "")


def _display_name(data: bytes) -> str:
    from run_diagnose.formats.wandb_binary import display_name

    try:
        return _text(display_name(data))
    except ValueError:
        return ""


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FIRST)
    except OSError:
        return b""


def _text(data: bytes) -> str:
    """One line of text, empty for bytes that are none."""
    line = data.decode("utf-8", "replace").strip().partition("\n")[0].strip()
    return line if line.isprintable() and len(line) <= LONGEST else ""
