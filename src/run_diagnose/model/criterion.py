"""What a person asks of a run: a minimum, a good and an excellent value of a metric."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from run_diagnose.errors import UsageError
from run_diagnose.facts import dataclass
from run_diagnose.near import did_you_mean

LEVELS = ("minimum", "good", "excellent")
"""From what a run must reach to what it may hope for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """The levels asked for of one metric, None where no such level is set; at least one is."""

    metric: str
    """A series by its name in the log, a quantity (``r2``), or ``spread``: std of predictions / of targets."""
    minimum: float | None = None
    good: float | None = None
    excellent: float | None = None

    @property
    def levels(self) -> tuple[tuple[str, float], ...]:
        """The levels that are set, the easiest first."""
        values = (self.minimum, self.good, self.excellent)
        return tuple((name, v) for name, v in zip(LEVELS, values, strict=True) if v is not None)


def criteria(tables: Mapping[str, Mapping[str, Any]], where: str = "criteria") -> tuple[Criterion, ...]:
    """``{"val_r2": {"minimum": 0.3, "good": "50 %"}}`` as criteria. Raises UsageError for what is not one."""
    return tuple(_criterion(metric, levels, f"{where}.{metric}") for metric, levels in tables.items())


def _criterion(metric: str, levels: Any, where: str) -> Criterion:
    if not isinstance(levels, Mapping) or not levels:
        raise UsageError(f"{where} must hold {', '.join(LEVELS)}, or some of them", f"{where}.minimum = 0.3")
    for name in levels:
        if name not in LEVELS:
            raise UsageError(f"{where}: there is no level `{name}`", did_you_mean(str(name), LEVELS) or str(LEVELS))
    made = Criterion(metric=metric, **{name: _number(value, f"{where}.{name}") for name, value in levels.items()})
    values = [value for _, value in made.levels]
    if values not in (sorted(values), sorted(values, reverse=True)):
        raise UsageError(f"{where}: minimum, good and excellent must go one way", "minimum = 0.3, good = 0.5")
    return made


def _number(value: Any, where: str) -> float:
    """A number, or a share in per cent."""
    text = value.strip() if isinstance(value, str) else value
    cent = isinstance(text, str) and text.endswith("%")
    try:
        found = float(text[:-1]) / 100 if cent else float(text)
    except (TypeError, ValueError):
        found = math.nan
    if isinstance(value, bool) or not math.isfinite(found):
        raise UsageError(f"{where}: `{value}` is not a number", f"{where} = 0.3")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """One criterion held against the run."""

    metric: str
    goal: str | None
    """``min`` or ``max``; None where neither the log nor the levels say which way is better."""
    grade: str
    """``excellent``, ``good``, ``minimum``, ``missed``, or ``not judged``."""
    value: float | None
    """What was graded: the final figure, else the value at the place that was kept, else the last."""
    minimum: float | None
    good: float | None
    excellent: float | None
    detail: str
    """Where the value stands, and where the run was better; or why it was not judged."""
    share: bool = False
    """True for shares, which are shown in per cent."""
