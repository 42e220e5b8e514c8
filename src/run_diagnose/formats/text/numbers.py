"""Numbers as logs print them, found in one regex pass over a line.

``SPLIT.split(line)`` gives text, number, text, number, ... text. The texts alone are the *skeleton* of the
line: two lines a loop printed differ only in their numbers, so the skeleton is the key of a line's shape.
A number never starts inside a word (``resnet18``, ``mAP50``, ``Acc@1``, ``check-nan``, ``resnet-50``).
"""

from __future__ import annotations

import re

_STAMP_TAIL = r"\d{3}[-/]\d\d[-/]\d\d[ T_]\d\d:\d\d:\d\d(?:[.,]\d+)?"
STAMP = rf"\d{_STAMP_TAIL}"
_TAIL = r"\d*(?:,\d{3}(?!\d))*(?:\.\d*)?(?:[eEf][-+]?\d+)?"
DIGITS = rf"[-+]?\d{_TAIL}"
WORDS = r"[-+]?(?:nan|NaN|NAN|inf|Inf|INF|infinity|Infinity)(?![\w-])"
_WORD = "0-9A-Za-z_\u00aa\u00b5\u00ba-\u02ff\u0370-\u1fff"
"""Letters that glue a number to a word; the scripts that write without blanks (``第3轮``) do not."""
_GLUED = r"(?<=[Ee]poch.)|(?<=EPOCH.)|(?<=\b[Ee]p.)|(?<=[Bb]atch.)|(?<=[Ss]tep.)|(?<=[Ii]ter.)"
"""Words that a counter is glued to."""
_FREE = rf"(?:(?<![{_WORD}@.].)(?<![{_WORD}]-.)|{_GLUED})"

SPLIT = re.compile(
    rf"([-+0-9nNiI]{_FREE}(?:(?<=\d)(?:{_STAMP_TAIL}|{_TAIL})"
    rf"|(?<=[-+])(?:\d{_TAIL}|(?:nan|NaN|NAN|inf|Inf|INF|infinity|Infinity)(?![\w-]))"
    r"|(?<=[nN])(?:an|aN|AN)(?![\w-])|(?<=[iI])(?:nfinity|nf|NF)(?![\w-])))"
)
"""One capturing group, so that ``split`` keeps the numbers. It begins with a set of characters, which lets the
engine skip everything else; what may not stand in front is looked up behind the first character."""

NUMBER = re.compile(rf"\s*(?:{DIGITS}|{WORDS})\s*$")
"""A whole cell that is one number."""

PLACEHOLDERS = frozenset({"-", "--", "_", "none", "n/a", "na", "null", "#num!", "#div/0!", "#n/a", "?"})
"""Cells that stand for "not logged"; compared in lower case."""


def number(text: str) -> float:
    """The float that a matched number stands for; thousands commas are dropped, Julia's ``0.5f0`` is
    understood. ValueError for a time stamp."""
    try:
        return float(text)
    except ValueError:
        return float(text.replace(",", "").replace("f", "e") if "n" not in text else text)


def number_or_none(text: str) -> float | None:
    """The float of a cell, None where the cell is not one number."""
    if not NUMBER.match(text):
        return None
    try:
        return number(text.strip())
    except ValueError:
        return None


def is_integer(text: str) -> bool:
    """True for a counter: digits only, thousands commas allowed."""
    return text.removesuffix(".").replace(",", "").isdecimal()


SCALES: dict[str, tuple[str, float]] = {
    "us": ("time", 1e-6), "µs": ("time", 1e-6), "ms": ("time", 1e-3), "msec": ("time", 1e-3),
    "s": ("time", 1.0), "sec": ("time", 1.0), "secs": ("time", 1.0), "seconds": ("time", 1.0),
    "m": ("time", 60.0), "min": ("time", 60.0), "mins": ("time", 60.0), "minutes": ("time", 60.0),
    "h": ("time", 3600.0), "hours": ("time", 3600.0),
    "KB": ("bytes", 1e3), "MB": ("bytes", 1e6), "GB": ("bytes", 1e9),
    "KiB": ("bytes", 1024.0), "MiB": ("bytes", 1024.0**2), "GiB": ("bytes", 1024.0**3), "G": ("bytes", 1e9),
}  # fmt: skip
"""Units that a logger may change while it runs (``980ms``, ``1.2s``): family and factor to the family's base."""
