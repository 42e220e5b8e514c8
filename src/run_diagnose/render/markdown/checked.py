"""What is not wrong, what could not be checked, what a healthy run looks like, what the next one must show."""

from __future__ import annotations

from run_diagnose.model.criterion import Graded
from run_diagnose.model.report import RunReport
from run_diagnose.model.wording import count, listing
from run_diagnose.render import phrases
from run_diagnose.render.markdown.escape import code, markdown, prose
from run_diagnose.render.markdown.parts import Lines, Room, fold, section, table

FEW = 4
"""Up to so many rows stand open; more are folded."""


def clear(run: RunReport, room: Room) -> Lines:
    """What was verified, with its margin."""
    found = phrases.clear(run)
    rows = [(markdown(c.rule), code(c.code), prose(phrases.about(c))) for c in found]
    if not rows:
        return []
    listed = table(("looked for", "rule", "what was verified"), rows)
    if len(rows) > FEW:
        names = markdown(listing([c.rule for c in found]))
        listed = [f"Looked for and not found: {names}.", "", *_folded(f"What was verified ({len(rows)})", listed, room)]
    return section("What is NOT wrong", listed)


def _folded(title: str, lines: Lines, room: Room) -> Lines:
    return fold(title, lines) if room.folded else []


def unchecked(run: RunReport, room: Room) -> Lines:
    """What could not be looked for, and the lines that would log what it needs."""
    skipped, broken = phrases.unchecked(run), phrases.broke(run)
    if not skipped and not broken:
        return []
    lines = [f"- {code(h.role)}: {code(h.line)} ({prose(phrases.helps(h))})" for h in run.howto]
    if len(lines) > FEW:
        lines = _folded(f"How to log it ({len(lines)} series)", lines, room)
    rows = [(markdown(c.rule), code(c.code), prose(phrases.why_not(c))) for c in skipped]
    listed = table(("not looked for", "rule", "because"), rows)
    listed = listed if len(rows) <= FEW and not run.howto else _folded(_skipped(len(rows)), listed, room)
    if other := phrases.elsewhere(run):
        listed = [*listed, "", f"{other[0].upper()}{other[1:]}."]
    lines += [f"- {code(c.rule)} broke, a bug of diagnose: {prose(c.detail)}" for c in broken]
    return section("What could not be checked, and how to log it", [*lines, "", *listed])


def _skipped(n: int) -> str:
    return f"{count(n, 'check')} that could not look"


def healthy(run: RunReport) -> Lines:
    """A healthy run beside this one."""
    rows = [
        (
            markdown(r.what),
            markdown(r.healthy),
            markdown(phrases.placeless(r.yours, run)),
            "yes" if r.good else "**no**",
        )
        for r in run.healthy
    ]
    return section("A healthy run and yours", table(("", "healthy", "yours", "as it should be"), rows))


def next_run(run: RunReport) -> Lines:
    """What to hold the next run against."""
    asked = table(
        ("asked for", "minimum", "good", "excellent", "this run", "grade", ""), [_asked(g) for g in run.graded]
    )
    derived = ["Derived from this run:", "", *(f"- [ ] {prose(text)}" for text in run.next_run)] if run.next_run else []
    return section("What the next run must show", [*asked, *([""] if asked and derived else []), *derived])


def _asked(g: Graded) -> tuple[str, ...]:
    return (
        f"{code(g.metric)}{phrases.direction(g)}",
        *(phrases.level(g, v) for v in (g.minimum, g.good, g.excellent, g.value)),
        f"**{g.grade}**" if g.grade in ("missed", "not judged") else markdown(g.grade),
        prose(g.detail),
    )


def cost(run: RunReport) -> Lines:
    """What the run took, and what more of it would bring."""
    return section(phrases.COST, [f"- {prose(said)}" for said in phrases.outlook(run)])


def experiments(run: RunReport) -> Lines:
    """The next runs in their order, each with its decision rule."""
    rows = [
        (str(i), prose(e.title), prose(e.cost), prose(e.expect), prose(phrases.decided(e)))
        for i, e in enumerate(run.experiments, 1)
    ]
    return section("Experiment plan", table(("#", "do", "cost", "expect", "then"), rows))


def previous(run: RunReport) -> Lines:
    """What became of the advice of the report before."""
    if run.previous is None:
        return []
    rows = [(g.kind, markdown(g.what), g.outcome, prose(g.detail)) for g in run.previous.grades]
    head = [f"{prose(run.previous.summary)}.", ""] if run.previous.summary else []
    return section(
        f"Since the last report ({markdown(run.previous.name)})", [*head, *table(("", "what", "now", "detail"), rows)]
    )
