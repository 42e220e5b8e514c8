"""The sections of a run, in the order of the Markdown report."""

from __future__ import annotations

from run_diagnose.model.cause import RankedCause
from run_diagnose.model.change import Change
from run_diagnose.model.finding import Finding
from run_diagnose.model.report import RunReport
from run_diagnose.model.wording import count, number, place
from run_diagnose.render import phrases
from run_diagnose.render.curves import finals, panels
from run_diagnose.render.escape import in_html, name, visible
from run_diagnose.render.html.asked import asked, derived
from run_diagnose.render.html.parts import bullets, code, fold, joints, section, table, text
from run_diagnose.render.html.svg import chart

CHARTS = 10
EVIDENCE = ("evidence", "value", "against", "where", "log line")


def answer(run: RunReport) -> str:
    """The verdict in a box."""
    keep = phrases.keep(run.checkpoint) if run.checkpoint and (run.findings or not run.checkpoint.usable) else ""
    said = " ".join(phrases.sentence(s) for s in (phrases.counts(run), keep) if s)
    change = phrases.first_change(run)
    first = f" First change: {code(phrases.edit(change, run))}." if change else ""
    kind = in_html(run.verdict)
    return (
        f'<div class="answer {kind}"><p class="verdict {kind}">{phrases.verdict(run)}</p>'
        f"<p><strong>{text(phrases.sentence(run.answer, run))}</strong></p><p>{text(said)}{first}</p></div>"
        f'<p class="dim">{in_html(phrases.size(run))}</p>'
    )


def curves(run: RunReport, identity: str) -> str:
    """Charts, those of the losses and of the accused series first."""
    rows = [(code(s.name), in_html(phrases.meaning(s)), number(s.last)) for s in finals(run)]
    if rows:
        return section("Final values", table(("series", "read as", "value"), rows, "Final values"))
    drawn = [chart(panel, run, f"{identity}-c{i}") for i, panel in enumerate(panels(run))]
    drawn = [figure for figure in drawn if figure]
    return section("Curves", "".join(drawn[:3]) + fold("More curves", "".join(drawn[3:CHARTS])))


def findings(run: RunReport, top: int | None) -> str:
    """What was found, each with its evidence."""
    silenced = [f"{c.rule} (of {c.silenced_by})" for c in phrases.silenced(run)]
    more = f"<p>Seen too, as a part of these: {in_html(', '.join(silenced))}.</p>" if silenced else ""
    left = len(run.findings) - len(run.findings[:top])
    more += f"<p>{left} more are left out.</p>" if left else ""
    shown = "".join(_finding(f, i, run) for i, f in enumerate(run.findings[:top], 1))
    return section("Findings", shown + more)


def _finding(finding: Finding, rank: int, run: RunReport) -> str:
    severity = finding.severity.value
    facts = " · ".join(f for f in (phrases.confidence(finding), phrases.when(finding, run)) if f)
    rows = []
    for evidence in finding.evidence:
        row = phrases.row(evidence, run)
        value = f"<code>{in_html(row.value)}</code>" if row.quoted else in_html(row.value)
        line = code(row.line) if row.line else ""
        rows.append((joints(in_html(row.what)), value, in_html(row.against), in_html(row.where), line))
    caption = f"What {in_html(finding.rule)} rests on"
    return (
        f"<article><h4>{rank}. {in_html(finding.rule)} {code(finding.code)} "
        f'<span class="{severity}">{severity}</span> <span class="dim">{in_html(facts)}</span></h4>'
        f"<p>{text(phrases.sentence(finding.message, run))}</p>{table(EVIDENCE, rows, caption)}</article>"
    )


def causes(run: RunReport, top: int | None) -> str:
    """Why it happened."""
    shown = [_cause(c) for c in run.causes[:top]]
    return section("Most likely causes", bullets(shown, "ol"))


def _cause(cause: RankedCause) -> str:
    codes = ", ".join(code(c) for c in cause.findings)
    explains = f" · explains {codes}" if codes else ""
    signs = [
        f"{what}: {'; '.join(text(s) for s in said)}"
        for what, said in (("for", cause.supports), ("against", cause.against), ("not testable here", cause.untested))
        if said
    ]
    signs += [f"cheapest test: {text(cause.test)}"] if cause.test else []
    title = text(phrases.sentence(cause.title).rstrip("."))
    story = f"<br>{text(phrases.sentence(cause.story))}" if cause.story else ""
    return f"<strong>{title}</strong> · {in_html(cause.likelihood)}{explains}{story}{bullets(signs)}"


def changes(run: RunReport, top: int | None) -> str:
    """What to change, as a diff, with reasons."""
    shown = "".join(_option(option, group[:top], run) for option, group in phrases.options(run))
    nothing = [
        f"{' '.join((code(n.key), in_html(phrases.values(n, run)))).strip()}: {text(n.why)}" for n in run.no_effect
    ]
    no_effect = f"<h4>Would change nothing</h4>{bullets(nothing)}" if nothing else ""
    apply = phrases.apply(run)
    command = (
        f"<p>{code(apply)} shows these edits of the config as a diff, with --write it makes them.</p>" if apply else ""
    )
    return section("Recommended changes", shown + command + no_effect + _advice(run))


def _option(option: str, group: list[Change], run: RunReport) -> str:
    first = ", to be tried first" if option == "A" else ""
    title = f"Option {in_html(option)}{first}" if option else "In any case"
    reasons = [_reason(c) for c in group]
    return f"<h4>{title}</h4><pre>{''.join(_edit(c, run) for c in group)}</pre>{bullets(reasons)}"


