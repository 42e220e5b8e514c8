"""Conditions that CI holds runs to: ``val/r2 < -0.01``, ``val_loss > 1.02*baseline``, ``loss > baseline+2sigma``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from run_diagnose.comparison.columns import Board, find
from run_diagnose.errors import UsageError
from run_diagnose.facts import dataclass
from run_diagnose.model.comparison import Gate
from run_diagnose.model.wording import number
from run_diagnose.near import did_you_mean

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_GATE = re.compile(r"^\s*(?:(best|last|kept)\(\s*([^<>()]+?)\s*\)|([^<>=]+?))\s*(<=|>=|<|>)\s*(.+?)\s*$")
_PLAIN = re.compile(rf"^({_NUMBER})$")
_RELATIVE = re.compile(
    rf"^(?:({_NUMBER})\s*\*\s*)?baseline(?:\s*\*\s*({_NUMBER}))?(?:\s*([-+])\s*({_NUMBER})\s*(sigma|s|%)?)?$",
    re.IGNORECASE,
)
EXAMPLE = "--fail 'val_loss>1.02*baseline' --alert 'val_loss>baseline+2sigma' --fail 'last(val/r2)<0'"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A gate as it was written, taken apart."""

    text: str
    level: str
    which: str
    """``value``, ``best``, ``last`` or ``kept``."""
    metric: str
    sign: str
    factor: float
    """Of the baseline; 0 for a plain number."""
    offset: float
    unit: str
    """Of ``offset``: empty, ``sigma`` (of the seeds) or ``%`` of the baseline."""


def parse(text: str, level: str) -> Condition:
    """Take a condition apart; UsageError with an example where it cannot be read."""
    match = _GATE.match(text)
    if match is None:
        raise UsageError(f"--{level} `{text}` is no condition: METRIC < NUMBER was expected", EXAMPLE)
    which, inner, bare, sign, right = match.groups()
    if plain := _PLAIN.match(right):
        factor, offset, unit = 0.0, float(plain[1]), ""
    elif relative := _RELATIVE.match(right):
        first, second, plus, amount, unit = relative.groups()
        factor = float(first or 1) * float(second or 1)
        offset = (-1.0 if plus == "-" else 1.0) * float(amount or 0)
        unit = {"s": "sigma", None: ""}.get(unit and unit.lower(), (unit or "").lower())
    else:
        raise UsageError(f"--{level} `{text}`: `{right}` is neither a number nor made of `baseline`", EXAMPLE)
    return Condition(
        text=text, level=level, which=which or "value", metric=(inner or bare).strip(), sign=sign, factor=factor,
        offset=offset, unit=unit,
    )  # fmt: skip


def held(conditions: Sequence[Condition], board: Board, baseline: str | None, sigma: float | None) -> Iterator[Gate]:
    """Every condition on every run but the baseline it is held against.

    A run without a finite figure trips the gate: what cannot be checked has not passed.
    """
    for condition in conditions:
        key = find(board.columns, condition.metric)
        if key is None:
            known = [c.key for c in board.columns]
            raise UsageError(
                f"--{condition.level} `{condition.text}`: no run has a metric `{condition.metric}`",
                did_you_mean(condition.metric, known) or f"there are: {', '.join(known[:12])}",
            )
        limit = _limit(condition, key, board, baseline, sigma)
        for sample in board.samples:
            if not (condition.factor and sample.label == baseline):
                yield _judged(condition, key, sample.label, board, limit, baseline)


def _limit(condition: Condition, key: str, board: Board, baseline: str | None, sigma: float | None) -> float | None:
    if condition.factor == 0.0:
        return condition.offset
    if baseline is None:
        raise UsageError(f"--{condition.level} `{condition.text}` needs a baseline", "--baseline RUN")
    base = _figure(condition.which, key, baseline, board)
    if base is None:
        return None
    if condition.unit == "sigma":
        if sigma is None:
            raise UsageError(
                f"--{condition.level} `{condition.text}`: the seeds' scatter is unknown, as no config was run twice",
                "give several seeds of one config, or a share: 1.02*baseline",
            )
        return condition.factor * base + condition.offset * sigma
    offset = condition.offset * abs(base) / 100 if condition.unit == "%" else condition.offset
    return condition.factor * base + offset


def _figure(which: str, key: str, run: str, board: Board) -> float | None:
    cell = board.cell(key, run)
    if cell is None or (which == "last" and cell.nonfinite and not cell.points):
        return None
    value: float | None = getattr(cell, which)
    return value if value is not None and math.isfinite(value) else None


def _judged(condition: Condition, key: str, run: str, board: Board, limit: float | None, baseline: str | None) -> Gate:
    value = _figure(condition.which, key, run, board)
    against = f" ({baseline}: the baseline)" if condition.factor else ""
    if value is None or limit is None:
        missing = run if value is None else baseline
        message = f"{run}: `{condition.text}` cannot be checked: {missing} has no finite {key}"
        tripped = True
    else:
        tripped = {"<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit}[condition.sign]
        word = condition.sign if tripped else {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}[condition.sign]
        message = f"{run}: {key} {number(value)} {word} {number(limit)}{against}"
    return Gate(
        text=condition.text, level=condition.level, run=run, tripped=tripped, value=value, limit=limit, message=message
    )
