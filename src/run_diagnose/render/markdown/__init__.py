"""The report as GitHub Markdown: the first screen answers, the folded parts prove."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from run_diagnose.model.change import Change
from run_diagnose.model.report import Report, RunReport
from run_diagnose.model.wording import count, tally
from run_diagnose.render import phrases
from run_diagnose.render.escape import ascii_only
from run_diagnose.render.markdown.causes import all_causes, causes
from run_diagnose.render.markdown.changes import advice, changes, reasons
from run_diagnose.render.markdown.charts import charts, sparks
from run_diagnose.render.markdown.checked import clear, cost, experiments, healthy, next_run, previous, unchecked
from run_diagnose.render.markdown.checkpoint import checkpoint
from run_diagnose.render.markdown.escape import code, key, markdown, prose
from run_diagnose.render.markdown.findings import all_evidence, findings, suppressed
from run_diagnose.render.markdown.parts import Lines, Room, fold, section, squeeze, table
from run_diagnose.render.markdown.reading import reading
from run_diagnose.render.options import PLAIN, Options

SCREEN = 60
"""Lines before the first folded part: what a reader sees without a click."""
ALERTS = {"failed": "CAUTION", "suspect": "WARNING", "undetermined": "IMPORTANT", "healthy": "TIP"}
_TIGHT = Room(reasons=False, causes=3, sparks=3)
ROOMS = (
    Room(),
    Room(evidence=3, sparks=4),
    replace(_TIGHT, evidence=3),
    replace(_TIGHT, evidence=2),
    replace(_TIGHT, evidence=2, causes=2),
    replace(_TIGHT, evidence=1, causes=2),
    replace(_TIGHT, evidence=1, causes=2, findings=8, changes=6),
    replace(_TIGHT, evidence=1, causes=2, findings=6, changes=4),
    replace(_TIGHT, evidence=1, causes=1, findings=5, changes=4, sparks=2),
    replace(_TIGHT, evidence=1, causes=1, findings=4, changes=3, sparks=1),
)
"""From roomy to tight: the first that fits the screen is taken."""


def render(report: Report, options: Options = PLAIN) -> str:
    """The report as Markdown within ``options.budget`` characters; what had to go is named at the end."""
    for shed in range(5):
        text = "\n".join(squeeze(_document(report, options, shed))) + "\n"
        text = ascii_only(text) if options.ascii else text
        if len(text) <= options.budget:
            return text
    return _last_resort(report, options)


def _document(report: Report, options: Options, shed: int) -> Iterator[str]:
    yield f"<!-- diagnose:report key={_key(report)} v1 -->"
    if len(report.runs) == 1:
        yield from _run(report.runs[0], options, shed, alone=True)
    else:
        yield from _overview(report, options.top if options.top and shed else None)
    yield from _errors(report)
    if len(report.runs) > 1 and shed < 4:
        for run in report.runs:
            title = f"{run.name}: {phrases.verdict(run)}, {phrases.counts(run)}"
            yield from fold(title, list(_run(run, options, shed, alone=False)))
    if shed:
        yield f"<sub>Shortened to fit: {_gone(shed)}. `diagnose ... --format html` keeps everything.</sub>"
        yield ""
    yield f"<sub>run-diagnose {markdown(report.version)} · schema {report.schema_version}{_again(report)}</sub>"


def _key(report: Report) -> str:
    if len(report.runs) == 1:
        return key(report.runs[0].name)
    names = "\n".join(run.name for run in report.runs)
    return f"{len(report.runs)}-runs-{hashlib.sha256(names.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _gone(shed: int) -> str:
    parts = ("charts", "evidence in full and the way the log was read", "all folded parts", "the single runs")
    return ", ".join(parts[:shed])


def _again(report: Report) -> str:
    if len(report.runs) != 1:
        return ""
    codes = [f.code for f in report.runs[0].findings[:1]]
    explain = f" · `diagnose rule {codes[0]}` explains a rule" if codes and codes[0].isalnum() else ""
    edits = phrases.apply(report.runs[0])
    apply = f" · the edits of the config as a diff: {code(edits)}" if edits else ""
    return f" · again: {code(phrases.again(report.runs[0]))}{apply}{explain}"


def _run(run: RunReport, options: Options, shed: int, *, alone: bool) -> Iterator[str]:
    """One run: the first screen in the roomiest fashion that fits it, then the rest."""
    fashions = [_shed(room, options, shed) for room in ROOMS]
    for room in fashions:
        screen = squeeze(_screen(run, room, alone=alone))
        if len(screen) <= SCREEN - 1:
            break
    yield from screen
    yield from _rest(run, room)


def _shed(room: Room, options: Options, shed: int) -> Room:
    top = options.top or 10**6
    return replace(
        room,
        charts=options.charts and shed < 1,
        suppressed=options.suppressed,
        folded=2 if shed < 2 else 1 if shed < 3 else 0,
        sparks=room.sparks if options.charts and shed < 3 else 0,
        findings=min(room.findings, top),
        causes=min(room.causes, top),
        changes=min(room.changes, top),
    )


def _screen(run: RunReport, room: Room, *, alone: bool) -> Iterator[str]:
    if alone:
        yield f"## {markdown(run.name)}: {phrases.verdict(run)}"
        yield ""
    yield from _answer(run, alert=alone)
    yield ""
    yield markdown(phrases.size(run))
    yield ""
    yield from sparks(run, room)
    yield from findings(run, room)
    yield from causes(run, room)
    yield from changes(run, room)


def _answer(run: RunReport, *, alert: bool) -> Lines:
    """The one alert of the report; alerts must not stand inside folded parts, so other runs get a quote."""
    said = [f"**{prose(phrases.sentence(run.answer, run))}**", _next(run)]
    head = [f"> [!{ALERTS.get(run.verdict, 'CAUTION')}]"] if alert else []
    return [*head, *(f"> {line}" for line in said if line)]


def _next(run: RunReport) -> str:
    said = [phrases.counts(run)]
    if run.checkpoint is not None and (run.findings or not run.checkpoint.usable):
        said.append(phrases.keep(run.checkpoint))
    line = " ".join(prose(phrases.sentence(s)) for s in said)
    change = phrases.first_change(run)
    if change is None:
        return line
    return f"{line} First change: {_edit(change, run)}."


def _edit(change: Change, run: RunReport) -> str:
    return f"{code(change.key)}: {markdown(phrases.old(change, run))} → {code(phrases.new(change))}"


def _rest(run: RunReport, room: Room) -> Iterator[str]:
    yield from all_evidence(run, room)
    yield from all_causes(run, room)
    yield from reasons(run, room)
    yield from advice(run, room)
    yield from checkpoint(run)
    yield from cost(run)
    yield from charts(run, room)
    yield from clear(run, room)
    yield from unchecked(run, room)
    yield from healthy(run)
    yield from previous(run)
    yield from next_run(run)
    yield from experiments(run)
    yield from suppressed(run) if room.suppressed and room.folded else ()
    yield from reading(run, room)


def _overview(report: Report, top: int | None) -> Iterator[str]:
    """Several runs: how they stand, one line each."""
    runs = phrases.sorted_runs(report)
    verdicts = [run.verdict for run in runs]
    said = ", ".join(f"{verdicts.count(v)} {v}" for v in phrases.VERDICTS if v in verdicts)
    unread = tally([(len(report.errors), "input")], "")
    title = count(len(runs), "run") if runs else "No run"
    yield f"## {title}: {said or 'nothing could be read'}"
    yield ""
    yield f"> [!{ALERTS.get(phrases.worst(report), 'CAUTION')}]"
    yield f"> **{said or 'no run was read'}**" + (f"; {unread} could not be read." if unread else ".")
    yield ""
    yield from table(("run", "verdict", "what happened", "findings", "first change"), [_line(r) for r in runs[:top]])
    if top is not None and len(runs) > top:
        yield f"\n… and {len(runs) - top} more runs, none of them worse."
    yield ""


def _line(run: RunReport) -> tuple[str, ...]:
    change = phrases.first_change(run)
    edit = _edit(change, run) if change else ""
    codes = " ".join(code(f.code) for f in run.findings[:5])
    return code(run.name), markdown(phrases.verdict(run)), prose(phrases.sentence(run.answer, run)), codes, edit


def _errors(report: Report) -> Lines:
    lines = [
        f"- {code(e.path)}: {prose(phrases.sentence(e.reason))}" + (f" Try: {prose(e.hint)}" if e.hint else "")
        for e in report.errors
    ]
    return section("Could not be read", lines)


def _last_resort(report: Report, options: Options) -> str:
    """Verdict and table only, as many rows as fit."""
    top = 512
    while True:
        lines = [f"<!-- diagnose:report key={_key(report)} v1 -->", *_overview(report, top)]
        lines += _errors(replace(report, errors=report.errors[:top]))
        text = "\n".join([*lines, f"<sub>Shortened to fit: {_gone(4)}.</sub>"]) + "\n"
        if len(text) <= options.budget or top == 1:
            return ascii_only(text) if options.ascii else text
        top //= 2
