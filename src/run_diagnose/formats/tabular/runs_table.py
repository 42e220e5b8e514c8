"""A table whose rows are runs, one experiment a line, is no log: it belongs to ``diagnose compare``."""

from __future__ import annotations

import re

from run_diagnose.errors import NotALogError
from run_diagnose.formats.base import Head
from run_diagnose.formats.tabular.dialect import Dialect, split_line
from run_diagnose.formats.tabular.groups import WORDS_ONLY as _WORDS_ONLY
from run_diagnose.patterns import pattern

_RUN_COLUMNS = (
    "run", "runs", "run_id", "run_name", "experiment", "exp", "config", "model", "method", "variant", "trial",
    "trial_id", "name", "id", "architecture", "algorithm", "approach", "setting",
)  # fmt: skip
_PARAMETER = pattern(r"^(?:params?[_./ ]|config[./]|hp[_./]|param_)", re.IGNORECASE)

_DESIGN = frozenset((*_RUN_COLUMNS, *_WORDS_ONLY, "arm", "condition", "status"))
_REPEATS = 5
"""Rows for one and the same setting, its seeds for example; a log has more for one run."""

_METRIC = pattern(r"loss|acc|f1|r2|mae|rmse|mse|auc|bleu|map|dice|iou|score|precision|recall|corr", re.IGNORECASE)


def _is_design(dialect: Dialect, body: list[list[str]], labels: int) -> bool:
    """Words of a design in front of the figures, few rows for each: ``architecture,optimizer,length,accuracy``."""
    plain = [name.lower().replace(" ", "_") for name in dialect.names]
    first = next((i for i, name in enumerate(plain) if _METRIC.search(name)), len(plain))
    settings = {tuple(row[:first]) for row in body}
    designed = any(plain[i] in _DESIGN for i in dialect.text)
    return designed and labels > 1 and len(body) <= min(_REPEATS * len(settings), 2 * _REPEATS * labels)


def _ended_alike(body: list[list[str]], dialect: Dialect) -> bool:
    """True for trials of a search, each with where it ended: a counter that stands still beside settings that move."""
    swept = sum(bool(_PARAMETER.match(name)) for name in dialect.names) >= 2
    return swept and len(body) > 1 and dialect.axis is not None and len({row[dialect.axis] for row in body}) == 1


def refuse_table_of_runs(head: Head, dialect: Dialect | None) -> None:
    """Raise ``NotALogError`` where every row names another run and nothing counts epochs or steps."""
    if dialect is None or not dialect.header or dialect.label is not None:
        return
    rows = [split_line(line, dialect.separator) for line in head.lines[:200]]
    body = [row for row in rows if len(row) == len(dialect.names) and tuple(row) != dialect.header]
    if dialect.axis is not None and not _ended_alike(body, dialect):
        return
    first = next((i for i, name in enumerate(dialect.names) if name), 0)
    plain = dialect.names[first].lower().replace(" ", "_")
    labels = [row[first] for row in body]
    metrics = sum(bool(_METRIC.search(name)) for name in dialect.names)
    known = plain in _RUN_COLUMNS or (len(body) <= 60 and metrics >= 1)
    words = sorted(dialect.text)
    told = {tuple(row[i] for i in words) for row in body}
    named = known and first in dialect.text and len(told) == len(body) and (len(set(labels)) > 1 or len(body) == 1)
    named = named or (metrics >= 1 and _is_design(dialect, body, len(told)))
    swept = sum(bool(_PARAMETER.match(name)) for name in dialect.names) >= 2
    if body and (
        named or swept or (plain in ("run", "run_id", "trial", "trial_id") and len(set(labels)) == len(labels))
    ):
        telling = [i for i in words if len({row[i] for row in body}) == len(body)]
        if first not in dialect.text and telling:
            first = telling[0]
            labels = [row[first] for row in body]
        path = head.path or head.name
        shown = ", ".join(list(dict.fromkeys(labels))[:3])
        raise NotALogError(
            f"the rows of {path} are runs ({dialect.names[first]}: {shown}): it is not the log of one",
            f"diagnose compare {path}",
        )
