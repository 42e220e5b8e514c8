"""What is kept of a scan: by content and rules, and never lost or believed when it is cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from run_diagnose.batch.cache import Cache
from run_diagnose.batch.keys import content, rule_set
from run_diagnose.batch.row import Row, from_json, to_json
from run_diagnose.batch.units import Unit
from run_diagnose.errors import UnreadableError
from run_diagnose.pipeline import Options

KEY, OTHER = "0" * 32, "1" * 32


def row(name: str) -> Row:
    return Row(path=f"{name}.csv", name=name, verdict="healthy", codes=("A",), metrics={"loss": {"best": 0.5}})


def test_rows_come_back_as_they_were(tmp_path: Path) -> None:
    first = Cache(str(tmp_path), "r")
    first.put(KEY, [row("a"), row("ü")])
    assert first.get(KEY) == (row("a"), row("ü"))
    first.close()
    again = Cache(str(tmp_path), "r")
    assert again.get(KEY) == (row("a"), row("ü"))
    assert again.get(OTHER) is None
    again.close()


def test_a_line_that_a_kill_cut_is_done_again_and_harms_no_other(tmp_path: Path) -> None:
    first = Cache(str(tmp_path), "r")
    first.put(KEY, [row("a")])
    first.put(OTHER, [row("b")])
    first.close()
    file = tmp_path / "scan-r.jsonl"
    file.write_bytes(file.read_bytes()[:-20])
    again = Cache(str(tmp_path), "r")
    assert again.get(KEY) == (row("a"),)
    assert again.get(OTHER) is None
    again.put(OTHER, [row("c")])
    again.close()
    last = Cache(str(tmp_path), "r")
    assert last.get(OTHER) == (row("c"),)
    last.close()


def test_lines_that_are_no_rows_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "scan-r.jsonl").write_bytes(b"\xff\xfe\n" + KEY.encode() + b"\t[1, 2]\nnothing\n")
    cache = Cache(str(tmp_path), "r")
    assert cache.get(KEY) is None
    cache.close()


def test_the_key_follows_content_and_config(tmp_path: Path) -> None:
    log, config = tmp_path / "a.csv", tmp_path / "config.yaml"
    log.write_text("1", encoding="utf-8")
    unit = Unit(str(tmp_path), ("a.csv",))
    before = content(unit)
    assert content(unit) == before
    log.write_text("2", encoding="utf-8")
    after = content(unit)
    assert after != before
    from run_diagnose.batch import keys

    config.write_text("lr: 1", encoding="utf-8")
    keys.forget()
    assert content(unit) not in (before, after)
    log.unlink()
    assert content(unit) is None


def test_other_rules_are_another_cache() -> None:
    plain = rule_set(Options(), full=False)
    assert rule_set(Options(), full=False) == plain
    assert rule_set(Options(select=("NAN",)), full=False) != plain
    assert rule_set(Options(), full=True) != plain


def test_a_cache_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        Cache(str(tmp_path / "file" / "below"), "r")
    assert "--no-cache" in caught.value.hint


def test_figures_that_json_cannot_hold_become_null() -> None:
    back = from_json(to_json(Row(path="a", name="a", metrics={"loss": {"best": float("nan"), "last": float("inf")}})))
    assert back is not None
    assert back.metrics == {"loss": {"best": None, "last": None}}


@pytest.mark.parametrize("text", ["", "[]", "{}", "3", '{"path": 1', "{" * 3000])
def test_what_is_no_row_is_none(text: str) -> None:
    assert from_json(text) is None
