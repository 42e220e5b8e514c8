"""A JSON file of final metrics, flat or nested, as scripts write it after training."""

from __future__ import annotations

import json
import math
from pathlib import Path

from run_diagnose.errors import UnreadableError

_DEEPEST = 20
_MOST = 5_000
_EXPECTED = 'a metrics file is JSON such as {"r2": 0.81, "test": {"mae": 0.35}}'


def read_metrics(path: str, *, shown: str | None = None) -> dict[str, float]:
    """Dotted name to value, in file order; text, flags and curves are left out.

    Raises UnreadableError with the line and what was expected.
    """
    name = (shown if shown is not None else path).replace("\\", "/")
    try:
        text = Path(path).read_bytes().decode("utf-8-sig", "replace")
    except OSError as error:
        raise UnreadableError(
            f"{name}: cannot be opened ({error.strerror})", hint="check the path given to --metrics"
        ) from None
    try:
        data = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise UnreadableError(
            f"{name}, line {line}: not valid JSON ({getattr(error, 'msg', error)})", hint=_EXPECTED
        ) from None
    except RecursionError:
        raise UnreadableError(f"{name}: nested too deep", hint=_EXPECTED) from None
    found: dict[str, float] = {}
    _collect(data, "", 0, found)
    if not found:
        raise UnreadableError(f"{name}: no number in it", hint=_EXPECTED)
    return found


def _collect(value: object, key: str, depth: int, found: dict[str, float]) -> None:
    if depth > _DEEPEST or len(found) >= _MOST:
        return
    if isinstance(value, dict):
        for k, v in value.items():
            _collect(v, f"{key}.{k}" if key else str(k), depth + 1, found)
    elif isinstance(value, list):
        numbers = sum(isinstance(v, int | float) for v in value)
        for i, v in enumerate(value if numbers <= 1 else ()):
            _collect(v, f"{key}.{i}" if key and len(value) > 1 else key or str(i), depth + 1, found)
    elif (number := _number(value)) is not None and key:
        found[key] = number


def _number(value: object) -> float | None:
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return float(value) if abs(value) < 1e308 or not math.isfinite(value) else math.copysign(math.inf, value)
    try:
        return float(str(value).rstrip(" %"))
    except ValueError:
        return None
