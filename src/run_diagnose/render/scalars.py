"""Scalars in the JSON: NaN and infinities as strings, whole floats as integers, config values as they are."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from run_diagnose.errors import UnreadableError
from run_diagnose.facts import dataclass

Json = Any
Encode = Callable[[Any], Json]
Decode = Callable[[Json, str], Any]
"""Takes the JSON value and where it stands, for the error message."""

SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
EXACT = 2.0**53
"""Whole floats below this are written without a decimal point: epoch 37, not 37.0."""


@dataclass(frozen=True, slots=True)
class Coder:
    """Both directions for one type."""

    encode: Encode
    decode: Decode


def wrong(path: str, expected: str, value: Json) -> UnreadableError:
    """The error for a value that is not what the schema says."""
    seen = type(value).__name__ if not isinstance(value, str | int | float | None) else repr(value)[:60]
    return UnreadableError(
        f"not a report of diagnose: {path or 'the top level'} should be {expected}, but is {seen}",
        "make one with: diagnose RUN.csv --format json --output report.json",
    )


def encode_float(value: Any) -> Json:
    """A float as JSON: whole ones as integers, NaN and infinities as strings."""
    value = float(value)
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    return int(value) if value.is_integer() and abs(value) < EXACT else value


def decode_float(data: Json, path: str) -> float:
    """The float back."""
    if isinstance(data, str) and data in SPECIAL:
        return SPECIAL[data]
    if isinstance(data, bool) or not isinstance(data, int | float):
        raise wrong(path, "a number", data)
    return float(data)


def plain(cls: type, expected: str) -> Coder:
    """A value that JSON holds as it is."""

    def dec(data: Json, path: str) -> Any:
        if not isinstance(data, cls) or (cls is int and isinstance(data, bool)):
            raise wrong(path, expected, data)
        return data

    return Coder(cls, dec)


def encode_any(value: Any) -> Json:
    """A value of the run's own config, whose type is whatever the config said; 2.0 stays apart from 2."""
    if hasattr(value, "item") and hasattr(value, "dtype"):
        value = value.item()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else encode_float(value)
    if isinstance(value, Mapping):
        return {str(k): encode_any(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [encode_any(v) for v in value]
    return str(value)


def decode_any(data: Json, path: str = "") -> Any:
    """The value back; a list where it was a tuple."""
    if isinstance(data, str):
        return SPECIAL.get(data, data)
    if isinstance(data, list):
        return [decode_any(v, path) for v in data]
    if isinstance(data, dict):
        return {k: decode_any(v, path) for k, v in data.items()}
    return data


ANY = Coder(encode_any, decode_any)
SCALARS: dict[Any, Coder] = {
    float: Coder(encode_float, decode_float),
    int: plain(int, "a whole number"),
    str: plain(str, "text"),
    bool: plain(bool, "true or false"),
}
