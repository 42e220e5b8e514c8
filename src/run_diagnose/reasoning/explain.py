"""Outcomes in, report out: what follows from what, why, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from run_diagnose.model.criterion import Criterion
from run_diagnose.model.finding import Finding, Severity
from run_diagnose.model.ignore import Ignore
from run_diagnose.model.outcome import Broke, Clear, Fired, Outcome, Skipped
from run_diagnose.model.report import Check, RunReport
from run_diagnose.model.run import Run
from run_diagnose.reasoning import checkpoint, cost, experiments, healthy, howto, next_run, plan, ranking, summary
from run_diagnose.reasoning.discoveries import controlled
from run_diagnose.reasoning.graded import graded
from run_diagnose.reasoning.set_aside import set_aside
from run_diagnose.reasoning.suppress import suppress
from run_diagnose.reasoning.verdict import answer, verdict
from run_diagnose.rules.base import Rule
from run_diagnose.views.case import Case


def explain(
    run: Run,
    outcomes: tuple[Outcome, ...],
    rules: Sequence[Rule],
    *,
    severities: Mapping[str, str] | None = None,
    min_confidence: float = 0.0,
    ignores: Sequence[Ignore] = (),
    criteria: Sequence[Criterion] = (),
    brief: bool = False,
) -> RunReport:
    """The report on one run; a ``brief`` one without what only a reader of the whole report sees.

    ``severities`` overrides a rule's severity by slug or code; findings less sure than ``min_confidence`` are left out;
    those that ``ignores`` cover are told apart and nothing is concluded from them, save that a checkpoint which they
    speak against is not recommended all the same. ``criteria`` are graded.
    """
    all_ = suppress(_adjusted(controlled(outcomes), severities or {}, min_confidence))
    left, suppressed = set_aside(all_, ignores, [s.path for s in run.sources])
    findings = tuple(sorted((f for o in left if isinstance(o, Fired) for f in o.findings), key=lambda f: f.order))
    case = Case(run, findings, left)
    hidden = tuple(s.finding for s in suppressed)
    whole = Case(run, tuple(sorted((*findings, *hidden), key=lambda f: f.order)), all_) if hidden else case
    causes = ranking.rank(case)
    planned = plan.plan(case, causes)
    word = verdict(run, findings, left)
    titles = {rule.slug: rule.title for rule in rules}
    return RunReport(
        name=run.name,
        sources=summary.sources(run),
        axis=summary.axis(run),
        task=run.task,
        series=summary.series(run, curves=not brief),
        config=summary.config(run),
        verdict=word,
        answer=answer(run, word, findings, titles, suppressed=len(suppressed)),
        findings=findings,
        causes=causes,
        changes=planned.changes,
        no_effect=planned.no_effect,
        advice=planned.advice,
        checkpoint=checkpoint.advise(whole),
        checks=() if brief else tuple(_check(o, titles) for o in all_),
        howto=() if brief else howto.howto(run, left),
        healthy=() if brief else healthy.rows(case),
        next_run=() if brief else next_run.criteria(case, planned.changes),
        reading=summary.reading(run, _assumed(run)),
        notes=run.notes,
        experiments=() if brief else experiments.plan(case, causes, planned.changes, planned.no_effect),
        suppressed=suppressed,
        graded=graded(run, criteria),
        cost=None if brief else cost.cost(case),
    )


def _adjusted(outcomes: tuple[Outcome, ...], severities: Mapping[str, str], floor: float) -> tuple[Outcome, ...]:
    out: list[Outcome] = []
    for o in outcomes:
        if not isinstance(o, Fired):
            out.append(o)
            continue
        level = severities.get(o.rule, severities.get(o.code))
        kept = tuple(_at_level(f, level) for f in o.findings if f.confidence >= floor)
        out.append(Fired(o.rule, o.code, kept) if kept else Clear(o.rule, o.code, "nothing as sure as asked for"))
    return tuple(out)


def _at_level(finding: Finding, level: str | None) -> Finding:
    return finding if level is None else replace(finding, severity=Severity(level))


def _check(outcome: Outcome, titles: Mapping[str, str]) -> Check:
    title = titles.get(outcome.rule, "")
    match outcome:
        case Fired(rule, code, findings):
            return Check(code=code, rule=rule, status="fired", detail=findings[0].message, title=title)
        case Clear(rule, code, detail, silenced_by):
            return Check(code=code, rule=rule, status="clear", detail=detail, title=title, silenced_by=silenced_by)
        case Skipped(rule, code, detail, needs, applies):
            return Check(
                code=code, rule=rule, status="skipped", detail=detail, needs=needs, title=title, applies=applies
            )
        case Broke(rule, code, detail):
            return Check(code=code, rule=rule, status="broke", detail=detail, title=title)


def _assumed(run: Run) -> tuple[str, ...]:
    """Meanings that were guessed rather than known."""
    return tuple(
        f"{s.name} was taken for {s.role.name} ({s.role.quantity}); --map {s.role.name}=COLUMN overrules it"
        for s in run.series
        if s.role.name != "other" and s.role.certainty < 0.6
    )
