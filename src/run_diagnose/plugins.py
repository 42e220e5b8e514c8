"""What other distributions add by entry points: rules, formats, causes, changes, renderers.

An entry point yields the very objects that our own modules hold. One that fails to load is a note, never a crash.
Nothing is loaded because of a file beside a log: installing the package is the consent.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

GROUPS = ("rules", "formats", "causes", "changes", "renderers")


@dataclass(frozen=True)
class Loaded:
    """Objects of one group in the order of the entry points' names, and what could not be loaded."""

    objects: tuple[Any, ...]
    notes: tuple[str, ...]


NOTHING = Loaded((), ())


@cache
def load(group: str) -> Loaded:
    """Everything installed under ``run_diagnose.GROUP``; a tuple or list counts as its members."""
    if not _somebody_offers(f"[run_diagnose.{group}]"):
        return NOTHING
    from importlib.metadata import entry_points

    points = sorted(entry_points(group=f"run_diagnose.{group}"), key=lambda point: point.name)
    return _collect([(point.name, point.load) for point in points], group)


def _collect(offers: list[tuple[str, Callable[[], Any]]], group: str) -> Loaded:
    objects: list[Any] = []
    notes: list[str] = []
    for name, get in offers:
        try:
            found = get()
        except Exception as error:  # somebody else's code: whatever it raises is its own affair
            notes.append(f"plug-in {name} ({group}) could not be loaded: {type(error).__name__}: {error}")
            continue
        objects += found if isinstance(found, tuple | list) else [found]
    return Loaded(tuple(objects), tuple(notes))


def _somebody_offers(heading: str) -> bool:
    """True if any installed distribution has this section in its entry points.

    Reading the files ourselves takes 1 ms where importing importlib.metadata takes 30.
    """
    sought = heading.encode()
    for folder in {Path(p or ".") for p in sys.path}:
        try:
            if any(sought in file.read_bytes() for file in folder.glob("*.*-info/entry_points.txt")):
                return True
        except OSError:
            continue
    return False
