"""What every readable format says alike, before it is escaped for one of them."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from run_diagnose.model.change import Change, NoEffect, Risk
from run_diagnose.model.finding import Evidence, Finding
from run_diagnose.model.report import Check, CheckpointAdvice, Howto, Report, RunReport, SeriesSummary
from run_diagnose.model.series import Moment
from run_diagnose.model.wording import (
    at,
    certainty,
    count,
    line_of,
    listing,
    number,
    percent,
    place,
    setting,
    span,
    tally,
)
from run_diagnose.render.escape import shorten
from run_diagnose.render.sparkline import of_values

VERDICTS = ("failed", "suspect", "undetermined", "healthy")
"""Worst first."""
RISKS = {
    Risk.SAFE: "safe: cannot make it worse",
    Risk.TRIAL: "a trial: compare with the run before",
    Risk.LOOK: "look first: read the code or the data before",
}
PLACED = ("at ", "in ", "on ", "from ", "before ", "after ")
"""Labels that read better behind their value: ``26 % at epoch 30``."""
TIMES = {0.1: "a tenth of", 0.2: "a fifth of", 0.25: "a quarter of", 0.5: "half of", 2.0: "twice", 3.0: "three times"}


@dataclass(frozen=True, slots=True)
class Row:
    """A piece of evidence in the columns of a table."""

    what: str
    value: str
    against: str
    where: str
    line: str
    quoted: bool = False
    """True where ``value`` is a line of the log, word for word."""


def verdict(run: RunReport) -> str:
    """The verdict as a shout: ``FAILED``."""
    return run.verdict.upper()


def sentence(text: str) -> str:
    """With a full stop, and a capital where it begins with a word and not with a name such as ``val_loss``."""
    text = text.strip()
    if not text:
        return ""
    first = text.split()[0]
    begins = text[0].upper() + text[1:] if first.rstrip(",:;.").isalpha() else text
    return begins + ("" if text[-1] in ".!?:" else ".")


def counts(run: RunReport) -> str:
    """``3 errors, 1 warning``, with what is suppressed beside it."""
    by = [f.severity.value for f in run.findings]
    said = tally([(by.count(s), s) for s in ("error", "warning", "note")], "no findings")
    return f"{said}, {len(run.suppressed)} suppressed" if run.suppressed else said


def size(run: RunReport) -> str:
    """``47 of 50 epochs · 6 series · regression · config run4.yaml``."""
    parts = [length(run), count(len(run.series), "series", "series")]
    if run.task and run.task not in ("auto", "unknown"):
        parts.append(run.task)
    parts.append(f"config {run.config.path}" if run.config else "no config")
    return " · ".join(parts)


def length(run: RunReport) -> str:
    """How far the run is logged: ``47 epochs``, ``steps 1-14538 of 29077 (120 points)``."""
    axis = run.axis
    if axis.first is None or axis.last is None:
        return count(axis.points, "point")
    said = span(axis.name, axis.first, axis.last)
    if axis.total is not None and axis.total > axis.last:
        said += f" of {number(axis.total, 6)}"
    return f"{said} ({count(axis.points, 'point')})"


def confidence(finding: Finding) -> str:
    """``high confidence``."""
    return f"{certainty(finding.confidence)} confidence"


def since(finding: Finding) -> str:
    """``epoch 31``, ``epochs 31-37``; empty where it has no beginning."""
    if finding.onset is None:
        return ""
    end = finding.end
    if end is not None and end.axis == finding.onset.axis and end.value != finding.onset.value:
        return span(finding.onset.axis, finding.onset.value, end.value)
    return at(finding.onset)


def when(finding: Finding) -> str:
    """``since epoch 31``, ``epochs 31-37``, ``at epoch 37``."""
    if finding.onset is None:
        return ""
    if finding.end is None:
        return f"since {since(finding)}"
    return since(finding) if finding.end.value != finding.onset.value else f"at {since(finding)}"


def amount(value: float | None, unit: str) -> str:
    """A value with its unit; ``%`` takes a share of 1."""
    if value is None:
        return ""
    return percent(value) if unit == "%" else f"{number(value)} {unit}".strip()


def row(evidence: Evidence, axis: str = "", *, ascii_only: bool = False) -> Row:
    """Evidence in columns: what, value, what it is held against, where, and its line in the log."""
    place_, line = _where(evidence.at), line_of(evidence.at)
    what, unit = shorten(evidence.label), shorten(evidence.unit, 40)
    if evidence.kind == "quote":
        return Row(what, evidence.text, "", place_, line, quoted=True)
    if evidence.kind == "excerpt":
        return _excerpt(evidence, evidence.at.axis if evidence.at else axis, line, ascii_only)
    against = f"limit {amount(evidence.limit, unit)}" if evidence.limit is not None else ""
    if evidence.other is not None:
        value = amount(evidence.other, unit)
        label = shorten(evidence.other_label)
        against = f"{value} {label}" if label.startswith(PLACED) else f"{label} {value}".strip()
        other = line_of(evidence.other_at)
        if other and other != line:
            against += f" ({other})"
    return Row(what, amount(evidence.value, unit), against, place_, line)


def _excerpt(evidence: Evidence, axis: str, line: str, ascii_only: bool) -> Row:
    curve = of_values(evidence.y, ascii_only=ascii_only)
    ends = f"{number(evidence.y[0])} to {number(evidence.y[-1])}" if evidence.y else ""
    where = span(axis or "point", evidence.x[0], evidence.x[-1]) if evidence.x else _where(evidence.at)
    return Row(shorten(evidence.label), f"{curve} {ends}".strip(), "", where, line)


def _where(moment: Moment | None) -> str:
    return "" if moment is None else at(moment)


def old(change: Change | NoEffect, run: RunReport) -> str:
    """Today's value in words."""
    if change.old is not None:
        return setting(change.old)
    return "not in the config" if run.config else "not logged"


