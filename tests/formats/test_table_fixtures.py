"""Every table fixture is read as the file beside it says, and claimed by its own format only."""

from __future__ import annotations

import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from run_diagnose.formats import FAMILIES, detect, load
from run_diagnose.formats.base import Head, Match
from run_diagnose.model.record import Event, NewRun, Placeholder, Point, Record, Setting, Total, Unread
from run_diagnose.sources.reading import Reading, read_head, read_records

FIXTURES = Path(__file__).parents[2] / "fixtures" / "formats"
CASES = sorted(path for name in FAMILIES["table"] for path in (FIXTURES / name).glob("*.expect.yaml"))
TABLES = FAMILIES["table"]


def read(path: Path) -> tuple[Reading, list[Record]]:
    reading = read_records(path.as_posix())
    return reading, list(reading.records)


def series_of(records: list[Record]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for record in records:
        if isinstance(record, Point):
            for name, value in record.values.items():
                found.setdefault(name, []).append(value)
    return found


def facts(values: list[float]) -> dict[str, Any]:
    finite = [value for value in values if math.isfinite(value)]
    return {
        "n": len(values),
        "nan": sum(map(math.isnan, values)),
        "inf": sum(map(math.isinf, values)),
        "first": pytest.approx(finite[0]),
        "last": pytest.approx(finite[-1]),
    }


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name[:-12]}")
def test_the_fixture_is_read_as_expected(case: Path) -> None:
    expect = yaml.safe_load(case.read_text("utf-8"))
    reading, records = read(case.with_name(case.name.removesuffix(".expect.yaml")))
    assert expect["format"] == reading.format.NAME
    found = series_of(records)
    for name, wanted in expect["series"].items():
        assert {"nan": 0, "inf": 0, **wanted} == facts(found[name]), name
    assert not set(expect.get("absent", ())) & set(found)
    kinds = Counter(type(record) for record in records)
    assert kinds[Placeholder] == expect.get("placeholders", 0)
    assert kinds[Unread] == expect.get("unread", 0)
    assert [r.kind for r in records if isinstance(r, Event)] == expect.get("events", [])
    assert {r.key: r.value for r in records if isinstance(r, Setting)} == expect.get("settings", {})
    assert {r.axis: r.value for r in records if isinstance(r, Total)} == expect.get("totals", {})
    assert reading.source.encoding == expect.get("encoding", reading.source.encoding)


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name[:-12]}")
def test_runs_and_splits_are_told_where_the_log_tells_them(case: Path) -> None:
    expect = yaml.safe_load(case.read_text("utf-8"))
    _, records = read(case.with_name(case.name.removesuffix(".expect.yaml")))
    begun = [record.name for record in records if isinstance(record, NewRun)]
    if not isinstance(records[0], NewRun):
        begun.insert(0, "")
    assert begun == expect.get("runs", [""])
    splits = Counter(record.split for record in records if isinstance(record, Point))
    if "split" in expect:
        assert set(splits) == {expect["split"]}
    assert splits == expect.get("splits", splits)


@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name[:-12]}")
def test_no_two_table_formats_are_sure_of_one_file(case: Path) -> None:
    head = read_head(case.with_name(case.name.removesuffix(".expect.yaml")).as_posix())
    sure = [name for name in TABLES if load(name).recognise(head) is Match.SURE]
    own = case.parent.name
    assert sure == ([] if own == "generic_csv" else [own])
    assert detect(head) is load(own)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_format_reads_its_own_example(name: str) -> None:
    form = load(name)
    head = Head.of("log", form.EXAMPLE)
    assert detect(head) is form
    reader = form.reader(head)
    records = [r for i, line in enumerate(form.EXAMPLE.splitlines(), 1) for r in reader.feed(i, line)]  # type: ignore[arg-type, call-arg]
    assert any(isinstance(record, Point) for record in [*records, *reader.close()])


@pytest.mark.parametrize("name", TABLES)
def test_a_table_format_has_a_fixture(name: str) -> None:
    assert any(case.parent.name == name for case in CASES)
