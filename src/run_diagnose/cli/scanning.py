"""From the words of ``diagnose scan`` to lines on stdout as runs finish, progress on stderr, and the status."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from run_diagnose.batch import Plan, Progress, Row, Statistics, scan_rows
from run_diagnose.batch.cache import FOLDER
from run_diagnose.batch.sinks import JsonLines, Parquet
from run_diagnose.cli.output import _colored, _is_terminal, emit
from run_diagnose.cli.status import FINE, FOUND, LEVELS, WRONG
from run_diagnose.cli.trouble import plain, say
from run_diagnose.errors import UsageError
from run_diagnose.facts import dataclass
from run_diagnose.render.escape import ascii_only, visible
from run_diagnose.rules import built_in
from run_diagnose.settings import resolve
from run_diagnose.settings.options import options

SOON = 2.0
"""Seconds that pass before progress is shown: a short scan needs none."""
COLOURS = {"failed": "31", "suspect": "33", "undetermined": "35", "healthy": "32", "error": "31", "skipped": "2"}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """Where the rows go."""

    statistics: bool
    jsonl: str | None
    parquet: str | None
    ascii: bool
    color: str
    quiet: bool


def scanned(
    paths: Sequence[str],
    given: Mapping[str, Any],
    source: Mapping[str, Any],
    words: Mapping[str, Any],
    shown: Shown,
    *,
    exit_zero: bool,
) -> int:
    """Scan, print, and give the status. The settings that hold for the first folder hold for all."""
    settings = resolve(paths[0], given, **source)
    chosen = options(settings, built_in())
    plan = _plan(words)
    sinks: list[JsonLines | Parquet] = [JsonLines(shown.jsonl)] if shown.jsonl else []
    sinks += [Parquet(shown.parquet)] if shown.parquet else []
    progress, counts = Progress(), Statistics()
    bar = _Bar(progress, counts, quiet=shown.quiet)
    terminal = _is_terminal()
    color = _colored(shown.color) if terminal else shown.color == "always"
    try:
        bar.begin()
        for index, row in scan_rows(paths, chosen, plan, progress):
            counts.add(row)
            bar.clear()
            emit(_line(row, color=color, ascii_=shown.ascii))
            for sink in sinks:
                sink.add(index, row)
            bar.draw()
    finally:
        bar.clear()
        for sink in sinks:
            sink.close()
    if shown.statistics:
        emit("\n" + "\n".join([counts.line(), *counts.table()]) + "\n")
    elif not shown.quiet:
        cached = f" ({progress.cached} of {progress.units} known from before)" if progress.cached else ""
        say(counts.line() + cached)
    return _status(counts, settings["fail-on"], exit_zero=exit_zero)


def _plan(words: Mapping[str, Any]) -> Plan:
    workers = words["workers"]
    if workers is not None and workers < 1:
        raise UsageError(f"--workers: {workers} processes do no work", "--workers 2")
    return Plan(
        workers=workers or -1,
        backend=words["backend"],
        address=words["address"],
        cache=None if words["no_cache"] else words["cache_dir"] or FOLDER,
        full=words["full"],
    )


def _line(row: Row, *, color: bool, ascii_: bool) -> str:
    """``FAILED  runs/a  COL001 STP001  what happened``: one line whatever the log is called."""
    word = row.verdict if row.status == "ok" else row.status
    said = row.answer if row.status == "ok" else f"{row.reason}"
    head = f"{word.upper():<12}"
    if color:
        head = f"\x1b[{COLOURS.get(word, '0')}m{head}\x1b[0m"
    text = "  ".join(part for part in (visible(row.name), " ".join(row.codes), visible(said)) if part)
    return head + " " + (ascii_only(text) if ascii_ else text) + "\n"


def _status(counts: Statistics, fail_on: str, *, exit_zero: bool) -> int:
    if counts.errors or not (counts.runs or counts.skipped):
        return WRONG
    worst = max((LEVELS[s] for s, n in counts.worst.items() if s and n), default=-1)
    if counts.verdicts["undetermined"]:
        worst = max(worst, LEVELS["warning"])
    if not counts.runs:
        return WRONG
    return FOUND if worst >= LEVELS[fail_on] and not exit_zero else FINE


class _Bar:
    """A line on stderr that says how far it is: on a terminal only, and only if it takes long."""

    def __init__(self, progress: Progress, counts: Statistics, *, quiet: bool) -> None:
        self._progress, self._counts = progress, counts
        self._start = time.monotonic()
        self._drawn = False
        self._on = not quiet and sys.stderr.isatty()

    def begin(self) -> None:
        """Say what is done until the first run is judged: a large folder takes seconds to list."""
        if self._on:
            self._show("looking for runs ...")

    def draw(self) -> None:
        """Draw it anew, below the line just printed."""
        now = time.monotonic()
        if not self._on or now - self._start < SOON:
            return
        done, units = self._progress.done, max(self._progress.units, 1)
        rate = done / (now - self._start)
        left = (units - done) / rate if rate > 0 else 0.0
        bar = "#" * int(24 * done / units)
        text = f"[{bar:<24}] {done}/{units}  {rate:.0f}/s  {left:.0f} s left  {self._counts.verdicts['failed']} failed"
        self._show(text)

    def _show(self, text: str) -> None:
        sys.stderr.write("\r" + plain(text) + "\x1b[K")
        sys.stderr.flush()
        self._drawn = True

    def clear(self) -> None:
        """Take it away before a line is printed."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = False
