"""The JSON of a report: the contract's names, strict, stable, and back again."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.errors import UnreadableError
from run_diagnose.model.finding import reading
from run_diagnose.model.report import Report
from run_diagnose.render.json_v1 import dumps, from_dict, loads, to_dict

from .reports import REPORTS, failed, report

finite = st.floats(allow_nan=False)
words = st.text(max_size=8)


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_comes_back_from_its_json(name: str) -> None:
    text = dumps(REPORTS[name])
    assert dumps(loads(text)) == text
    assert loads(dumps(REPORTS[name], ascii_only=True)) == loads(text)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(words, st.none() | st.booleans() | st.integers() | finite | words), st.lists(finite), words)
def test_any_value_comes_back_equal(values: dict[str, object], numbers: list[float], word: str) -> None:
    run = failed()
    config = replace(run.config, values={k: v for k, v in values.items() if v not in ("NaN", "Infinity", "-Infinity")})
    changed = replace(run, name=word, config=config, findings=run.findings[:3])
    changed = replace(changed, series=(replace(run.series[0], x=tuple(numbers), y=tuple(numbers), first=None),))
    assert loads(dumps(report(changed))) == report(changed)


def test_a_whole_float_of_the_config_stays_a_float() -> None:
    values = loads(dumps(REPORTS["failed"])).runs[0].changes
    assert type(values[1].new) is float
    assert values[1].new == 2.0


def test_the_names_are_those_of_the_contract() -> None:
    data = json.loads(dumps(REPORTS["failed"]))
    run = data["runs"][0]
    assert list(data) == ["schema_version", "tool", "runs", "comparison", "errors"]
    assert data["tool"] == {"name": "run-diagnose", "version": "0.1.0"}
    assert run["sources"][0]["path"] == "run4.csv"
    assert run["axis"] | {"total": 0} == {"name": "epoch", "first": 1, "last": 47, "points": 47, "total": 0}
    assert run["series"][0]["best"] == {"value": 0.95, "at": 37}
    assert set(run["config"]) >= {"path", "sha256", "values"}
    assert run["findings"][0]["onset"] == {"axis": "epoch", "value": 31, "line": 32, "file": "run4.csv"}
    assert list(run["causes"][0])[:7] == ["cause", "rank", "likelihood", "score", "for", "against", "findings"]
    assert list(run["changes"][0])[:4] == ["key", "old", "new", "factor"]
    assert run["checkpoint"]["picked"]["at"] == 37
    assert {c["status"] for c in run["checks"]} == {"fired", "clear", "skipped", "broke"}


def test_nan_and_infinities_are_strings() -> None:
    run = failed()
    odd = tuple(reading("x", v) for v in (math.nan, math.inf, -math.inf))
    data = to_dict(report(replace(run, findings=(replace(run.findings[0], evidence=odd),))))
    assert [e["value"] for e in data["runs"][0]["findings"][0]["evidence"]] == ["NaN", "Infinity", "-Infinity"]
    json.dumps(data, allow_nan=False)


def test_nothing_in_the_text_acts_on_a_terminal() -> None:
    text = dumps(REPORTS["hostile"])
    assert not any(c in text for c in "\x1b\x7f\x9b\u202e\u2066\ud800")
    text.encode()
    assert dumps(REPORTS["hostile"], ascii_only=True).isascii()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"schema_version": 2, "runs": []}',
        '{"schema_version": 1, "runs": 3}',
        '{"schema_version": 1, "runs": [3]}',
        '{"schema_version": 1, "runs": [{"name": 1}]}',
        '{"schema_version": 1, "runs": [{"series": [3]}]}',
        '{"schema_version": 1, "runs": [{"series": [{"best": 3}]}]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_report_is_refused_with_a_hint(text: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        loads(text)
    assert caught.value.hint


def test_keys_of_a_newer_version_are_passed_over() -> None:
    data = to_dict(REPORTS["failed"]) | {"later": 1}
    data["runs"][0]["later"] = {"x": 1}
    assert isinstance(from_dict(data), Report)


def test_a_broken_report_is_refused_wherever_it_breaks() -> None:
    def spoil(node: object) -> list[tuple[object, object]]:
        children = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
        return [(node, key) for key, _ in children] + [p for _, child in children for p in spoil(child)]

    size = len(spoil(to_dict(REPORTS["failed"])))
    for i in range(0, size, 7):
        data = to_dict(REPORTS["failed"])
        node, key = spoil(data)[i]
        node[key] = {"odd": [1]}  # type: ignore[index]
        try:
            from_dict(data)
        except UnreadableError as error:
            assert error.reason


@pytest.mark.parametrize(("version", "hint"), [(99, "upgrade"), (0, "make it anew")])
def test_a_newer_report_asks_for_an_upgrade_and_an_older_one_for_another_run(version: int, hint: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        loads(f'{{"schema_version": {version}, "runs": []}}')
    assert caught.value.hint.startswith(hint)
