"""The nearest name to one that does not exist: the "did you mean" of every error."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(word: str, names: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The name most like ``word``, ``-`` and ``_`` and case being alike; None if none is near.

    ``cutoff`` is difflib's ratio, whose documentation calls 0.6 a close match.
    """
    from difflib import get_close_matches

    plain: dict[str, str] = {}
    for name in names:
        plain.setdefault(_plain(name), name)
    found = get_close_matches(_plain(word), plain, n=1, cutoff=cutoff)
    return plain[found[0]] if found else None


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """``did you mean `plateau`?`` or empty."""
    near = nearest(word, names)
    return f"did you mean `{near}`?" if near else ""


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")
