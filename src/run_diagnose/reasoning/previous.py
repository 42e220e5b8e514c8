"""The advice of an earlier report, graded by the run that followed: applied or not, gone or still there, better or worse."""

from __future__ import annotations

import math
from collections.abc import Iterator

from run_diagnose.model.change import Change
from run_diagnose.model.finding import Finding, Severity
from run_diagnose.model.report import Grade, Previous, RunReport, SeriesSummary
from run_diagnose.model.wording import count, listing, number, setting
from run_diagnose.reasoning.previous_criteria import asked, next_step, predicted

NEAR = 0.02
"""Two figures within 2 % of the larger are one: so far apart lay the best and the worst of 10 000 seeds on CIFAR-10
(Picard 2021)."""
_ABSENT = object()


def graded(now: RunReport, before: RunReport) -> Previous:
    """What became of every change, finding and best figure of ``before``."""
    changes, findings = tuple(_changes(now, before)), tuple(_findings(now, before))
    criteria = (*predicted(before, findings), *asked(now, before))
    grades = (*changes, *findings, *criteria, *_figures(now, before))
    step = next_step(now, before, grades)
    return Previous(name=before.name, grades=grades, summary="; next: ".join(s for s in (_summary(grades), step) if s))


def _changes(now: RunReport, before: RunReport) -> Iterator[Grade]:
    values = now.config.values if now.config is not None else None
    for change in before.changes:
        what = f"{change.key}: {setting(change.old)} -> {_wanted(change)}"
        if values is None:
            yield Grade(kind="change", what=what, outcome="not judged", detail="this run has no config")
            continue
        yield _change(change, values.get(change.key, _ABSENT), what)


def _change(change: Change, found: object, what: str) -> Grade:
    """The key as it stands now; a mapping counts as applied where all of it is there."""
    if found is _ABSENT:
        said = "not applied" if change.old is None else "otherwise"
        return Grade(kind="change", what=what, outcome=said, detail="the key is not in this config")
    if change.new is None and change.factor is not None:
        return Grade(kind="change", what=what, outcome="otherwise", detail=f"it is {setting(found)} now")
    if _same(found, change.new):
        return Grade(kind="change", what=what, outcome="applied")
    if _same(found, change.old):
        return Grade(kind="change", what=what, outcome="not applied", detail=f"it is still {setting(found)}")
    return Grade(kind="change", what=what, outcome="otherwise", detail=f"it is {setting(found)} now")


def _findings(now: RunReport, before: RunReport) -> Iterator[Grade]:
    fired = {f.rule: f for f in _serious(now)}
    status = {c.rule: c for c in now.checks}
    for finding in _serious(before):
        again, check = fired.get(finding.rule), status.get(finding.rule)
        if again is not None:
            yield Grade(kind="finding", what=finding.rule, outcome="still there", detail=again.message)
        elif check is None or check.status in ("skipped", "broke"):
            yield Grade(kind="finding", what=finding.rule, outcome="not judged", detail=check.detail if check else "")
        else:
            yield Grade(kind="finding", what=finding.rule, outcome="gone", detail=check.detail)
    known = {f.rule for f in _serious(before)}
    for rule, finding in fired.items():
        if rule not in known:
            yield Grade(kind="finding", what=rule, outcome="new", detail=finding.message)


def _figures(now: RunReport, before: RunReport) -> Iterator[Grade]:
    old = {s.name: s for s in before.series}
    for s in now.series:
        twin = old.get(s.name)
        if twin is None or s.goal is None or s.split not in ("val", "test") or s.best is None or twin.best is None:
            continue
        yield Grade(
            kind="figure",
            what=s.name,
            outcome=_better(s, s.best, twin.best),
            detail=f"best {number(twin.best)} before, {number(s.best)} now",
        )


def _better(series: SeriesSummary, now: float, before: float) -> str:
    gain = now - before if series.goal == "max" else before - now
    if abs(gain) <= NEAR * max(abs(now), abs(before)):
        return "as before"
    return "better" if gain > 0 else "worse"


def _serious(report: RunReport) -> tuple[Finding, ...]:
    return tuple(f for f in report.findings if f.severity is not Severity.NOTE)


def _same(found: object, said: object) -> bool:
    numbers = [v for v in (found, said) if isinstance(v, int | float) and not isinstance(v, bool)]
    if len(numbers) == 2:
        return math.isclose(numbers[0], numbers[1], rel_tol=1e-9)
    return found == said


def _wanted(change: Change) -> str:
    if change.new is None and change.factor is not None:
        return f"times {number(change.factor, 2)}"
    return setting(change.new)


def _summary(grades: tuple[Grade, ...]) -> str:
    """``2 changes applied, 1 not applied; plateau is gone, overfitting still there; val_loss better``."""
    made = [g for g in grades if g.kind == "change"]
    parts = []
    if made:
        tally = [(sum(g.outcome == o for g in made), o) for o in ("applied", "not applied", "otherwise", "not judged")]
        parts.append(f"of {count(len(made), 'change')}: " + listing([f"{n} {o}" for n, o in tally if n]))
    for kind in ("finding", "figure"):
        found = [f"{g.what} {'is ' if kind == 'finding' else ''}{g.outcome}" for g in grades if g.kind == kind]
        if found:
            parts.append(listing(found[:5]))
    return "; ".join(parts)
