"""The sections that say what to do, what was checked, and how the log was read."""

from __future__ import annotations

from run_diagnose.model.change import Change
from run_diagnose.model.report import RunReport
from run_diagnose.render import phrases
from run_diagnose.render.escape import visible
from run_diagnose.render.options import Options
from run_diagnose.render.terminal.page import Page
from run_diagnose.render.terminal.sections import FEW, SMALL
from run_diagnose.render.terminal.snippet import fitted


def changes(page: Page, run: RunReport, options: Options) -> None:
    """What to change, where it stands, why, and what to watch."""
    if run.changes or run.no_effect or run.advice:
        page.title("Change next", phrases.config_file(run))
    left = options.top or len(run.changes)
    for option, group in phrases.options(run):
        if option and left > 0:
            page.write([(f"option {option}" + (" (try first)" if option == "A" else ""), "bold")], 3)
        for change in group[: max(left, 0)]:
            _change(page, run, change, brief=option not in ("", "A") and not options.verbose)
        left -= len(group)
    if apply := phrases.apply(run):
        page.write([("as a diff: ", "dim"), (apply, "bold")], 3, 5)
    for nothing in run.no_effect:
        said = f"{nothing.key} {phrases.values(nothing, run)}".strip()
        why = f" ({nothing.why})" if options.verbose else ""
        page.write([("would change nothing: ", "dim"), (said, ""), (why, "dim")], 3, 5)
    _code(page, run, options)


def _code(page: Page, run: RunReport, options: Options) -> None:
    """What to add to the code: the first with its lines, the rest by name."""
    for i, item in enumerate(run.advice):
        if i and not options.verbose:
            page.write([("in the code, too: ", "dim"), (item.title, "")], 3, 5)
            continue
        page.write([("in the code: ", "dim"), (f"{item.title}: {item.why}", "")], 3, 5)
        for line in item.snippet.splitlines():
            for part in fitted(visible(line), page.width - 7):
                page.raw(f"       {part}", "green")


def _change(page: Page, run: RunReport, change: Change, *, brief: bool) -> None:
    old, new = phrases.old(change, run), phrases.new(change)
    line = f"line {change.line}" if change.line else ""
    facts = " · ".join(f for f in (line, change.risk.value) if f)
    page.write(
        [(change.key, "bold"), (": ", ""), (old, "red"), (" -> ", ""), (new, "green"), (f"   {facts}", "dim")], 3, 7
    )
    page.write([(phrases.sentence(change.why), "")], 7)
    if change.watch and not brief:
        page.write([("watch: ", "dim"), (change.watch, "")], 7, 9)


def checkpoint(page: Page, run: RunReport) -> None:
    """Which checkpoint to keep."""
    advice = run.checkpoint
    if advice is None:
        return
    page.title("Keep")
    first, *rest = phrases.reasons(advice) or [""]
    page.write([(phrases.sentence(phrases.keep(advice)), "bold"), (f" {first}", "")], 3)
    for said in rest:
        page.write([(said, "dim")], 3)


def cost(page: Page, run: RunReport) -> None:
    """What the run took, and what more of it would bring."""
    said = phrases.outlook(run)
    if said:
        page.title(phrases.COST)
    for text in said:
        page.write([(text, "")], 3)


def checked(page: Page, run: RunReport, options: Options) -> None:
    """What is not wrong, what could not be checked and how to log it."""
    clear, skipped, broken = phrases.clear(run), phrases.unchecked(run), phrases.broke(run)
    if clear:
        page.title(f"Checked and fine ({len(clear)})")
        if options.verbose or len(clear) <= FEW:
            for check in clear:
                page.write([(check.rule, ""), (f": {phrases.about(check)}", "dim")], 3, 5)
        else:
            page.write([(" · ".join(c.rule for c in clear), "")], 3)
    if skipped:
        page.title(f"Not checked ({len(skipped)})")
        said = [f"{c.rule} ({why})" if (why := phrases.why_not(c)) else c.rule for c in skipped]
        if len(said) > SMALL and run.howto and not options.verbose:
            said = [c.rule for c in skipped]
        page.write([(" · ".join(said), "")], 3)
        if other := phrases.elsewhere(run):
            page.write([(f"{other}.", "dim")], 3)
    if skipped or run.howto:
        for howto in run.howto[: None if options.verbose else FEW]:
            page.write([("log ", "dim"), (howto.role, "bold"), (f": {howto.line}", "")], 3, 7)
    for check in broken:
        page.write([(f"{check.code} {check.rule} broke, a bug of diagnose: {check.detail}", "yellow")], 3, 5)


