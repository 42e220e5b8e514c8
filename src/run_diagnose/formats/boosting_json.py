"""``evals_result`` of XGBoost and LightGBM, dumped as JSON: data set, then metric, then one value per round.

``{"train": {"logloss": [..]}, "eval": {"logloss": [..]}}``; scikit-learn wrappers say ``validation_0``, LightGBM
``training``, ``valid_1``. The index of a value is the boosting round. Names are joined with a dot. With wrappers the
first set given is often the training set, whatever its name: that is for the reader of the report to know.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import numpy as np

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.json_flat import number
from run_diagnose.formats.json_reading import DocumentReader, head_members, head_root
from run_diagnose.formats.json_scan import CUT, Document, Member
from run_diagnose.model.record import Block, Record

NAME, TITLE = "boosting-json", "XGBoost / LightGBM evals_result as JSON"
EXAMPLE = '{"train": {"logloss": [0.61, 0.55]}, "eval": {"logloss": [0.63, 0.58]}}\n'

_SET = re.compile(r"(d?train(ing)?|learn|d?(val|valid|validation|eval|test)(_?\d+)?)", re.IGNORECASE)
_METRIC = re.compile(
    r"(m?logloss|m?error(@.*)?|rmse|rmsle|mae|mape|mphe|auc|aucpr|pre@.*|ndcg.*|map.*|gamma-.*|poisson-.*|tweedie-.*"
    r"|cox-.*|aft-.*|binary_.*|multi_.*|l[12]|huber|fair|quantile|average_precision|cross_entropy.*|kullback_leibler)"
)
"""Metrics by the names of XGBoost's and LightGBM's documentation: no Keras history is spelled like this."""


def recognise(head: Head) -> Match:
    """Sure where every key is a data set and every metric one of theirs."""
    members, found = head_members(head), head_root(head)
    if not members or found is None or not all(_SET.fullmatch(key) for key in members):
        return Match.NO
    for member in members.values():
        inner = list(found[0].children(member))
        lists = all(found[0].peek(one.at) == "[" for one in inner)
        if not lists or (not inner and member.value is not CUT) or not all(_METRIC.fullmatch(one.key) for one in inner):
            return Match.NO
    return Match.SURE


class Reader(DocumentReader):
    """One block per metric of a data set."""

    def read(self, document: Document, root: Member) -> Iterable[Record]:
        """The lists of all data sets."""
        for part in document.members(root.at):
            for metric in document.children(part):
                yield from _block(document, metric, f"{part.key}.{metric.key}")


def _block(document: Document, node: Member, name: str) -> Iterator[Block]:
    values = [(document.line(one.at), number(one.value)) for one in document.children(node) if one.value is not CUT]
    if not values:
        return
    y = np.array([np.nan if value is None else value for _, value in values])
    columns = {"round": np.arange(len(values), dtype=float), name: y}
    present = {name: np.array([value is not None for _, value in values])}
    yield Block(np.array([line for line, _ in values], np.int64), columns, present)


def reader(head: Head) -> Reader:  # noqa: ARG001 - the interface of every format
    """A fresh reader."""
    return Reader()
