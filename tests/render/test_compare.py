"""How a comparison looks: nothing cut inside a number, same bytes each time, ASCII where asked for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from run_diagnose.comparison import compare_paths
from run_diagnose.errors import UnreadableError
from run_diagnose.model.report import Report
from run_diagnose.render import Options
from run_diagnose.render import render as render_any
from run_diagnose.render.compare import FORMATS, render
from run_diagnose.render.compare_cells import Wanted, changes, comparison, fitted
from run_diagnose.render.json_v1 import dumps, loads

FIXTURES = Path(__file__).parents[2] / "fixtures" / "compare"


@pytest.fixture(scope="module")
def four() -> Report:
    return compare_paths([str(FIXTURES / "four_runs.csv")])


@pytest.fixture(scope="module")
def sweep() -> Report:
    return compare_paths([str(FIXTURES / "sweep")])


@pytest.mark.parametrize("form", [*FORMATS, "json", "jsonl", "concise", "sarif", "junit"])
def test_every_format_shows_a_comparison_and_ends_in_a_newline(sweep: Report, form: str) -> None:
    text = render(sweep, form)
    assert text.endswith("\n")
    assert text == render(sweep, form)


def test_a_comparison_survives_json(four: Report) -> None:
    assert comparison(loads(dumps(four))) == comparison(four)


@pytest.mark.parametrize("form", ["terminal", "markdown", "html"])
def test_ascii_means_ascii(sweep: Report, form: str) -> None:
    assert render(sweep, form, Options(ascii=True)).isascii()


def test_stars_are_told_apart_in_ascii(four: Report) -> None:
    text = render(four, "terminal", Options(ascii=True, width=200))
    assert "-0.0226(*)" in text
    assert "0.572*" in text


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_columns_that_do_not_fit_are_named_and_no_line_is_wider(four: Report, width: int) -> None:
    lines = render(four, "terminal", Options(width=width)).splitlines()
    assert all(len(line) <= max(width, 60) for line in lines)
    if width < 100:
        assert "too wide for this terminal" in "\n".join(lines)


def test_without_colour_there_is_no_escape(sweep: Report) -> None:
    assert "\x1b" not in render(sweep, "terminal")
    assert "\x1b" in render(sweep, "terminal", Options(color=True))


def test_a_report_with_a_comparison_shows_it(four: Report) -> None:
    assert render_any(four, "markdown") == render(four, "markdown")


def test_a_report_without_one_is_refused() -> None:
    with pytest.raises(UnreadableError):
        render(Report(version="1"), "markdown")


def test_curves_are_drawn_on_one_chart(sweep: Report) -> None:
    markdown, html = render(sweep, "markdown"), render(sweep, "html")
    assert markdown.count("xychart-beta") == 2
    assert 'line "lr3e-3_shuffled"' in markdown
    assert html.count("<svg") == 2
    assert render(sweep, "markdown", Options(charts=False)).count("xychart-beta") == 0


def test_changes_against_the_baseline_are_spelled_as_edits(sweep: Report) -> None:
    made = comparison(sweep)
    said = {entry.label: changes(entry, made) for entry in made.entries}
    assert said[made.baseline or ""] == "(baseline)"
    assert "optimizer.lr: 0.001 -> 0.003" in said["lr3e-3_seed0"]
    unknown = replace(made.entries[0], configured=False)
    assert changes(unknown, made) == "-"  # nobody knows that it lacks the keys of the others


def test_long_lists_of_changes_say_how_many_more() -> None:
    said = fitted([f"key{i}: 1 -> 2" for i in range(20)])
    assert said.endswith("+17 more")
    assert len(said) < 60


def test_only_what_changes_can_be_shown(four: Report) -> None:
    text = render(four, "csv", PLAIN, Wanted(only_changed=True, keep=("r2",)))
    assert text.splitlines()[0].count("r2") == 5


PLAIN = Options()
