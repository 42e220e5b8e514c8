"""What the name of a file or its folder says of the data its values were measured on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from run_diagnose.model.roles import Split
from run_diagnose.names.pieces import Piece
from run_diagnose.names.table import SPLIT_WORDS
from run_diagnose.names.words import split_words, take_apart

_FOLDERS = ("tfevents",)
"""Formats whose folder names the split, as TensorBoard's writers do."""


def file_splits(run: Sequence[Piece]) -> list[str]:
    """For every piece ``train``, ``val``, ``test`` or empty.

    A file's name counts only where none of its columns tells a split itself; ``test`` only beside a file of the
    training set, for many a first try is called test.
    """
    told = [told_split(p) for p in run]
    trained = any(t == "train" for t in told)
    return ["" if t == "test" and not trained else t for t in told]


def told_split(piece: Piece) -> str:
    path = PurePosixPath(piece.table.source.path)
    if piece.table.source.format in _FOLDERS:
        word = SPLIT_WORDS.get(path.parent.name.lower())
        return word.value if word else ""
    if any(key[0] or take_apart(key[1]).split is not Split.NONE for key in piece.series_keys()):
        return ""
    found = [SPLIT_WORDS[w] for w in split_words(path.stem) if w in SPLIT_WORDS]
    return found[0].value if len(set(found)) == 1 else ""
