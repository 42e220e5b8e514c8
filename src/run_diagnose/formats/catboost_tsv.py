"""CatBoost ``catboost_info/learn_error.tsv`` and ``test_error.tsv``: ``iter`` and the metrics, separated by tabs.

The split is only in the file name: ``learn`` is the training set, ``test`` the evaluation set watched while training,
which other projects call validation. Very often there is none. ``time_left.tsv`` in the same folder is no series.
"""

from __future__ import annotations

from pathlib import PurePosixPath

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.tabular.reader import Options, TableReader, table
from run_diagnose.formats.tabular.sniffing import dialect

NAME = "catboost-tsv"
TITLE = "CatBoost learn_error.tsv and test_error.tsv"
EXAMPLE = """\
iter\tLogloss
0\t0.6923405691
1\t0.6915961541
"""
FOLDER = True
_SPLITS = {"learn_error.tsv": "train", "test_error.tsv": "val"}


def recognise(head: Head) -> Match:
    """Sure of ``iter`` in front of tab-separated metrics."""
    found = dialect(head)
    own = found is not None and found.separator == "\t" and found.names[0] == "iter"
    clock = own and found is not None and found.names[1:] in (("Passed", "Remaining"), ("Passed",))
    return Match.SURE if own and not clock else Match.NO


def reader(head: Head) -> TableReader:
    """The rows; a file called otherwise is taken for the training set's."""
    return table(head, dialect(head), Options(split=_SPLITS.get(head.name, "train")))


def claims(names: tuple[str, ...]) -> tuple[str, ...]:
    """The two files of one ``catboost_info``."""
    first = next((PurePosixPath(name).parent for name in names if PurePosixPath(name).name in _SPLITS), None)
    return tuple(n for n in names if PurePosixPath(n).name in _SPLITS and PurePosixPath(n).parent == first)
