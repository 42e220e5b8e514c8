"""Which part of the data a file speaks of, where only its folder or its name says it: ``validation/``, ``val.csv``.

Believed only where a sibling says another part: a lone ``train`` in a path is what people call their runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from run_diagnose.formats.tabular.dialect import split_word


def splits_of(logs: Iterable[str]) -> dict[str, str]:
    """Log to ``train``, ``val`` or ``test``; empty where its path does not say it."""
    paths = list(logs)
    folders = {path: _of_folder(path) for path in paths}
    names = {path: _of_name(path) for path in paths}
    by_name = len({names[path] for path in paths if names[path]}) > 1
    return {path: folders[path] or (names[path] if by_name else "") for path in paths}


def _of_folder(path: str) -> str:
    folder = Path(path).parent
    own = split_word(folder.name)
    if not own:
        return ""
    try:
        siblings = {split_word(child.name) for child in folder.parent.iterdir() if child.is_dir()}
    except OSError:
        return ""
    return own if siblings - {own, ""} else ""


def _of_name(path: str) -> str:
    """The one split word of a file name; none where two of them stand in it."""
    words = {split_word(token) for token in re.split(r"[_\-.]", PurePosixPath(path).name)} - {""}
    return words.pop() if len(words) == 1 else ""
