"""Lists of spellings, written as running text."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a text, their order without meaning."""
    return frozenset(text.split())
