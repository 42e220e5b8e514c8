"""What runs are called in a comparison: short, and no two alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from run_diagnose.comparison.sample import Sample

_WITHIN = ("/", ".", "..", "metrics", "files", "logs")
"""Parts of a path that lie within a run, or say nothing."""
_ID = re.compile(r"^([0-9a-f]{8})[0-9a-f]{24}$")
"""A tracker's id, of which the first characters tell it apart."""
_WANDB = re.compile(r"^(?:offline-)?run-\d{8}_\d{6}-(\w+)$")


def labelled(samples: Iterable[Sample]) -> list[Sample]:
    """The same runs, each with a label of its own: its name, else the end of its path that tells it apart."""
    runs = list(samples)
    names = [s.label or "run" for s in runs]
    for depth in (1, 2, 3):
        twice = {name for name, n in Counter(names).items() if n > 1}
        if not twice:
            break
        names = [_longer(s, depth) if n in twice else n for s, n in zip(runs, names, strict=True)]
    names = _without_file(runs, names)
    return [replace(s, label=label) for s, label in zip(runs, _numbered(names), strict=True)]


def _longer(sample: Sample, depth: int) -> str:
    """The last ``depth`` folders of the run's path and its name, unless that is the folder's."""
    name = sample.report.name
    folder = _folders(sample)[-depth:]
    last = name.rsplit("/", 1)[-1]
    return "/".join([*folder, last] if not folder or folder[-1] != last else folder)


def _folders(sample: Sample) -> list[str]:
    sources = sample.report.sources
    path = PurePosixPath(sources[0].path).parent if sources else PurePosixPath()
    return [_WANDB.sub(r"\1", _ID.sub(r"\1", part)) for part in path.parts if part not in _WITHIN]


def _without_file(runs: list[Sample], names: list[str]) -> list[str]:
    """``a`` and ``b`` for ``a/log`` and ``b/log``: a file's name that all of them have tells nothing."""
    cut = [name.removesuffix(f"/{_stem(s)}") if _stem(s) else name for s, name in zip(runs, names, strict=True)]
    counts = Counter(cut)
    return [short if counts[short] == 1 else name for short, name in zip(cut, names, strict=True)]


def _stem(sample: Sample) -> str:
    """What the run's file is called, without its suffixes."""
    sources = sample.report.sources
    return PurePosixPath(sources[0].path).name.partition(".")[0] if sources else ""


def _numbered(names: list[str]) -> list[str]:
    """Names that still meet get a number: the second ``run`` is ``run#2``."""
    seen: Counter[str] = Counter()
    taken: set[str] = set(names)
    out = []
    for name in names:
        seen[name] += 1
        label = name
        while seen[name] > 1 and label in taken:
            label = f"{name}#{seen[name]}"
            seen[name] += label in taken
        taken.add(label)
        out.append(label)
    return out
