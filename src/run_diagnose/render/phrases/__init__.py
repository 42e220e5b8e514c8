"""What every readable format says alike, before it is escaped for one of them."""

from __future__ import annotations

from run_diagnose.render.phrases.checks import about, broke, clear, helps, silenced, unchecked, why_not
from run_diagnose.render.phrases.edits import (
    edit,
    first_change,
    keep,
    new,
    old,
    options,
    picked,
    reasons,
    stands,
    unknown,
    values,
)
from run_diagnose.render.phrases.evidence import Row, amount, confidence, row, since, when
from run_diagnose.render.phrases.runs import (
    VERDICTS,
    again,
    counts,
    length,
    meaning,
    sentence,
    size,
    sorted_runs,
    verdict,
    worst,
)

__all__ = [
    "VERDICTS",
    "Row",
    "about",
    "again",
    "amount",
    "broke",
    "clear",
    "confidence",
    "counts",
    "edit",
    "first_change",
    "helps",
    "keep",
    "length",
    "meaning",
    "new",
    "old",
    "options",
    "picked",
    "reasons",
    "row",
    "sentence",
    "silenced",
    "since",
    "size",
    "sorted_runs",
    "stands",
    "unchecked",
    "unknown",
    "values",
    "verdict",
    "when",
    "why_not",
    "worst",
]
