"""The HTML report: one file that loads nothing, runs nothing, and can be read by everybody."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run_diagnose.render import Options
from run_diagnose.render.html import render
from run_diagnose.render.html.scale import value_scale

from .reports import REPORTS, failed, report

VOID = {"meta", "br", "wbr"}
every_report = pytest.mark.parametrize("name", REPORTS)


class Page(HTMLParser):
    """Tags in order, and whether each is closed where it was opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@every_report
def test_every_tag_is_closed_where_it_was_opened(name: str) -> None:
    page = Page(render(REPORTS[name]))
    assert page.wrong == []
    assert page.open == []


@every_report
def test_nothing_runs_and_nothing_is_loaded(name: str) -> None:
    page = Page(render(REPORTS[name]))
    assert not {"script", "img", "link", "iframe", "object", "form", "style"} - {"style"} & {t for t, _ in page.tags}
    for _, attributes in page.tags:
        assert not any(key.startswith("on") or key in ("src", "style", "srcset") for key in attributes)
        assert (attributes.get("href") or "#").startswith("#")
    assert "default-src 'none'" in render(REPORTS[name])


@every_report
def test_headings_skip_no_level_and_names_are_unique(name: str) -> None:
    page = Page(render(REPORTS[name]))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(set(ids)) == len(ids)


@every_report
def test_every_chart_is_told_in_words(name: str) -> None:
    text = render(REPORTS[name])
    assert text.count("<svg ") == text.count("<desc ") == text.count('role="img"')


def test_a_usual_run_stays_far_below_200_kilobytes() -> None:
    run = failed()
    many = tuple(replace(run.series[i % 4], name=f"metric_{i}", role="grad_norm", quantity=f"q{i}") for i in range(40))
    assert len(render(report(replace(run, series=run.series + many))).encode()) < 200_000


def test_hundreds_of_runs_are_listed_and_the_worst_told() -> None:
    text = render(report(*[replace(failed(), name=f"run{i}") for i in range(200)]))
    assert "run199" in text
    assert text.count('class="answer') == 30


def test_a_nan_leaves_a_gap_and_a_cross() -> None:
    run = failed()
    text = render(report(replace(run, series=run.series[3:])))
    assert text.count('class="nan k0"') == 8


def test_charts_can_be_left_out() -> None:
    assert "<svg" not in render(REPORTS["failed"], Options(charts=False))


def test_a_lone_spike_leaves_the_picture_and_is_marked() -> None:
    run = failed()
    spike = replace(run.series[0], y=(*run.series[0].y[:20], 1e6, *run.series[0].y[21:]))
    text = render(report(replace(run, series=(spike,))))
    assert "1 point outside the picture" in text
    assert "1000000" not in text[text.index("<svg") : text.index("</svg>")].partition("</desc>")[2]


def test_a_curve_over_many_decades_is_drawn_on_a_logarithmic_axis() -> None:
    assert value_scale([10.0 ** (-i / 8) for i in range(40)], 0, 100).log
    assert not value_scale([2.3, 1.1, 0.9, 0.8], 0, 100).log
    assert not value_scale([2.3, 0.0, 0.001], 0, 100).log


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_any_finite_values_find_a_place_on_the_chart(values: list[float]) -> None:
    scale = value_scale(values, 10, 200)
    assert all(10 <= scale(v) <= 200 for v in values)
    assert all(math.isfinite(t) for t in scale.ticks())
    assert len(scale.ticks()) < 40


def test_a_best_that_nobody_picked_is_not_called_picked() -> None:
    run = failed()
    assert run.checkpoint is not None
    assumed = replace(run, checkpoint=replace(run.checkpoint, picked=replace(run.checkpoint.picked, assumed=True)))  # type: ignore[type-var]
    assert ">picked 37<" in render(report(run))
    assert ">best 37<" in render(report(assumed))
    assert ">picked 37<" not in render(report(assumed))


def test_shades_say_whose_they_are() -> None:
    assert "found here: COL001" in render(REPORTS["failed"])


def test_rows_of_words_that_nobody_needs_are_cut_off() -> None:
    marks = (replace(failed(), findings=(), checkpoint=None), failed())
    tops = [float(re.findall(r'viewBox="0 ([\d.]+) ', render(report(run)))[0]) for run in marks]
    assert tops[0] > tops[1] >= 0


def test_an_arrow_is_never_torn_at_the_end_of_a_line() -> None:
    text = render(REPORTS["failed"])
    cells = re.findall(r"<td[^>]*>(.*?)</td>", text)
    assert not any("-&gt;" in re.sub(r'<span class="j">-&gt;</span>', "", cell) for cell in cells)


def test_the_edits_come_with_the_command_that_makes_them() -> None:
    assert "diagnose apply run4.csv --config-" in render(REPORTS["failed"]).replace("<wbr>", "")
    assert "diagnose apply" not in render(REPORTS["healthy"])
