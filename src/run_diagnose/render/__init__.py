"""A report in, text out: one file per output format, each loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from pathlib import PurePath

from run_diagnose.errors import UsageError
from run_diagnose.model.report import Report
from run_diagnose.render.options import PLAIN, Options

FORMATS = {
    "terminal": "run_diagnose.render.terminal",
    "markdown": "run_diagnose.render.markdown",
    "html": "run_diagnose.render.html",
    "json": "run_diagnose.render.json_v1",
    "jsonl": "run_diagnose.render.jsonl",
    "sarif": "run_diagnose.render.sarif",
    "junit": "run_diagnose.render.junit",
    "github": "run_diagnose.render.github",
    "gitlab": "run_diagnose.render.gitlab",
    "concise": "run_diagnose.render.concise",
}
"""The module of every format; it offers ``render(report, options) -> str``."""

COMPARED = ("terminal", "markdown", "html")
"""Formats in which a report with a comparison shows that instead of run after run."""

SUFFIXES = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".json": "json", ".jsonl": "jsonl",
    ".ndjson": "jsonl", ".sarif": "sarif", ".xml": "junit", ".txt": "concise", ".log": "concise",
}  # fmt: skip
WHOLE = (
    ("gl-code-quality-report.json", "gitlab"),
    ("codequality.json", "gitlab"),
    (".sarif.json", "sarif"),
    (".junit.xml", "junit"),
)
"""Ends of file names that say more than the suffix."""


def render(report: Report, format: str, options: Options = PLAIN) -> str:  # noqa: A002 - the name of the flag
    """The report as text that ends in a newline; UsageError for a format that does not exist."""
    if format not in FORMATS:
        raise UsageError(f"no such format: {format}", f"one of {', '.join(FORMATS)}")
    if report.comparison is not None and format in COMPARED:
        from run_diagnose.render.compare import render as render_comparison

        return render_comparison(report, format, options)
    text: str = import_module(FORMATS[format]).render(report, options)
    return text


def format_for(path: str) -> str:
    """The format that a file's name asks for; UsageError where it asks for none."""
    if format_ := told_by_name(path):
        return format_
    suffix = PurePath(path).suffix.lower()
    if suffix not in SUFFIXES:
        raise UsageError(
            f"{path}: the suffix {suffix or '(none)'} names no format",
            f"one of {' '.join(SUFFIXES)}, or --format FORMAT > FILE",
        )
    return SUFFIXES[suffix]


def told_by_name(path: str) -> str:
    """The format of a file whose whole name says it, as ``gl-code-quality-report.json`` does; empty for another."""
    name = PurePath(path).name.lower()
    return next((format_ for end, format_ in WHOLE if name.endswith(end)), "")


__all__ = ["FORMATS", "PLAIN", "Options", "format_for", "render", "told_by_name"]
