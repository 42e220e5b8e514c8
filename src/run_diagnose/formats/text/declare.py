"""Helpers of the format modules: recognising by wording, rewriting lines into plain ``name: value`` pairs."""

from __future__ import annotations

import re
from collections.abc import Callable

from run_diagnose.formats.base import Head, Match

Rewrite = Callable[[str], str]


def sure(head: Head, *patterns: str) -> Match:
    """Sure if every pattern is found in the head (``^`` and ``$`` are line ends), else no."""
    return Match.SURE if all(re.search(p, head.text, re.MULTILINE) for p in patterns) else Match.NO


def rewriting(*rules: tuple[str, str]) -> Rewrite:
    """A function that applies the first rule whose pattern is found; any other line stays as it is."""
    compiled = [(re.compile(pattern), template) for pattern, template in rules]

    def rewrite(line: str) -> str:
        for pattern, template in compiled:
            if pattern.search(line):
                return pattern.sub(template, line)
        return line

    return rewrite


def every(*rules: tuple[str, str]) -> Rewrite:
    """A function that applies all rules, one after the other."""
    compiled = [(re.compile(pattern), template) for pattern, template in rules]

    def rewrite(line: str) -> str:
        for pattern, template in compiled:
            line = pattern.sub(template, line)
        return line

    return rewrite
