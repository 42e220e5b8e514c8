"""Our own formats keep the contract, and the contract finds out those that do not."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from run_diagnose.formats import every
from run_diagnose.formats.base import Format, Head, Match
from run_diagnose.model.record import Point, Record
from run_diagnose.testing import format_contract


@pytest.mark.parametrize("ours", every(), ids=lambda f: f.NAME)
def test_our_formats_keep_it(ours: Format) -> None:
    format_contract(ours)


class Bars:
    """``|| 0.5``: one loss per line."""

    def __init__(self, head: Head) -> None:
        self.head = head

    def feed(self, number: int, line: str) -> Iterable[Record]:
        if line.startswith("||"):
            try:
                yield Point(number, {"loss": float(line[2:])})
            except ValueError:
                return

    def close(self) -> Iterable[Record]:
        return ()


class Hasty(Bars):
    def feed(self, number: int, line: str) -> Iterable[Record]:
        yield Point(number, {"loss": float(line[2:])})


class Ahead(Bars):
    def feed(self, number: int, line: str) -> Iterable[Record]:
        yield from (Point(r.line + 50, r.values) for r in super().feed(number, line) if isinstance(r, Point))


def made(**changes: Any) -> Format:
    parts: dict[str, Any] = {
        "NAME": "bars",
        "TITLE": "Losses behind two bars",
        "EXAMPLE": "|| 0.5\n|| 0.4\n|| 0.3\n",
        "recognise": lambda head: Match.SURE if head.text.startswith("||") else Match.NO,
        "reader": Bars,
    }
    return cast(Format, SimpleNamespace(**{**parts, **changes}))


def test_a_simple_format_keeps_it() -> None:
    format_contract(made())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"NAME": "My Bars"}, "kebab-case"),
        ({"EXAMPLE": "nothing\n"}, "reads no point"),
        ({"recognise": lambda head: Match.SURE}, "is sure that"),
        ({"reader": Hasty}, "ValueError"),
        ({"reader": Ahead}, "stands on no line"),
    ],
)
def test_a_format_that_breaks_it_is_told_how(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(AssertionError, match=words):
        format_contract(made(**changes))