def _edit(change: Change, run: RunReport) -> str:
    key, new = in_html(name(change.key)), in_html(name(phrases.new(change)))
    if change.old is None:
        return f'<ins>+ {key}: {new} <span class="note"># {in_html(phrases.unknown(change, run))}</span></ins>'
    where = phrases.stands(change)
    note = f' <span class="note"># {in_html(name(where))}</span>' if where else ""
    return f"<del>- {key}: {in_html(name(phrases.old(change, run)))}{note}</del><ins>+ {key}: {new}</ins>"


def _reason(change: Change) -> str:
    watch = f" Watch: {text(phrases.sentence(change.watch))}" if change.watch else ""
    return f"{code(change.key)} ({change.risk.value}): {text(phrases.sentence(change.why))}{watch}"


def _advice(run: RunReport) -> str:
    return "".join(
        f"<h4>In the code: {text(a.title)}</h4><p>{text(phrases.sentence(a.why))}</p>"
        f"<pre>{chr(10).join(in_html(line) for line in a.snippet.splitlines())}</pre>"
        for a in run.advice
    )


def checkpoint(run: RunReport) -> str:
    """Which checkpoint to keep."""
    advice = run.checkpoint
    if advice is None:
        return ""
    said = phrases.reasons(advice)
    head, *rows = advice.table or ((),)
    filled = [[in_html(cell) for cell in (*row, *[""] * len(head))[: len(head)]] for row in rows]
    side = table([in_html(cell) for cell in head], filled, "The checkpoints side by side")
    keep = text(phrases.sentence(phrases.keep(advice)))
    return section("Checkpoint to keep", f"<p><strong>{keep}</strong> {text(' '.join(said))}</p>{side}")


def checked(run: RunReport) -> str:
    """What is not wrong, and what could not be checked."""
    clear = [(in_html(c.rule), code(c.code), text(phrases.about(c))) for c in phrases.clear(run)]
    fine = section(
        "What is NOT wrong", table(("looked for", "rule", "what was verified"), clear, "Looked for, not found")
    )
    howto = [f"{code(h.role)}: {code(h.line)} ({in_html(phrases.helps(h))})" for h in run.howto]
    skipped = [(in_html(c.rule), code(c.code), text(phrases.why_not(c))) for c in phrases.unchecked(run)]
    broken = [f"{code(c.rule)} broke, a bug of diagnose: {text(c.detail)}" for c in phrases.broke(run)]
    listed = table(("not looked for", "rule", "because"), skipped, "What could not be looked for")
    folded = fold(f"{count(len(skipped), 'check')} that could not look", listed) if skipped else ""
    other = f"<p>{text(phrases.elsewhere(run))}.</p>" if phrases.elsewhere(run) else ""
    return fine + section(
        "What could not be checked, and how to log it", bullets(howto) + bullets(broken) + folded + other
    )


def healthy(run: RunReport) -> str:
    """A healthy run beside this one, and what the next must show."""
    rows = [
        (
            in_html(r.what),
            in_html(r.healthy),
            in_html(phrases.placeless(r.yours, run)),
            "yes" if r.good else "<strong>no</strong>",
        )
        for r in run.healthy
    ]
    head = ("what", "healthy", "yours", "as it should be")
    beside = section("A healthy run and yours", table(head, rows, "A healthy run beside this one"))
    plan = [
        f'<strong>{in_html(e.title)}</strong> <span class="dim">· {in_html(e.cost)}</span>'
        f"<br>expect: {in_html(e.expect)}<br>{phrases.after(e)}: {in_html(phrases.decided(e))}"
        for e in run.experiments
    ]
    grades = run.previous.grades if run.previous is not None else ()
    became = [(in_html(g.kind), in_html(g.what), in_html(g.outcome), in_html(g.detail)) for g in grades]
    since = table(("of", "what", "now", "detail"), became, "What became of the advice of the report before")
    return (
        beside
        + section("Since the last report", since if became else "")
        + section("What the next run must show", asked(run) + derived(run))
        + section("Experiment plan", bullets(plan, "ol"))
    )


def reading(run: RunReport) -> str:
    """How the log was read."""
    files = [
        f"{code(s.path)}: {in_html(', '.join(f for f in (s.format, s.encoding, s.detail) if f))}" for s in run.sources
    ]
    read = run.reading
    said = [("segments", read.segments), ("not logged", read.placeholders), ("not understood", read.unread)]
    said += [("assumed", read.assumed), ("note", run.notes)]
    notes = [f"{what}: {text(visible(line))}" for what, lines in said for line in lines[:60]]
    rows = [
        (
            code(s.name),
            in_html(phrases.meaning(s)),
            f"{s.certainty:.0%}" + (" (a guess)" if 0 < s.certainty < 0.6 else ""),
            str(s.points),
            str(s.nonfinite or ""),
            "" if s.best is None else in_html(f"{number(s.best)} at {place(s.axis, s.best_at)}"),
        )
        for s in run.series[:100]
    ]
    head = ("column", "read as", "how sure", "points", "NaN or inf", "best")
    return section("How the log was read", bullets(files + notes) + fold("Columns", table(head, rows, "Columns")))


def suppressed(run: RunReport) -> str:
    """Findings that do not count."""
    rows = [
        (code(s.finding.code), text(s.finding.message), in_html(s.by), in_html(s.reason), in_html(s.until))
        for s in run.suppressed
    ]
    return fold(f"Suppressed ({len(rows)})", table(("rule", "what", "by", "reason", "until"), rows, "Suppressed"))
