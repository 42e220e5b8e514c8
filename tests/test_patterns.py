"""Patterns that are compiled when they are first asked."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import run_diagnose
from run_diagnose.patterns import pattern

HOME = Path(run_diagnose.__file__).parent
USERS = sorted(p for p in HOME.rglob("*.py") if "patterns import pattern" in p.read_text(encoding="utf-8"))


def test_a_pattern_answers_as_the_compiled_one_does() -> None:
    late, now = pattern(r"(\d+) epochs", re.I), re.compile(r"(\d+) epochs", re.I)
    for text in ("12 EPOCHS", "none", ""):
        assert str(late.search(text)) == str(now.search(text))
        assert late.sub("x", text) == now.sub("x", text)
    assert late.pattern == now.pattern


def _patterns(value: object) -> Iterator[object]:
    if isinstance(value, tuple | list):
        for part in value:
            yield from _patterns(part)
    elif type(value).__name__ == "pattern":
        yield value


@pytest.mark.parametrize("path", USERS, ids=lambda p: p.relative_to(HOME).as_posix())
def test_every_pattern_that_waits_can_be_compiled(path: Path) -> None:
    name = ".".join((run_diagnose.__name__, *path.relative_to(HOME).with_suffix("").parts))
    found = [p for value in vars(importlib.import_module(name)).values() for p in _patterns(value)]
    assert found
    assert all(re.compile(p.pattern) for p in found)  # type: ignore[attr-defined]
