"""Every text fixture and every format's own example: claimed by its own format alone, read as written beside it."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import yaml

from run_diagnose.formats import FAMILIES, load
from run_diagnose.formats.base import Head, Match
from run_diagnose.model.record import Event, NewRun, Placeholder, Point, Record, Setting, Total
from run_diagnose.sources.reading import read_head, read_records

ROOT = Path(__file__).parents[2] / "fixtures" / "formats"
TEXT = FAMILIES["text"]
CASES = sorted(path for name in TEXT for path in (ROOT / name).glob("*.expect.yaml"))
ALL = pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name[:-12]}")


def log_of(case: Path) -> Path:
    return case.with_name(case.name.removesuffix(".expect.yaml"))


def series_of(records: list[Record]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for record in records:
        if isinstance(record, Point):
            for name, value in record.values.items():
                found.setdefault(f"{record.split}/{name}" if record.split else name, []).append(value)
    return found


def facts(values: list[float]) -> dict[str, Any]:
    finite = [value for value in values if math.isfinite(value)]
    ends = {"first": pytest.approx(finite[0]), "last": pytest.approx(finite[-1])} if finite else {}
    return {"n": len(values), "nan": sum(map(math.isnan, values)), "inf": sum(map(math.isinf, values)), **ends}


@ALL
def test_the_fixture_is_read_as_the_file_beside_it_says(case: Path) -> None:
    expect = yaml.safe_load(case.read_text("utf-8"))
    reading = read_records(log_of(case).as_posix())
    records = list(reading.records)
    assert expect["format"] == reading.format.NAME
    found = series_of(records)
    assert {name: {"nan": 0, "inf": 0, **wanted} for name, wanted in expect["series"].items()} == {
        name: facts(values) for name, values in found.items()
    }
    events = [{"kind": r.kind, "line": r.line} for r in records if isinstance(r, Event)]
    assert events == expect.get("events", [])
    assert {r.key: r.value for r in records if isinstance(r, Setting)} == expect.get("settings", {})
    totals = {f"{r.axis}/{r.per}" if r.per else r.axis: r.value for r in records if isinstance(r, Total)}
    assert totals == expect.get("totals", {})
    assert [r.name for r in records if isinstance(r, NewRun)] == expect.get("new_runs", [])
    assert sum(isinstance(r, Placeholder) for r in records) == expect.get("placeholders", 0)


@ALL
def test_the_fixture_is_claimed_by_its_own_format_and_no_other(case: Path) -> None:
    head = read_head(log_of(case).as_posix())
    claims = {
        name
        for family in ("table", "text", "json")
        for name in FAMILIES[family]
        if load(name).recognise(head) is Match.SURE
    }
    assert claims == ({case.parent.name} if case.parent.name != "general_text" else set())


@pytest.mark.parametrize("name", TEXT)
def test_the_example_of_a_format_is_its_own_and_gives_points(name: str) -> None:
    module = load(name)
    head = Head.of("train.log", module.EXAMPLE)
    sure = {other for other in TEXT if load(other).recognise(head) is Match.SURE}
    assert sure == ({name} if name != "general_text" else set())
    reader: Any = module.reader(head)
    records = [r for number, line in enumerate(module.EXAMPLE.splitlines(), 1) for r in reader.feed(number, line)]
    assert any(isinstance(record, Point) for record in [*records, *reader.close()])


@pytest.mark.parametrize("name", [name for name in TEXT if name != "general_text"])
def test_every_format_has_a_fixture(name: str) -> None:
    assert list((ROOT / name).glob("*.expect.yaml"))
