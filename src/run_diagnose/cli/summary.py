"""The job summary of GitHub Actions: a file to which each step may append Markdown."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from run_diagnose.cli.trouble import say
from run_diagnose.errors import UnreadableError

if TYPE_CHECKING:
    from run_diagnose.model.report import Report
    from run_diagnose.render import Options

VARIABLE = "GITHUB_STEP_SUMMARY"
MOST = 900 * 1024
"""Bytes: GitHub refuses a step's summary above 1 MiB altogether, and other commands of the step write to it too."""
LEAST = 2_000
"""Characters: below this not even the verdicts of a report fit."""


def append_summary(report: Report, options: Options, *, quiet: bool = False) -> None:
    """Append the report, as much of it as fits. Outside Actions only a note is said.

    Raises UnreadableError where the file cannot be written.
    """
    name = os.environ.get(VARIABLE, "")
    if not name:
        if not quiet:
            say(f"note: {VARIABLE} is not set, so there is no job summary to append to")
        return
    path = Path(name)
    try:
        before = path.stat().st_size if path.exists() else 0
        text = fitting(report, options, MOST - before)
        if not text and not quiet:
            say("note: the job summary is full; the report is not in it")
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        raise UnreadableError(f"the job summary cannot be written: {error.strerror}", f"unset {VARIABLE}") from error


def fitting(report: Report, options: Options, room: int) -> str:
    """Markdown of at most ``room`` bytes: the renderer counts characters, of which some take three bytes."""
    from run_diagnose.render import render

    budget = room
    while budget >= LEAST:
        text = render(report, "markdown", replace(options, budget=budget))
        size = len(text.encode("utf-8", "replace"))
        if size <= room:
            return text
        budget = min(budget * 9 // 10, budget * room // size)
    return ""
