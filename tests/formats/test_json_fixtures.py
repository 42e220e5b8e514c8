"""Every fixture of a JSON or binary format is claimed by its own format alone, and read as its neighbour file says."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from run_diagnose import formats
from run_diagnose.formats.base import Head, Match
from run_diagnose.model.record import Block, Event, NewRun, Placeholder, Point, Record, Setting, Total, Unread

ROOT = Path(__file__).parents[2] / "fixtures" / "formats"
CASES = sorted(
    path
    for name in formats.FAMILIES["json"]
    for path in (ROOT / name).glob("**/*")
    if path.is_file() and not path.name.endswith(".expect.yaml")
)
ALL = pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
HEAD = 65536


def head_of(path: Path, text: str) -> Head:
    lines = [line for line in text[:HEAD].splitlines() if line.strip()]
    return Head(path.name, text[:HEAD], text[:HEAD].encode(), len(text) <= HEAD, path.parent.name, lines)


def records_of(path: Path) -> list[Record]:
    text = path.read_text(encoding="utf-8")
    head = head_of(path, text)
    found = formats.detect(head)
    assert found is not None
    reader: Any = found.reader(head)
    fed = [record for number, line in enumerate(text.split("\n"), 1) for record in reader.feed(number, line)]
    return [*fed, *reader.close()]


def values_of(records: list[Record]) -> Iterator[tuple[str, str, float, int, int]]:
    """Name, split, value, line and row of every number."""
    row = -1
    for record in records:
        if isinstance(record, Point):
            row += 1
            for name, value in record.values.items():
                yield name, record.split, value, record.line, row
        elif isinstance(record, Block):
            for name, column in record.columns.items():
                here = record.present.get(name, np.ones(len(column), bool))
                for index in np.flatnonzero(here):
                    yield name, record.split, float(column[index]), int(record.lines[index]), int(index)


def alike(a: float, b: float) -> bool:
    return (math.isnan(a) and math.isnan(b)) or a == b


@ALL
def test_a_fixture_is_claimed_by_its_own_format_and_no_other(path: Path) -> None:
    expect = yaml.safe_load(Path(f"{path}.expect.yaml").read_text(encoding="utf-8"))
    head = head_of(path, path.read_text(encoding="utf-8"))
    found = formats.detect(head)
    assert found is not None
    assert expect["format"] == found.NAME
    sure = [one.NAME for one in formats.every() if one.recognise(head) is Match.SURE]
    assert sure in ([], [expect["format"]])


@ALL
def test_a_fixture_is_read_as_its_neighbour_file_says(path: Path) -> None:
    expect = yaml.safe_load(Path(f"{path}.expect.yaml").read_text(encoding="utf-8"))
    records = records_of(path)
    seen: dict[str, list[tuple[float, int, int, str]]] = defaultdict(list)
    for name, split, value, line, row in values_of(records):
        seen[name].append((value, line, row, split))
        if split:
            seen[f"{split}:{name}"].append((value, line, row, split))
    for name, want in expect["series"].items():
        got = seen[name]
        assert len(got) == len(want["values"]), name
        assert all(alike(one[0], float(value)) for one, value in zip(got, want["values"], strict=True)), (name, got)
        if "lines" in want:
            assert [one[1] for one in got] == want["lines"], name
        if "rows" in want:
            assert [one[2] for one in got] == want["rows"], name
        if "split" in want:
            assert {one[3] for one in got} == {want["split"]}, name
    assert not set(expect.get("absent", ())) & set(seen)
    settings = {record.key: record.value for record in records if isinstance(record, Setting)}
    assert {key: settings.get(key) for key in expect.get("settings", {})} == expect.get("settings", {})
    totals = {record.axis: record.value for record in records if isinstance(record, Total)}
    assert totals.items() >= expect.get("totals", {}).items()
    assert [record.kind for record in records if isinstance(record, Event)] == expect.get("events", [])
    assert len([record for record in records if isinstance(record, Unread)]) == expect.get("unread", 0)
    assert {r.name for r in records if isinstance(r, Placeholder)} == set(expect.get("placeholders", []))
    assert max(1, len([record for record in records if isinstance(record, NewRun)])) == expect["runs"]


def test_every_json_format_has_a_fixture() -> None:
    assert set(formats.FAMILIES["json"]) == {path.parent.name for path in CASES}


@pytest.mark.parametrize("name", formats.FAMILIES["json"])
def test_the_example_of_a_format_is_its_own(name: str) -> None:
    module = formats.load(name)
    assert formats.detect(Head.of("log", module.EXAMPLE)).NAME == module.NAME  # type: ignore[union-attr]