def new(change: Change) -> str:
    """The value to try, or the multiple of a value that was not logged."""
    if change.new is not None:
        return setting(change.new)
    if change.factor is None:
        return "to be chosen"
    return f"{TIMES.get(change.factor) or f'{number(change.factor)} times'} today's value"


def values(nothing: NoEffect, run: RunReport) -> str:
    """``1.0 -> 5.0`` of a change that would do nothing; empty where it has no values."""
    if nothing.new is None:
        return ""
    return setting(nothing.new) if nothing.old is None else f"{old(nothing, run)} -> {setting(nothing.new)}"


def unknown(change: Change, run: RunReport) -> str:
    """What to say of a key whose value today is not known."""
    if change.new is None:
        return "today's value is not in the config" if run.config else "today's value is not logged"
    return "added: not in the config" if run.config else "today's value is not logged"


def edit(change: Change, run: RunReport) -> str:
    """``variance_lambda: 0.5 -> 2.0``."""
    return f"{change.key}: {old(change, run)} -> {new(change)}"


def stands(change: Change) -> str:
    """``configs/run4.yaml:14`` where the key stands, else empty."""
    return f"{change.file}:{change.line}" if change.file and change.line else change.file or ""


def options(run: RunReport) -> list[tuple[str, list[Change]]]:
    """Changes in the order to make them: those for any case under an empty label, then options A, B, C."""
    groups: dict[str, list[Change]] = {}
    for change in sorted(run.changes, key=lambda c: c.option or ""):
        groups.setdefault(change.option or "", []).append(change)
    return list(groups.items())


def first_change(run: RunReport) -> Change | None:
    """The change to make first: one for the likeliest cause, else the first of all."""
    to_make = [c for c in run.changes if c.option in (None, "A")]
    likeliest = run.causes[0].cause if run.causes else ""
    return next((c for c in to_make if c.cause == likeliest), to_make[0] if to_make else None)


def keep(checkpoint: CheckpointAdvice) -> str:
    """Which checkpoint to keep, in a sentence."""
    picked, better = checkpoint.picked, checkpoint.recommended
    if not checkpoint.usable:
        said = "no checkpoint of this run should be used"
        return f"{said}; the least bad is {place(checkpoint.axis, better.at)}" if better else said
    if better and picked and better.at != picked.at:
        return f"keep {place(checkpoint.axis, better.at)}, not {number(picked.at, 6)}, the one picked by {picked.by}"
    at_ = better.at if better else picked.at if picked else None
    return "keep the checkpoint that was picked" if at_ is None else f"keep {place(checkpoint.axis, at_)}"


def picked(checkpoint: CheckpointAdvice) -> str:
    """How the checkpoint was picked, in a sentence; empty where nothing was."""
    if checkpoint.picked is None:
        return ""
    pick = checkpoint.picked
    how = "neither log nor config says how, so the best is assumed" if pick.assumed else ""
    said = f"picked: {place(checkpoint.axis, pick.at)}, by {pick.by} ({pick.mode})"
    return f"{said}; {how}" if how else said


def clear(run: RunReport) -> list[Check]:
    """Checks that looked and found nothing."""
    return [c for c in run.checks if c.status == "clear" and not c.silenced_by]


def silenced(run: RunReport) -> list[Check]:
    """Checks whose finding is part of a bigger one."""
    return [c for c in run.checks if c.silenced_by]


def unchecked(run: RunReport) -> list[Check]:
    """Checks that could not look."""
    return [c for c in run.checks if c.status == "skipped"]


def broke(run: RunReport) -> list[Check]:
    """Checks that failed by a bug of ours."""
    return [c for c in run.checks if c.status == "broke"]


def about(check: Check) -> str:
    """What a clear check verified."""
    return check.detail or check.title


def why_not(check: Check) -> str:
    """Why a check could not look."""
    needs = f"log {listing(check.needs)}" if check.needs else ""
    detail = "" if check.detail == "not logged" and needs else check.detail
    return "; ".join(part for part in (detail, needs) if part)


def helps(howto: Howto) -> str:
    """What logging a series would let diagnose look for."""
    return f"lets diagnose look for {listing(howto.rules)}" if howto.rules else ""


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
    if run.config and run.config.path and run.config.path not in words:
        words += ["--config-file", run.config.path]
    return " ".join(shlex.quote(w) for w in words)


def worst(report: Report) -> str:
    """The worst verdict of all runs; ``failed`` where only errors came."""
    found = {run.verdict for run in report.runs}
    return next((v for v in VERDICTS if v in found), "failed" if report.errors else "undetermined")


def sorted_runs(report: Report) -> list[RunReport]:
    """Runs, the worst first, else in the order given."""
    return sorted(report.runs, key=lambda r: VERDICTS.index(r.verdict) if r.verdict in VERDICTS else 0)
