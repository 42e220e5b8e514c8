"""Why it happened: ranked, each with what speaks for it, against it, and what this log cannot tell."""

from __future__ import annotations

from run_diagnose.model.cause import RankedCause
from run_diagnose.model.report import RunReport
from run_diagnose.render import phrases
from run_diagnose.render.markdown.escape import code, markdown, prose
from run_diagnose.render.markdown.parts import Lines, Room, fold, section

EVERY = 99


def causes(run: RunReport, room: Room) -> Lines:
    """The likeliest causes."""
    shown = run.causes[: room.causes]
    lines = [line for cause in shown for line in _cause(cause, room.signs)]
    if len(run.causes) > len(shown) > 0:
        lines.append(f"{len(shown) + 1}. … and {len(run.causes) - len(shown)} less likely, folded below")
    return section("Most likely causes", lines)


def all_causes(run: RunReport, room: Room) -> Lines:
    """All causes with all their signs, where the first screen had no room for them."""
    cut = len(run.causes) > room.causes or any(
        len(signs) > room.signs for c in run.causes for signs in (c.supports, c.against, c.untested)
    )
    if not room.folded or not cut:
        return []
    return fold(
        f"All causes with their signs ({len(run.causes)})", [line for c in run.causes for line in _cause(c, EVERY)]
    )


def _cause(cause: RankedCause, signs: int) -> Lines:
    explains = ", ".join(code(c) for c in cause.findings)
    head = f"{cause.rank}. **{prose(phrases.sentence(cause.title).rstrip('.'))}** · {markdown(cause.likelihood)}"
    head += f" · explains {explains}" if explains else ""
    lines = [f"{head}<br>{prose(phrases.sentence(cause.story))}" if cause.story else head]
    if not (cause.supports or cause.against) and cause.untested:
        lines.append("   - possible, but this log cannot tell")
    for what, said in (("for", cause.supports), ("against", cause.against), ("not testable here", cause.untested)):
        if said:
            lines.append(f"   - {what}: {_signs(said, signs)}")
    if cause.test:
        lines.append(f"   - cheapest test: {prose(cause.test)}")
    return lines


def _signs(said: tuple[str, ...], most: int) -> str:
    more = f" (and {len(said) - most} more)" if len(said) > most else ""
    return "; ".join(prose(s) for s in said[:most]) + more
