"""Plain JSON lines read many at once give what they give one by one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.formats import jsonl
from run_diagnose.formats.base import Head
from run_diagnose.model.record import Block, Point, Record

HEAD = Head.of("log.jsonl", "{}")


def table(records: Iterable[Record]) -> dict[str, list[tuple[int, str]]]:
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for record in records:
        if isinstance(record, Point):
            for name, value in record.values.items():
                found[name].append((record.line, str(float(value))))
        elif isinstance(record, Block):
            for name, column in record.columns.items():
                here = record.present.get(name)
                for index, line in enumerate(record.lines.tolist()):
                    if here is None or here[index]:
                        found[name].append((line, str(float(column[index]))))
    return dict(found)


def one_by_one(text: str, first: int) -> list[Record]:
    reader = jsonl.reader(HEAD)
    return [record for number, line in enumerate(text.split("\n"), first) for record in reader.feed(number, line)]


numbers = st.floats() | st.integers(-(10**6), 10**6)
rows = st.fixed_dictionaries(
    {"step": st.integers(0, 10**6), "loss": numbers},
    optional={"val_loss": numbers, "lr": numbers, "time": st.sampled_from(["2024-01-01", "noon"])},
)


@given(st.lists(rows, min_size=1, max_size=12), st.integers(1, 1000))
@settings(max_examples=40, deadline=None)
def test_many_at_once_are_the_same_as_one_by_one(found: list[dict[str, Any]], first: int) -> None:
    text = "\n".join(json.dumps(row) for row in found)
    block = jsonl.reader(HEAD).feed_block(first, text)
    assert block is not None
    assert table(block) == table(one_by_one(text, first))


@pytest.mark.parametrize(
    "line",
    [
        '{"step": 1, "loss": "0.5"}',
        '{"step": 1, "loss": null}',
        '{"step": 1, "loss": 0.5, "split": "val"}',
        '{"step": 1, "metrics": {"loss": 0.5}}',
        '{"step": "1/10", "loss": 0.5}',
        '{"fold": 1, "step": 1, "loss": 0.5}',
        '{"step": 1, "loss": 0.5}, {"step": 2, "loss": 0.4}',
        '{"step": 1, "loss": 0.',
        "Traceback (most recent call last):",
        "",
    ],
)
def test_a_line_that_is_not_plain_is_read_by_itself(line: str) -> None:
    assert jsonl.reader(HEAD).feed_block(1, '{"step": 0, "loss": 0.9}\n' + line) is None