def healthy(page: Page, run: RunReport) -> None:
    """A healthy run beside this one."""
    if not run.healthy:
        return
    page.title("A healthy run, and yours")
    for row in run.healthy:
        style = "" if row.good else "yellow"
        page.write([(f"{row.what}: {row.healthy} · yours ", ""), (phrases.placeless(row.yours, run), style)], 3, 5)


def next_run(page: Page, run: RunReport) -> None:
    """What the next run must show."""
    if run.next_run or run.graded:
        page.title("The next run must show", "" if run.graded else "derived from this run")
    for g in run.graded:
        style = {"missed": "red", "not judged": "yellow"}.get(g.grade, "green")
        said = f"  {phrases.level(g, g.value) or 'not logged'} · {g.detail}; {phrases.levels(g)}"
        page.write([(f"{g.metric}: ", "bold"), (g.grade, style), (said, "dim")], 3, 5)
    if run.next_run and run.graded:
        page.write([("derived from this run:", "dim")], 3)
    for text in run.next_run:
        page.write([(f"- {text}", "")], 3, 5)


def experiments(page: Page, run: RunReport, options: Options) -> None:
    """The next runs in their order, each with its decision rule; briefly, that of the first alone."""
    told = [e for e in run.experiments if options.verbose or e.kind != "spared"]
    if told:
        page.title("Experiment plan")
    for i, e in enumerate(told, 1):
        page.write([(f"{i}. {e.title}", "bold"), (f" · {e.cost}", "dim")], 3, 6)
        if i == 1 or options.verbose:
            page.write([("expect: ", "dim"), (e.expect, "")], 6, 8)
            page.write([(f"{phrases.after(e)}: ", "dim"), (phrases.decided(e), "")], 6, 8)


def previous(page: Page, run: RunReport) -> None:
    """What became of the advice of the report before."""
    if run.previous is None:
        return
    page.title("Since the last report", run.previous.name)
    page.write([(run.previous.summary, "")], 3)
    for g in run.previous.grades:
        style = {
            "still there": "yellow",
            "worse": "yellow",
            "new": "yellow",
            "gone": "green",
            "better": "green",
            "came true": "green",
        }
        page.write([(f"{g.what}: ", "bold"), (g.outcome, style.get(g.outcome, "")), (f"  {g.detail}", "dim")], 3, 6)


def suppressed(page: Page, run: RunReport) -> None:
    """Findings that do not count, and why."""
    if run.suppressed:
        page.title(f"Suppressed ({len(run.suppressed)})")
    for s in run.suppressed:
        page.write([(f"{s.finding.code} {s.finding.rule}", "bold"), (f"  {phrases.waived(s)}", "dim")], 3, 5)
        page.write([(phrases.sentence(s.finding.message, run), "")], 5)


def reading(page: Page, run: RunReport) -> None:
    """Guesses and gaps in how the log was read; all of it is in ``diagnose inspect``."""
    guesses = [f"{s.name} taken for {phrases.meaning(s)}" for s in run.series if 0 < s.certainty < 0.6]
    read = run.reading
    said = [("assumed", *read.assumed), ("not understood", *read.unread[:3]), ("placeholders", *read.placeholders)]
    said += [("a guess", *guesses[:5]), ("note", *run.notes)]
    lines = [(what, text) for what, *texts in said for text in texts]
    if lines:
        page.title("Read", "all of it: diagnose inspect")
    for what, text in lines:
        page.write([(f"{what}: ", "dim"), (text, "")], 3, 5)
