"""Cases made from a run and the names of what was found on it, for tests of causes, changes and plans."""

from __future__ import annotations

from collections.abc import Mapping

from run_diagnose.model.finding import Finding, Severity, Value, reading
from run_diagnose.model.outcome import Fired
from run_diagnose.model.run import Run
from run_diagnose.model.series import Moment
from run_diagnose.views.case import Case


def case_of(
    run: Run, found: Mapping[str, Mapping[str, Value]], *, onsets: Mapping[str, float] | None = None, note: bool = False
) -> Case:
    """A case with a finding for each rule slug, with its values; ``onsets`` are places on the run's axis."""
    findings = tuple(_finding(run, slug, values, (onsets or {}).get(slug), note) for slug, values in found.items())
    return Case(run, findings, tuple(Fired(f.rule, f.code, (f,)) for f in findings))


def _finding(run: Run, slug: str, values: Mapping[str, Value], onset: float | None, note: bool) -> Finding:
    from run_diagnose.rules import built_in

    rule = next(r for r in built_in() if r.slug == slug)
    where = None if onset is None else Moment(run.axis or "epoch", onset, int(onset) + 1, run.file)
    return Finding(
        code=rule.code,
        rule=slug,
        kind=rule.kind,
        severity=Severity.NOTE if note else Severity.ERROR,
        confidence=0.9,
        series=(),
        onset=where,
        known=where,
        end=None,
        message=f"{slug} was found",
        evidence=(reading(slug, 1.0),),
        values=dict(values),
        fingerprint=slug,
    )
