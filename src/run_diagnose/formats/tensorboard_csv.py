"""TensorBoard's CSV download: ``Wall time,Step,Value``, one file for each tag.

The tag is only in the file name, ``run-<run>-tag-<tag>.csv``; a file called otherwise is named after itself. The run
is often the split: ``run-train-tag-epoch_loss.csv`` beside ``run-validation-tag-epoch_loss.csv`` are one run. The
last step may stand twice.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.dialect import split_word
from run_diagnose.formats.tabular.reader import Options, TableReader, table
from run_diagnose.formats.tabular.sniffing import dialect

NAME = "tensorboard-csv"
TITLE = "TensorBoard CSV download (one tag a file)"
EXAMPLE = """\
Wall time,Step,Value
1612793791.2,0,0.693
1612793795.8,100,0.512
"""
FOLDER = True
_HEADER = ("wall time", "step", "value")
_FILE = re.compile(r"run-(?P<run>.*?)-tag-(?P<tag>.+)\.csv", re.IGNORECASE)


def recognise(head: Head) -> Match:
    """Sure of the three columns."""
    found = dialect(head)
    own = found is not None and tuple(name.lower() for name in found.names) == _HEADER
    return Match.SURE if own else Match.NO


def reader(head: Head) -> TableReader:
    """The rows, the value under the name of the tag."""
    match = _FILE.fullmatch(head.name)
    tag = match["tag"] if match else head.name.rsplit(".", 1)[0]
    split = _split(match["run"]) if match else ""
    return table(
        head, dialect(head), Options(split=split, rename=lambda name: tag if name.lower() == "value" else name)
    )


def claims(names: tuple[str, ...]) -> tuple[str, ...]:
    """The files of one run: the same folder and the same run but for its split."""
    runs: dict[str, list[str]] = {}
    for name in names:
        path = PurePosixPath(name)
        if match := _FILE.fullmatch(path.name):
            runs.setdefault(f"{path.parent}/{_without_split(match['run'])}", []).append(name)
    return tuple(next(iter(runs.values()), ()))


def _split(run: str) -> str:
    """The split that a run is called after, with its folder before it: ``exp1_validation``, ``logs/train``."""
    return split_word(re.split(r"[_/.\- ]", run)[-1])


def _without_split(run: str) -> str:
    return re.sub(r"[_/.\- ]?[^_/.\- ]*$", "", run) if _split(run) else run
