"""Which logs of one folder are the same run: names, without the words that only say what a file holds.

``a_epochs.csv``, ``a.jsonl`` and ``a_train.log`` are one run; ``fold0.csv`` and ``fold1.csv`` are two;
``train_loss.csv`` and ``val_loss.csv`` are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

_ROLE_WORDS = frozenset(
    """
    train trn training val valid validation test eval evaluation dev log logs step steps epoch epochs metric metrics
    history hist loss losses lr acc accuracy f1 auc error errors curve curves out output stdout stderr err console
    result results trainer state table full all with and batches batch diagnostic diagnostics summary scores stats
    progress monitor info learn time left data report iter iters iteration per main events scalars learning rate
    top1 top5 dice iou miou map reward perplexity ppl nohup slurm
    """.split()  # noqa: SIM905 - a list of sixty quoted words is harder to read
)
_PLACE = re.compile(r"(?:epoch|ep|step|iter)\d+")
"""A part of a run, ``epoch9``, not another run."""


def same_run(paths: Iterable[str]) -> list[tuple[str, list[str]]]:
    """These paths of one folder, grouped into runs: ``(key, paths)``; the key is empty for a folder that is one run."""
    groups: dict[str, list[str]] = {}
    for path in paths:
        groups.setdefault(run_key(PurePosixPath(path).name), []).append(path)
    if len(groups) == 2 and "" in groups:
        return [("", [path for members in groups.values() for path in members])]
    return list(groups.items()) if len(groups) > 1 else [("", next(iter(groups.values())))]


def run_key(name: str) -> str:
    """What is left of a file name without suffixes and role words: ``seed3_val_loss.csv.gz`` is ``seed3``."""
    stem = name.split(".", maxsplit=1)[0] if not name[:1].isdigit() else name.rsplit(".", 1)[0]
    tokens = [t for t in re.split(r"[_\-\s.]+|(?<=[a-z])(?=[A-Z])", stem) if t]
    return "_".join(t for t in map(str.lower, tokens) if t not in _ROLE_WORDS and not _PLACE.fullmatch(t))
