"""One rule on one run, number by number: what it needed, what it worked out, and how it ended."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any

import numpy as np

from run_diagnose.engine import examine
from run_diagnose.explain import Page
from run_diagnose.model.finding import Evidence, Finding
from run_diagnose.model.outcome import Broke, Clear, Fired, Outcome, Skipped
from run_diagnose.model.run import Run
from run_diagnose.model.series import Series
from run_diagnose.model.wording import at, count, line_of, listing, number, percent
from run_diagnose.rules.base import Rule
from run_diagnose.rules.calibration import basis

ROWS = 12
"""Values of a series that are shown: enough to follow a rule by hand, and still one screen."""


def trace(run: Run, rule: Rule, page: Page, limits: Any = None) -> str:
    """The rule's way through the run as Markdown."""
    fresh = dataclasses.replace(run, memo={})  # so that only what this rule asked for is in it
    (outcome,) = examine(fresh, (rule,), {} if limits is None else {rule.slug: limits})
    parts = [
        f"# {rule.slug} ({rule.code}) on {run.name}",
        page.summary,
        _section("Needs", _needs(fresh, rule)),
        _section("Limits", [f"- `{x.name}` = {x.value}" for x in page.limits]),
        _section("Worked out", _facts(fresh.memo)),
        _section(f"Outcome: {type(outcome).__name__.lower()}", _ending(outcome)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _section(title: str, lines: Iterator[str] | list[str]) -> str:
    body = list(lines)
    return f"## {title}\n" + "\n".join(body) if body else ""


def _needs(run: Run, rule: Rule) -> Iterator[str]:
    for group in rule.needs:
        found = run.all(*group)
        roles = listing([f"`{role}`" for role in group], "or")
        yield f"- {roles}: {'not logged' if not found else ''}".rstrip()
        yield from (f"  - {_series(s)}" for s in found)
    if not rule.needs:
        yield "- no particular series"


def _series(s: Series) -> str:
    known = f"`{s.name}`, {count(len(s), 'point')}"
    return f"{known} by {s.axis}: {_numbers(s.y)}" if len(s) else known


def _numbers(values: Any) -> str:
    """At most ``ROWS`` numbers, the first and last halves of a longer list."""
    items = [number(float(v)) for v in values]
    half = ROWS // 2
    shown = items if len(items) <= ROWS else [*items[:half], f"... {len(items) - 2 * half} more ...", *items[-half:]]
    return ", ".join(shown)


def _facts(memo: Mapping[Any, Any]) -> Iterator[str]:
    """The views that the rule asked for, with their numbers."""
    for name, value in memo.items():
        yield f"- {name}: {_said(value)}"


def _said(value: Any, depth: int = 0) -> str:  # noqa: PLR0911 - a kind of value a line
    if value is None:
        return "nothing"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool | str):
        return str(value)
    if isinstance(value, int | float | np.number):
        return number(float(value))
    if isinstance(value, np.ndarray):
        return _numbers(value) if value.dtype.kind in "if" else count(len(value), "value")
    if isinstance(value, Series):
        return f"`{value.name}`"
    if depth > 2:
        return "..."
    if isinstance(value, Mapping):
        return "; ".join(f"{k} {_said(v, depth + 1)}" for k, v in value.items())
    if isinstance(value, tuple | list | set | frozenset):
        return " | ".join(_said(v, depth + 1) for v in list(value)[:ROWS]) or "none"
    if dataclasses.is_dataclass(value):
        fields = ((f.name, getattr(value, f.name)) for f in dataclasses.fields(value))
        return "; ".join(f"{name} {_said(v, depth + 1)}" for name, v in fields if v is not None and str(v) != "")
    return type(value).__name__


def _ending(outcome: Outcome) -> Iterator[str]:
    match outcome:
        case Fired(findings=findings):
            for finding in findings:
                yield from _finding(finding)
        case Clear(detail=detail) | Broke(detail=detail):
            yield detail or "nothing wrong was seen"
        case Skipped(detail=detail, needs=needs):
            yield detail + (f"; log {listing([f'`{n}`' for n in needs], 'or')}" if needs else "")


def _finding(finding: Finding) -> Iterator[str]:
    since = f" since {at(finding.onset)}" if finding.onset else ""
    until = f" until {at(finding.end)}" if finding.end else ""
    sure = f"confidence {percent(finding.confidence)} ({basis(finding.code)})"
    yield f"- {finding.severity.value}, {sure},{since}{until}: {finding.message}"
    yield from (f"  - {_evidence(e)}" for e in finding.evidence)
    values = {k: v for k, v in finding.values.items() if v is not None}
    if values:
        yield f"  - values: {_said(values)}"


def _evidence(e: Evidence) -> str:
    def shown(value: float | None) -> str:
        if value is None or not math.isfinite(value):
            return number(value)
        return percent(value) if e.unit == "%" else f"{number(value)} {e.unit}".rstrip()

    words = [e.label]
    if e.kind == "quote":
        words.append(f'"{e.text}"')
    if e.value is not None:
        words.append(shown(e.value))
    if e.other is not None:
        words.append(f"against {e.other_label} {shown(e.other)}")
    if e.limit is not None:
        words.append(f"(limit {shown(e.limit)})")
    if e.y:
        words.append(_numbers(e.y))
    if e.at is not None:
        words.append(f"at {at(e.at)} {line_of(e.at)}".rstrip())
    return " ".join(words)
