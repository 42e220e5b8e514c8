"""A table of true and predicted values, for the figures that no log holds: spread, bias, correlation."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from run_diagnose.errors import UnreadableError, UsageError
from run_diagnose.model.run import Predictions
from run_diagnose.names.overrides import near
from run_diagnose.names.words import glue

_TRUE = """
    ytrue true target targets label labels actual actuals groundtruth gt truth observed ytest y trues truevalue expected
    reference measured obs yactual real
"""
_PRED = """
    ypred pred prediction predictions predicted yhat preds output outputs forecast predictedvalue estimate estimated
    yprediction predvalue fitted ypredicted modeloutput score prob probability
"""
_FEWEST = 2
_EXPECTED = "a predictions file is a CSV with a column of true and one of predicted values, such as y_true,y_pred"


def read_predictions(path: str, *, maps: Mapping[str, str] | None = None, shown: str | None = None) -> Predictions:
    """True and predicted values, rows with a gap left out and counted.

    ``maps`` may name the columns: ``{"true": "...", "pred": "..."}``. Raises UnreadableError or UsageError, each with
    what to do.
    """
    name = (shown if shown is not None else path).replace("\\", "/")
    rows = _rows(path, name)
    header, body = rows[0], rows[1:]
    maps = maps or {}
    true = _column(header, "true", maps.get("true"), _TRUE.split(), name)
    pred = _column(header, "pred", maps.get("pred"), _PRED.split(), name)
    if true == pred:
        raise UsageError(
            f"{name}: true and predicted values cannot be one column ('{header[true]}')",
            hint="--map true=A --map pred=B",
        )
    pairs = np.array([(_number(row, true), _number(row, pred)) for row in body], dtype=np.float64).reshape(-1, 2)
    ok = np.isfinite(pairs).all(axis=1)
    if ok.sum() < _FEWEST:
        raise UnreadableError(
            f"{name}: {int(ok.sum())} rows with a number in both '{header[true]}' and '{header[pred]}'", hint=_EXPECTED
        )
    return Predictions(name, pairs[ok, 0].copy(), pairs[ok, 1].copy(), int((~ok).sum()))


def _rows(path: str, name: str) -> list[list[str]]:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"{name}: cannot be opened ({error.strerror})", hint="check the path given to --predictions"
        ) from None
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableError(f"{name}: a binary file", hint=_EXPECTED)
    encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    lines = [line for line in data.decode(encoding, "replace").splitlines() if line.strip()]
    if len(lines) < _FEWEST:
        raise UnreadableError(f"{name}: {len(lines)} lines, no predictions", hint=_EXPECTED)
    mark = max(",;\t", key=lines[0].count)
    try:
        rows = list(csv.reader(lines, delimiter=mark)) if mark in lines[0] else [line.split() for line in lines]
    except csv.Error as error:
        raise UnreadableError(f"{name}: cannot be read as a table ({error})", hint=_EXPECTED) from None
    return [[cell.strip() for cell in row] for row in rows]


def _column(header: Sequence[str], what: str, told: str | None, known: Sequence[str], name: str) -> int:
    glued = [glue(h) for h in header]
    if told is not None:
        if told in header:
            return list(header).index(told)
        if glue(told) in glued:
            return glued.index(glue(told))
        raise UsageError(f"--map {what}={told}: {name} has no column '{told}'", hint=near(told, header))
    found = [glued.index(word) for word in known if word in glued]
    if found:
        return found[0]
    inside = [i for i, g in enumerate(glued) if any(len(w) > 3 and w in g for w in known)]
    if len(inside) == 1:
        return inside[0]
    raise UnreadableError(
        f"{name}: no column of {'true' if what == 'true' else 'predicted'} values among {', '.join(header[:8])}",
        hint=f"name it: --map {what}=COLUMN ({_EXPECTED})",
    )


def _number(row: Sequence[str], column: int) -> float:
    try:
        return float(row[column])
    except (ValueError, IndexError):
        return float("nan")
