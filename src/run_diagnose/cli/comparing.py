"""From the words of ``diagnose compare`` to what is printed and the status."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from shlex import quote
from typing import Any

from run_diagnose.cli.output import FOR_PEOPLE, Look, _is_terminal, _options, emit, write_whole
from run_diagnose.cli.status import FINE, FOUND, LEVELS, WRONG
from run_diagnose.cli.trouble import say, tell
from run_diagnose.comparison import Choices, compare_paths
from run_diagnose.errors import UsageError
from run_diagnose.facts import dataclass
from run_diagnose.model.report import Report
from run_diagnose.near import did_you_mean
from run_diagnose.plugins import every_rule
from run_diagnose.render import FORMATS, format_for
from run_diagnose.render.compare import FORMATS as COMPARED
from run_diagnose.render.compare import render
from run_diagnose.render.compare_cells import Wanted, comparison
from run_diagnose.settings import resolve
from run_diagnose.settings.options import options


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The flags of the command, as given."""

    primary: str | None
    baseline: str | None
    ignore_keys: tuple[str, ...]
    alerts: tuple[str, ...]
    fails: tuple[str, ...]
    sort_by: str | None
    sort_order: str | None
    keep: tuple[str, ...]
    drop: tuple[str, ...]
    only_changed: bool
    precision: int
    top: int
    format: str | None
    files: tuple[str, ...]
    charts: bool
    ascii: bool
    color: str
    quiet: bool
    verbose: bool
    fail_on: str | None
    exit_zero: bool

    def wanted(self) -> Wanted:
        """What to show of the table. UsageError for an order that does not exist."""
        if self.sort_order not in (None, "asc", "desc"):
            raise UsageError(f"--sort-order: `{self.sort_order}` is neither asc nor desc", "--sort-order desc")
        return Wanted(
            only_changed=self.only_changed,
            keep=self.keep,
            drop=self.drop,
            sort_by=self.sort_by,
            descending=None if self.sort_order is None else self.sort_order == "desc",
            precision=self.precision,
            top=self.top,
        )

    def look(self) -> Look:
        """How to print. UsageError for a format or colour mode that does not exist."""
        known = {**FORMATS, **COMPARED}
        if self.format is not None and self.format not in known:
            hint = did_you_mean(self.format, known) or f"one of {', '.join(known)}"
            raise UsageError(f"--format: there is no format `{self.format}`", hint)
        if self.color not in ("auto", "always", "never"):
            raise UsageError(f"--color: `{self.color}` is none of auto, always, never", "--color never")
        return Look(ascii=self.ascii, charts=self.charts, color=self.color, verbose=self.verbose, quiet=self.quiet)


def compared(
    paths: Sequence[str],
    asked: Asked,
    given: Mapping[str, Any],
    beside: Mapping[str, Any],
    source: Mapping[str, Any],
) -> int:
    """Compare, print, and give the status."""
    wanted, look = asked.wanted(), asked.look()
    forms = [(name, _form_of(name)) for name in asked.files]
    settings = resolve(paths[0], given, **source)
    choices = Choices(
        primary=asked.primary, baseline=asked.baseline, ignore_keys=asked.ignore_keys, alerts=asked.alerts,
        fails=asked.fails,
    )  # fmt: skip
    report = compare_paths(paths, options(settings, every_rule(), **beside), choices)
    if report.runs:
        _publish(report, asked, wanted, look, forms)
    for error in report.errors:
        tell(error.reason, error.hint, error.path)
    if len(report.runs) == 1:
        say(f"only one run was found: name another, diagnose compare {quote(paths[0])} OTHER")
    return _status(report, asked)


def _form_of(name: str) -> str:
    return "csv" if PurePath(name).suffix.lower() == ".csv" else format_for(name)


def _publish(report: Report, asked: Asked, wanted: Wanted, look: Look, forms: list[tuple[str, str]]) -> None:
    for name, form in forms:
        write_whole(name, render(report, form, _options(look, terminal=False), wanted))
    terminal = _is_terminal()
    form = asked.format or ("terminal" if terminal else "markdown")
    emit(render(report, form, _options(look, terminal=terminal), wanted), for_people=form in FOR_PEOPLE)


def _status(report: Report, asked: Asked) -> int:
    """2 for an input that cannot be read, 1 for a gate or a level that is reached, 0 else."""
    if report.errors or not report.runs:
        return WRONG
    made = comparison(report)
    failed = any(g.tripped and g.level == "fail" for g in made.gates)
    if asked.fail_on is not None:
        if asked.fail_on not in LEVELS:
            raise UsageError(f"--fail-on: `{asked.fail_on}` is no level", f"one of {', '.join(LEVELS)}")
        found = [r.severity for r in made.remarks] + [f.severity.value for run in report.runs for f in run.findings]
        failed = failed or any(LEVELS[level] >= LEVELS[asked.fail_on] for level in found)
    return FOUND if failed and not asked.exit_zero else FINE
