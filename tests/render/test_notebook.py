"""A report at the prompt, printed, and at the end of a notebook's cell."""

from __future__ import annotations

import html
import re

import pytest

from run_diagnose.render import render

from .reports import REPORTS, failed, healthy, report

every_report = pytest.mark.parametrize("name", REPORTS)


def test_at_the_prompt_a_report_is_one_line() -> None:
    assert (
        repr(REPORTS["several"]) == "<Report of 3 runs: run4: failed; fine: healthy; short: undetermined; 1 not read>"
    )
    assert repr(report()) == "<Report of 0 runs: nothing>"
    assert repr(report(*[healthy()] * 40)).endswith("; 35 more>")


def test_printed_it_tells_its_findings() -> None:
    lines = str(report(failed())).splitlines()
    assert len(lines) == len(failed().findings) + 1
    assert lines[0].startswith("run4.csv:32: error COL001")


@every_report
def test_a_cell_shows_the_page_in_a_frame_that_runs_nothing(name: str) -> None:
    shown = REPORTS[name]._repr_html_()
    frame = re.fullmatch(r'<iframe title="[^"]+" sandbox srcdoc="([^"]*)" [^>]*></iframe>', shown)
    assert frame is not None
    assert html.unescape(frame[1]) == render(REPORTS[name], "html")
    assert REPORTS[name]._repr_markdown_() == render(REPORTS[name], "markdown")
