"""What is said of a run as a whole."""

from __future__ import annotations

import re
import shlex

from run_diagnose.model.report import Report, RunReport, SeriesSummary, Suppressed
from run_diagnose.model.wording import count, number, span, tally

VERDICTS = ("failed", "suspect", "undetermined", "healthy")
"""Worst first."""


def verdict(run: RunReport) -> str:
    """The verdict as a shout: ``FAILED``."""
    return run.verdict.upper()


PLACELESS = re.compile(r",? \(?(?:(?:since|at|from|in) )?row 1\b\)?")
"""A place that says nothing where the log is a single row."""


def sentence(text: str, run: RunReport | None = None) -> str:
    """With a full stop, and a capital where it begins with a word and not with a name: ``val_loss``, or a series of
    ``run``. The only row of a log of one row is no place worth naming."""
    text = (text if run is None else placeless(text, run)).strip()
    if not text:
        return ""
    first = text.split()[0].rstrip(",:;.")
    names = [s.name for s in run.series] if run is not None else []
    named = run is not None and first != run.axis.name and any(first == n or text.startswith(f"{n} ") for n in names)
    begins = text[0].upper() + text[1:] if first.isalpha() and not named else text
    return begins + ("" if text[-1] in ".!?:" else ".")


def placeless(text: str, run: RunReport) -> str:
    """``text`` without the only row of a log of one row."""
    return PLACELESS.sub("", text) if one_row(run) else text


def one_row(run: RunReport) -> bool:
    """True for final values without an axis: "since row 1" would be said of everything."""
    return run.axis.name == "row" and run.axis.points <= 1


def counts(run: RunReport) -> str:
    """``3 errors, 1 warning``, with what is suppressed beside it."""
    by = [f.severity.value for f in run.findings]
    said = tally([(by.count(s), s) for s in ("error", "warning", "note")], "no findings")
    return f"{said}, {len(run.suppressed)} suppressed" if run.suppressed else said


def waived(suppressed: Suppressed) -> str:
    """``by diagnose.toml:12, until 2026-12-31: a known dip``."""
    until = f", until {suppressed.until}" if suppressed.until else ""
    reason = f": {suppressed.reason}" if suppressed.reason else ""
    return f"by {suppressed.by}{until}{reason}"


def size(run: RunReport) -> str:
    """``47 of 50 epochs · 6 series · regression · config run4.yaml``."""
    parts = [length(run), count(len(run.series), "series", "series")]
    if run.task and run.task not in ("auto", "unknown"):
        parts.append(run.task)
    own = config_file(run)
    parts.append(f"config {own}" if own else "settings in the log" if run.config else "no config")
    return " · ".join(parts)


def config_file(run: RunReport) -> str:
    """The path of the run's config; empty without one, also where the log itself tells some of its settings."""
    path = run.config.path if run.config else ""
    return "" if any(source.path == path for source in run.sources) else path


def length(run: RunReport) -> str:
    """How far the run is logged: ``47 epochs``, ``steps 1-14538 of 29077 (120 points)``."""
    axis = run.axis
    if one_row(run):
        return "1 row"
    if axis.first is None or axis.last is None:
        return count(axis.points, "point")
    said = span(axis.name, axis.first, axis.last)
    if axis.total is not None and axis.total > axis.last:
        said += f" of {number(axis.total, 6)}"
    return f"{said} ({count(axis.points, 'point')})"


def meaning(series: SeriesSummary) -> str:
    """How a column was understood: ``validation loss, lower is better``."""
    split = {"train": "training ", "val": "validation ", "test": "test "}.get(series.split, "")
    what = series.quantity if series.quantity not in ("", "other") else series.role
    part = f" ({series.part})" if series.part else ""
    if series.role == "other":
        return "not used"
    goal = {"min": ", lower is better", "max": ", higher is better"}.get(series.goal or "", "")
    return f"{split}{what.replace('_', ' ')}{part}{goal}"


def again(run: RunReport) -> str:
    """The command that gives this report again."""
    words = ["diagnose", *dict.fromkeys(s.path for s in run.sources)]
    if own := config_file(run):
        words += ["--config-file", own]
    return " ".join(shlex.quote(w) for w in words)


def apply(run: RunReport) -> str:
    """The command that shows the recommended edits of the config as a diff; empty where nothing stands in a file."""
    edits = any(c.file for c in run.changes)
    return again(run).replace("diagnose", "diagnose apply", 1) if edits and config_file(run) else ""


def worst(report: Report) -> str:
    """The worst verdict of all runs; ``failed`` where only errors came."""
    found = {run.verdict for run in report.runs}
    return next((v for v in VERDICTS if v in found), "failed" if report.errors else "undetermined")


def sorted_runs(report: Report) -> list[RunReport]:
    """Runs, the worst first, else in the order given."""
    return sorted(report.runs, key=lambda r: VERDICTS.index(r.verdict) if r.verdict in VERDICTS else 0)
