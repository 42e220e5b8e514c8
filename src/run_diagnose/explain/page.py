"""What is to be said of a rule, as data."""

from __future__ import annotations

from typing import Any

from run_diagnose.facts import dataclass


@dataclass(frozen=True, kw_only=True)
class Limit:
    """One limit of a rule: its value in force, its default, and why the default is what it is."""

    name: str
    default: Any
    value: Any
    why: str
    origin: str = "default"


@dataclass(frozen=True, kw_only=True)
class Page:
    """Everything that is to be said of a rule."""

    code: str
    slug: str
    kind: str
    title: str
    needs: tuple[tuple[str, ...], ...]
    about: str
    """The docstring, without its first line."""
    summary: str
    """The docstring's first line."""
    limits: tuple[Limit, ...]
    tasks: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
