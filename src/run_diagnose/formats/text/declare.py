"""Helpers of the format modules: recognising by wording, rewriting lines into plain ``name: value`` pairs."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from run_diagnose.formats.base import Head, Match
from run_diagnose.formats.text.calm import calm

Rewrite = Callable[[str], str]


def sure(head: Head, *patterns: str) -> Match:
    """Sure if every pattern is found in the head (``^`` and ``$`` are line ends), else no."""
    text = _calmed(head.text)
    return Match.SURE if all(re.search(p, text, re.MULTILINE) for p in patterns) else Match.NO


@lru_cache(maxsize=1)
def _calmed(text: str) -> str:
    """The head once for all formats that look through it."""
    return calm(text, longest=len(text))


def rewriting(*rules: tuple[str, str]) -> Rewrite:
    """A function that applies the first rule whose pattern is found; any other line stays as it is."""

    def rewrite(line: str) -> str:
        for pattern, template in _compiled(rules):
            if pattern.search(line):
                return pattern.sub(template, line)
        return line

    return rewrite


def every(*rules: tuple[str, str]) -> Rewrite:
    """A function that applies all rules, one after the other."""

    def rewrite(line: str) -> str:
        for pattern, template in _compiled(rules):
            line = pattern.sub(template, line)
        return line

    return rewrite


def skipping_next(after: str, rewrite: Rewrite) -> Rewrite:
    """``rewrite``, but the line behind one that holds ``after`` (lower case) is dropped: it repeats an earlier one."""
    waiting = False

    def rewrite_or_skip(line: str) -> str:
        nonlocal waiting
        skip, waiting = waiting, after in line.lower()
        return "" if skip and not waiting else rewrite(line)

    return rewrite_or_skip


@cache
def _compiled(rules: tuple[tuple[str, str], ...]) -> list[tuple[re.Pattern[str], str]]:
    """Rules ready for use; compiled at the first line, since thirty formats are imported to find one."""
    return [(re.compile(pattern), template) for pattern, template in rules]
