"""What other distributions add by entry points: rules, formats, causes, changes, renderers.

An entry point yields the very objects that our own modules hold. One that fails to load, or is no such object, or
takes a name that is taken, is a note, never a crash. Nothing is loaded because of a file beside a log: installing the
package is the consent.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from run_diagnose.facts import dataclass

if TYPE_CHECKING:
    from run_diagnose.formats.base import Format
    from run_diagnose.rules.base import Rule

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
    if f"[run_diagnose.{group}]" not in _offered():
        return NOTHING
    from importlib.metadata import entry_points

    points = sorted(entry_points(group=f"run_diagnose.{group}"), key=lambda point: point.name)
    return _collect([(point.name, point.load) for point in points], group)


@cache
def rules() -> Loaded:
    """Rules of other distributions, without those whose name or code is taken."""
    found = load("rules")
    if not found.objects and not found.notes:
        return NOTHING
    from run_diagnose.rules import built_in
    from run_diagnose.rules.base import Rule

    taken = {word for rule in built_in() for word in (rule.slug, rule.code)}

    def refusal(thing: Any) -> str:
        if not isinstance(thing, Rule):
            return f"a {type(thing).__name__} is no rule"
        clash = taken & {thing.slug, thing.code}
        taken.update((thing.slug, thing.code))
        return f"there already is a rule {min(clash)}" if clash else ""

    return _fitting(found, "rules", refusal)


@cache
def formats() -> Loaded:
    """Log formats of other distributions that have what a format needs."""

    def refusal(thing: Any) -> str:
        lacking = [name for name in ("NAME", "TITLE", "recognise", "reader") if not hasattr(thing, name)]
        return f"{getattr(thing, '__name__', type(thing).__name__)} has no {', '.join(lacking)}" if lacking else ""

    return _fitting(load("formats"), "formats", refusal)


def every_rule() -> tuple[Rule, ...]:
    """Our own rules, then those of other distributions."""
    from run_diagnose.rules import built_in

    return (*built_in(), *rules().objects)


def other_formats() -> tuple[Format, ...]:
    """The formats that other distributions add."""
    return formats().objects


def notes() -> tuple[str, ...]:
    """What could not be loaded, for the notes of a report."""
    return (*rules().notes, *formats().notes)


def _fitting(found: Loaded, group: str, refusal: Callable[[Any], str]) -> Loaded:
    """Those without a refusal; the others as notes."""
    judged = [(thing, refusal(thing)) for thing in found.objects]
    refused = tuple(f"a plug-in ({group}) was left out: {why}" for _, why in judged if why)
    return Loaded(tuple(thing for thing, why in judged if not why), (*found.notes, *refused))


def _collect(offers: Iterable[tuple[str, Callable[[], Any]]], group: str) -> Loaded:
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


@cache
def _offered() -> frozenset[str]:
    """The sections of ours that installed distributions have in their entry points.

    Reading the files ourselves takes 1 ms where importing importlib.metadata takes 30.
    """
    sought = [f"[run_diagnose.{group}]" for group in GROUPS]
    found: set[str] = set()
    for data in _entry_points():
        found.update(heading for heading in sought if heading.encode() in data)
    return frozenset(found)


def _entry_points() -> Iterator[bytes]:
    """The entry points of every distribution in ``sys.path``."""
    for folder in {p or "." for p in sys.path}:
        try:
            with os.scandir(folder) as entries:
                homes = [entry.path for entry in entries if entry.name.endswith((".dist-info", ".egg-info"))]
        except OSError:
            continue
        for home in homes:
            try:
                with open(f"{home}/entry_points.txt", "rb") as file:  # noqa: PTH123 - pathlib takes as long as all else
                    yield file.read()
            except OSError:
                continue


def forget() -> None:
    """Look again at what is installed; for tests."""
    for remembered in (load, rules, formats, _offered):
        remembered.cache_clear()
