"""A shape as a pattern of whole lines: of one line, or of all the lines of a text at once.

A line that fits has the shape's skeleton, and one that has the skeleton fits. So it makes no difference in which way a
line was recognised, and texts that could be taken for a part of a number beside them get no pattern.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from run_diagnose.formats.text.numbers import DIGITS, STAMP, WORDS

_GOES_ON = re.compile(r"\d|[eEf][-+]?\d")
"""A text behind a number that fewer digits in front could make a part of it: ``1e5`` ``e3``."""
_POINTED = re.compile(r"[-+]?\d+\.\d+")
_ROUGH = rf"([-+]?[0-9][0-9.eE+-]*|{WORDS})"
"""What ``float`` then takes or refuses: three times as fast as the pattern that refuses by itself."""


def exact(texts: Sequence[str], numbers: Sequence[str]) -> re.Pattern[str] | None:
    """A pattern of whole lines with these texts between their numbers: faster than a split. One group a number.

    None where a text could be taken for a part of the number beside it.
    """
    if not _clear(texts, numbers):
        return None
    groups = [_group(n, after, f"({DIGITS}|{WORDS})") for n, after in zip(numbers, texts[1:], strict=True)]
    return re.compile(_joined(texts, groups))


def together(texts: Sequence[str], numbers: Sequence[str]) -> re.Pattern[str]:
    """The same for every line of a text at once, as long as ``float`` takes what the groups hold.

    One group a number, none for a time stamp. Only for lines that ``exact`` has a pattern for.
    """
    groups = [_group(n, after, _ROUGH) for n, after in zip(numbers, texts[1:], strict=True)]
    groups = [f"(?:{STAMP})" if ":" in n else group for n, group in zip(numbers, groups, strict=True)]
    return re.compile(f"^{_joined(texts, groups)}$", re.MULTILINE)


def _joined(texts: Sequence[str], groups: Sequence[str]) -> str:
    return "".join(re.escape(t) + g for t, g in zip(texts, [*groups, ""], strict=True))


def _group(number: str, after: str, plain: str) -> str:
    """In front of a point only a number that has one already: ``Val loss 0.6.`` ends a sentence."""
    if ":" in number:
        return f"({STAMP})"
    return f"({_POINTED.pattern})" if after.startswith(".") else plain


def _clear(texts: Sequence[str], numbers: Sequence[str]) -> bool:
    """True if it is plain where each number begins and ends, whatever its digits.

    It is not with nothing or a comma alone between two (``5,678``), nor with a sign in front (``a--5``).
    """
    if "" in texts[1:-1] or "," in texts[1:-1] or any(text.endswith(("+", "-")) for text in texts[:-1]):
        return False
    return not any(
        _GOES_ON.match(after) or (after.startswith(".") and not _POINTED.fullmatch(number))
        for number, after in zip(numbers, texts[1:], strict=True)
    )
