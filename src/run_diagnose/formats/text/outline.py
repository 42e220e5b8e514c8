"""What is left of lines without the characters that numbers are made of: a first, cheap guess at their shape.

Lines of one shape have one outline; a guess may be wrong (``1.5`` and ``v15`` leave little behind), so whoever uses it
holds the line against the shape's pattern. An outline costs a fifth of a match.
"""

from __future__ import annotations

from collections.abc import Sequence

_OF_NUMBERS = b"0123456789.+-eE"
"""With the sign of an exponent, so that ``9.5e-05`` and ``0.0001`` leave the same."""


def outlines(lines: Sequence[str]) -> list[bytes]:
    """The outline of every line. No line may hold a line end."""
    return "\n".join(lines).encode("utf-8", "surrogatepass").translate(None, _OF_NUMBERS).split(b"\n")
