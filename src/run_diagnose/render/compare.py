"""Which module renders a comparison in which format."""

from __future__ import annotations

from importlib import import_module

from run_diagnose.model.report import Report
from run_diagnose.render.compare_cells import Wanted
from run_diagnose.render.options import PLAIN, Options

FORMATS = {
    "terminal": "run_diagnose.render.compare_terminal",
    "markdown": "run_diagnose.render.compare_markdown",
    "html": "run_diagnose.render.compare_html",
    "csv": "run_diagnose.render.compare_csv",
}
"""Formats with a layout of their own; JSON holds the comparison as it holds everything."""


def render(report: Report, format: str, options: Options = PLAIN, wanted: Wanted | None = None) -> str:  # noqa: A002
    """The comparison as text; formats without a layout for it show the runs, as ``render.render`` does."""
    if format not in FORMATS:
        from run_diagnose.render import render as render_runs

        return render_runs(report, format, options)
    text: str = import_module(FORMATS[format]).render(report, options, wanted)
    return text
