"""The Markdown report: what comes first, what is folded, what log text can never do."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from run_diagnose.render import Options
from run_diagnose.render.markdown import render

from .reports import NASTY, REPORTS, failed, healthy, report

ORDER = (
    "[!CAUTION]",
    "### Findings",
    "### Most likely causes",
    "### Recommended changes",
    "```diff",
    "### Checkpoint to keep",
    "### What is NOT wrong",
    "### What could not be checked, and how to log it",
    "### A healthy run and yours",
    "### What the next run must show",
    "### How the log was read",
)
ALLOWED = {"code", "br", "sub", "span", "details", "summary"}


def test_the_parts_come_in_their_order() -> None:
    text = render(REPORTS["failed"])
    places = [text.index(part) for part in ORDER]
    assert places == sorted(places)
    assert text.startswith("<!-- diagnose:report key=run4 v1 -->\n")


@pytest.mark.parametrize("name", REPORTS)
def test_the_first_screen_holds_the_answer_in_sixty_lines(name: str) -> None:
    screen = render(REPORTS[name]).partition("<details>")[0]
    assert len(screen.splitlines()) <= 60
    assert screen.count("> [!") == 1


def test_the_first_screen_says_what_to_change_and_where() -> None:
    screen = render(REPORTS["failed"]).partition("<details>")[0]
    assert "- loss.variance_lambda: 0.5  # configs/run4.yaml:14\n+ loss.variance_lambda: 2.0" in screen
    assert "| 1 | variance ratio | 8.1 % | limit 25 % | epoch 37 | `run4.csv:38` |" in screen
    assert "would change nothing: `clip_grad_norm`" in screen


def test_there_is_one_alert_however_many_runs() -> None:
    assert render(REPORTS["several"]).count("> [!") == 1


@pytest.mark.parametrize("name", REPORTS)
def test_log_text_makes_no_markup(name: str) -> None:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    text = render(REPORTS[name])
    tokens = [t for block in parser.parse(text) for t in (block, *(block.children or ()))]
    html = " ".join(t.content for t in tokens if t.type in ("html_inline", "html_block"))
    assert set(re.findall(r"</?([a-z]+)", html)) <= ALLOWED
    assert not {"link_open", "image", "em_open", "s_open"} & {t.type for t in tokens}
    assert "\x1b" not in text
    assert "\u202e" not in text


@pytest.mark.parametrize("name", REPORTS)
def test_nobody_is_mentioned_and_nothing_is_linked(name: str) -> None:
    text = re.sub(r"(?ms)^(`{3,})\w*$.*?^\1$", "", render(REPORTS[name]))
    assert "@everyone" not in text
    assert not re.search(r"(?<!&)#\d", text)
    assert "<script" not in text.lower()


def test_every_table_has_as_many_cells_in_each_row() -> None:
    text = re.sub(r"(?ms)^(`{3,})\w*$.*?^\1$", "", render(REPORTS["hostile"]))
    blocks = re.findall(r"(?m)(?:^\|.*\n)+", text)
    assert blocks
    assert all(len({row.count("|") for row in block.splitlines()}) == 1 for block in blocks)


@pytest.mark.parametrize("budget", [60_000, 20_000, 9_000, 5_000, 2_000])
def test_a_report_sheds_until_it_fits_and_keeps_the_verdict(budget: int) -> None:
    many = report(*[replace(failed(), name=f"run{i}") for i in range(30)])
    text = render(many, Options(budget=budget))
    assert len(text) <= budget
    assert "30 runs: 30 failed" in text
    assert "Shortened to fit" in text
    assert text.count("<details>") == text.count("</details>")


def test_a_single_long_report_sheds_its_charts_first() -> None:
    whole = render(REPORTS["failed"])
    assert "```mermaid" in whole
    less = render(REPORTS["failed"], Options(budget=len(whole) - 1))
    assert "```mermaid" not in less
    assert "All evidence" in less


def test_mermaid_lines_are_named_and_end_where_nan_begins() -> None:
    shown = replace(failed(), findings=(replace(failed().findings[3], series=("val_corr",)),))
    text = render(report(shown))
    chart = text[text.index('title "correlation"') :]
    assert 'x-axis "epoch" 1 --> 39' in chart
    assert "cut after epoch 39, where `val_corr` becomes NaN" in chart
    points = re.search(r'line "val_corr" \[(.*)\]', chart)
    assert points is not None
    assert len(points[1].split(", ")) == 39


def test_a_sparkline_shows_nan_as_a_cross() -> None:
    run = failed()
    text = render(report(replace(run, series=run.series[3:])))
    assert "×" in text
    assert "× = NaN" in text


def test_an_unlogged_value_is_not_called_added() -> None:
    run = replace(failed(), config=None)
    assert "+ optimizer.lr: a tenth of today's value  # today's value is not logged" in render(report(run))


def test_a_healthy_run_gets_no_findings_and_no_diff() -> None:
    text = render(report(healthy()))
    assert "HEALTHY" in text
    assert "### Findings" not in text
    assert "```diff" not in text
    assert "### What is NOT wrong" in text


def test_ascii_stays_ascii() -> None:
    for name in REPORTS:
        assert render(REPORTS[name], Options(ascii=True)).isascii()


def test_top_shortens_every_list() -> None:
    text = render(REPORTS["failed"], Options(top=1))
    assert "… and 3 more" in text
    assert "2. **best-epoch" not in text.partition("<details>")[0]


def test_a_name_of_ten_thousand_characters_says_how_much_is_left_out() -> None:
    text = render(report(replace(healthy(), name=NASTY[8])))
    assert "more characters" in text
    assert len(text) < 10_000
