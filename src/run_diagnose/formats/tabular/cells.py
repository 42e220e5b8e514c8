"""One cell: a number, NaN as logged, nothing, a placeholder, a time, or text.

Blank means "not logged". A ``nan`` token is a value that is NaN. A placeholder stands where a number should:
``-``, ``None``, ``#NUM!``. The three are never mixed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timezone
from enum import Enum

from run_diagnose.patterns import pattern


class Kind(Enum):
    """What a cell is."""

    NUMBER = "number"
    BLANK = "blank"
    PLACEHOLDER = "placeholder"
    TEXT = "text"


PLACEHOLDERS = frozenset(
    [
        "-",
        "--",
        "---",
        "–",
        "—",
        "_",
        "?",
        ".",
        "none",
        "null",
        "nil",
        "na",
        "n/a",
        "n.a.",
        "#n/a",
        "#na",
        "#na#",
        "#num!",
        "#div/0!",
        "#value!",
        "#ref!",
        "#name?",
        "undefined",
        "missing",
        "nul",
        "<na>",
        "nat",
        "\\n",
    ]
)
"""Lower case. ``NA`` is Keras's for keys that vanish at the end of a fit, ``#na#`` fastai's, ``_`` Flair's, ``-`` and
``None`` are what people print, those with ``#`` come from spreadsheets."""
_NAN = frozenset(
    ["nan", "-nan", "+nan", "nan(ind)", "-nan(ind)", "nan(snan)", "1.#qnan", "-1.#qnan", "1.#ind", "-1.#ind"]
)
"""Spellings of NaN by Python, C, R, and the C libraries of Windows."""
_INF = {"1.#inf": math.inf, "-1.#inf": -math.inf, "∞": math.inf, "-∞": -math.inf}
_UNITS = {
    "%": 1.0, "s": 1.0, "sec": 1.0, "secs": 1.0, "ms": 1e-3, "us": 1e-6, "µs": 1e-6, "min": 60.0, "h": 3600.0,
    "k": 1e3, "kb": 1e3, "kib": 1024.0, "m": 1e6, "mb": 1e6, "mib": 1048576.0, "g": 1e9, "gb": 1e9, "gib": 1073741824.0,
    "it/s": 1.0, "s/it": 1.0, "samples/s": 1.0, "x": 1.0, "°c": 1.0,
}  # fmt: skip
_WITH_UNIT = pattern(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s?([A-Za-zµ°%/]+)")
_CLOCK = pattern(r"(?:(\d+) days?,? )?(?:(\d+):)?(\d{1,2}):(\d{2}(?:\.\d+)?)")
_DATE = pattern(r"(\d{4})-(\d\d)-(\d\d)(?:[ T_](\d\d)[:-](\d\d)(?:[:-](\d\d)(?:[.,](\d+))?)?(Z|[+-]\d\d:?\d\d)?)?")
_WRAPPED = pattern(
    r"(?:[\w.]*(?:tensor|array|float\d*|int\d*|scalar|Array)\(|\[)\s*\[?\s*([-+\w.]+?)\s*\]?\s*(?:,[^()]*)?[)\]]"
)
_WITH_SPREAD = pattern(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)%?\s?(?:±|\+/-|\+-)\s?[\d.]+(?:[eE][-+]?\d+)?%?")
"""``0.53 ± 0.02``: a mean and how far single figures lie from it."""
_FRACTION = pattern(r"(\d+)/\d+")
_THOUSANDS = pattern(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DECIMAL_COMMA = pattern(r"[-+]?\d*,\d+(?:[eE][-+]?\d+)?")


def number(text: str, *, comma: bool = False) -> float | None:
    """The number a cell spells; NaN where it spells NaN; None where it spells no number.

    ``comma``: the comma is the decimal sign. Units are dropped or scaled to seconds, bytes and plain counts, times of
    day and durations become seconds, dates seconds since 1970 (UTC).
    """
    if comma and _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    try:
        if "_" not in text:
            return float(text)
    except ValueError:
        pass
    return _not_plain(text)


def _not_plain(text: str) -> float | None:
    """The number that Python itself does not read."""
    low = text.lower()
    if low in _NAN:
        return math.nan
    if low in _INF:
        return _INF[low]
    return _dressed(text)


def _dressed(text: str) -> float | None:  # noqa: PLR0911 - one return for each costume
    """A number in other clothes: with a unit, as a tensor, a duration, a date, with thousands separators."""
    if len(text) > 100:
        return None
    if ("(" in text or "[" in text) and (match := _WRAPPED.fullmatch(text)):
        inner = match[1]
        return None if inner[:1].isalpha() and inner.lower() not in ("nan", "inf") else number(inner)
    if text[:1].isalpha():
        return None  # a word
    if (match := _WITH_UNIT.fullmatch(text)) and match[2].lower() in _UNITS:
        return float(match[1]) * _UNITS[match[2].lower()]
    if match := _CLOCK.fullmatch(text):
        days, hours, minutes, seconds = match.groups()
        return float(days or 0) * 86400 + float(hours or 0) * 3600 + float(minutes) * 60 + float(seconds)
    if match := _WITH_SPREAD.fullmatch(text):
        return float(match[1])
    if match := _FRACTION.fullmatch(text):
        return float(match[1])
    if _THOUSANDS.fullmatch(text):
        return float(text.replace(",", ""))
    if match := _DATE.fullmatch(text):
        return _date(*match.groups())
    return None


def is_time(text: str) -> bool:
    """True for a date or a time of day, which stands before the text lines of a log as well as in tables."""
    return bool((":" in text or "-" in text) and (_CLOCK.fullmatch(text) or _DATE.fullmatch(text)))


def _date(*parts: str | None) -> float | None:
    """Seconds since 1970; without a zone UTC is meant, so that the same log gives the same numbers anywhere."""
    year, month, day, hour, minute, second = (int(part or 0) for part in parts[:6])
    fraction, zone = parts[6:]
    try:
        when = datetime(year, month, day, hour, minute, second, tzinfo=timezone.utc)
    except ValueError:
        return None
    shift = 0.0
    if zone and zone != "Z":
        shift = (int(zone[1:3]) * 3600 + int(zone[-2:]) * 60) * (-1.0 if zone[0] == "-" else 1.0)
    return when.timestamp() - shift + float(f"0.{fraction or 0}")


def is_plain(text: str) -> bool:
    """True for a number (or NaN) as Python spells it, as nearly all cells are; never a time or a placeholder."""
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def all_plain(cells: Sequence[str]) -> bool:
    """True where every cell is such a number."""
    try:
        tuple(map(float, cells))
    except ValueError:
        return False
    return "_" not in "".join(cells)


def kind(text: str, *, comma: bool = False) -> Kind:
    """What this cell, its outer blanks removed, is."""
    if not text:
        return Kind.BLANK
    if is_plain(text):
        return Kind.NUMBER
    if text.lower() in PLACEHOLDERS:
        return Kind.PLACEHOLDER
    found = number(text, comma=True) if comma and "," in text else _not_plain(text)
    return Kind.TEXT if found is None else Kind.NUMBER
