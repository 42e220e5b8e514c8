"""The few shapes that the Markdown report is made of."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from run_diagnose.facts import dataclass
from run_diagnose.render.escape import in_html
from run_diagnose.render.markdown.escape import code

Lines = list[str]


@dataclass(frozen=True, slots=True)
class Room:
    """How much of everything is shown before the folded parts, and which folded parts there are."""

    evidence: int = 4
    """Rows of evidence to each finding."""
    causes: int = 4
    signs: int = 4
    """Signs for and against each cause."""
    findings: int = 12
    changes: int = 12
    reasons: bool = True
    """Why and what to watch, under each change."""
    sparks: int = 5
    charts: bool = True
    suppressed: bool = False
    """List the findings that do not count."""
    folded: int = 2
    """2 = all folded parts, 1 = without full evidence and the way the log was read, 0 = none."""


def table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Lines:
    """A table of cells that are escaped already; columns without any content are left out."""
    if not rows:
        return []
    kept = [i for i in range(len(head)) if any(row[i] for row in rows)]
    lines = [_line([head[i] for i in kept]), _line(["---" for _ in kept])]
    return lines + [_line([row[i] or " " for i in kept]) for row in rows]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def fold(summary: str, lines: Lines) -> Lines:
    """A part that opens on a click; the blank lines let Markdown work inside."""
    if not lines:
        return []
    return [f"<details><summary>{in_html(summary)}</summary>", "", *lines, "", "</details>", ""]


def section(title: str, lines: Lines) -> Lines:
    """A heading and what is under it; nothing where there is nothing."""
    return [f"### {title}", "", *lines, ""] if lines else []


def line_ref(place: str) -> str:
    """``run.csv:38`` as code."""
    return code(place) if place else ""


def squeeze(lines: Iterator[str] | Lines) -> Lines:
    """Without double blank lines, which a fence of ours never holds."""
    out: Lines = []
    for line in lines:
        if line or (out and out[-1]):
            out.append(line)
    return out


def decimal(value: float, scale: float) -> str:
    """A number as mermaid reads it: no exponent."""
    text = f"{value / scale:.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def scale_of(values: list[float]) -> float:
    """1, or the power of ten by which very small or large values are divided."""
    size = max((abs(v) for v in values), default=0.0)
    if size == 0 or 1e-2 <= size < 1e6:
        return 1.0
    power = math.floor(math.log10(size))
    return float(f"1e{max(min(power, 300), -300)}")
